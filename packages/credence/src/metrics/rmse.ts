import { isTensor, scope, type Tensor } from "@credence/tensor";
import { predictiveMean } from "../predictive/intervals.ts";
import { expectNumeric, type NumericPredictive } from "../predictive/predictive.ts";
import { outputScaling, type ScaledOptions } from "../predictive/target-scaling.ts";
import { readTargets } from "../predictive/targets.ts";
import { expectOptions } from "../settings.ts";

/**
 * Root mean squared error of the mean prediction, over data and outputs.
 *
 *   sqrt( 1/(N outputs) sum (mean over draws of f(x) - y)^2 )
 *
 * @shape a predictive [draws, batch, outputs] or means [batch, outputs]; y float32 [batch, outputs]
 * @units those of the targets: their own, where the scaling before fitting is given
 * @throws for targets of another shape or type, and for a scaling that does not fit them
 * @example
 * await metrics.rmse(tensor([[1], [2]]), tensor([[1], [4]])) // => 1.4142
 */
export async function rmse(prediction: NumericPredictive | Tensor, y: Tensor, options: ScaledOptions = {}): Promise<number> {
  expectOptions("rmse", options, { targetScaling: true });
  const { targetScaling } = options;
  const means = isTensor(prediction) ? prediction : scope(() => predictiveMean(expectNumeric("rmse", prediction)));
  if (means.shape.length !== 2) throw new Error(`rmse: means are [${means.shape.join(", ")}], expected [batch, outputs]`);
  const [batch, outputs] = means.shape as [number, number];
  const targets = await readTargets("rmse", y, { batch, outputs });
  const values = await means.read();
  if (means !== prediction) means.dispose();
  let total = 0;
  const { shift, scale } = outputScaling("rmse", targetScaling, outputs);
  for (let i = 0; i < values.length; i++) {
    const mean = shift[i % outputs]! + scale[i % outputs]! * values[i]!;
    total += (mean - targets[i]!) ** 2;
  }
  return Math.sqrt(total / values.length);
}
