import { isTensor, scope, type Tensor } from "@credence/tensor";
import { predictiveMean } from "../predictive/intervals.ts";
import { expectNumeric, type NumericPredictive } from "../predictive/predictive.ts";
import { readTargets } from "../predictive/targets.ts";

/**
 * Root mean squared error of the mean prediction, over data and outputs.
 *
 *   sqrt( 1/(N outputs) sum (mean over draws of f(x) - y)^2 )
 *
 * @shape a predictive [draws, batch, outputs] or means [batch, outputs]; y float32 [batch, outputs]
 * @units those of the targets
 * @throws for targets of another shape or type
 * @example
 * await rmse(tensor([[1], [2]]), tensor([[1], [4]])) // 1.4142
 */
export async function rmse(prediction: NumericPredictive | Tensor, y: Tensor): Promise<number> {
  const means = isTensor(prediction) ? prediction : scope(() => predictiveMean(expectNumeric("rmse", prediction)));
  if (means.shape.length !== 2) throw new Error(`rmse: means are [${means.shape.join(", ")}], expected [batch, outputs]`);
  const [batch, outputs] = means.shape as [number, number];
  const targets = await readTargets("rmse", y, { batch, outputs });
  const values = await means.read();
  if (means !== prediction) means.dispose();
  let total = 0;
  for (let i = 0; i < values.length; i++) total += (values[i]! - targets[i]!) ** 2;
  return Math.sqrt(total / values.length);
}
