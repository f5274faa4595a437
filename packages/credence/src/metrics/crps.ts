import type { Tensor } from "@credence/tensor";
import { readLocationsAndScales } from "../predictive/continuous-predictive.ts";
import { normalCdf } from "../predictive/normal-cdf.ts";
import { expectNormal } from "../predictive/normal-predictive.ts";
import type { Predictive } from "../predictive/predictive.ts";
import { outputScaling, type ScaledOptions } from "../predictive/target-scaling.ts";
import { readTargets } from "../predictive/targets.ts";
import { expectOptions } from "../settings.ts";

/**
 * Continuous ranked probability score of a regression's predictive, the mixture of the normal densities of its draws; mean over targets. Lower is
 * better; of one draw without noise it is the absolute error.
 *
 *   integral (F(z) - [y <= z])^2 dz = E |Y - y| - E |Y - Y'| / 2
 *                                  = mean over d of A(y - m_d, s_d^2) - mean over d and e of A(m_d - m_e, s_d^2 + s_e^2) / 2
 *   A(m, v) = 2 sqrt(v) phi(m / sqrt v) + m (2 Phi(m / sqrt v) - 1)
 *
 * Exact, by the square of the draws.
 *
 * @shape predictive.means [draws, batch, outputs], y float32 [batch, outputs]
 * @units those of the targets: their own, where the scaling before fitting is given
 * @throws for a predictive of another kind, targets of another shape or type, and a scaling that does not fit them
 * @see   grimit2006
 * @example
 * await metrics.crps(normalPredictive({ means: tensor([[[0]]]), stdDev: 1 }), tensor([[0]])) // => 0.2337
 */
export async function crps(predictive: Predictive, y: Tensor, options: ScaledOptions = {}): Promise<number> {
  const where = "crps";
  const normal = expectNormal(where, predictive);
  expectOptions(where, options, { targetScaling: true });
  const { shape, locations, scaleAt } = await readLocationsAndScales(normal);
  const [draws, batch, outputs] = shape;
  const targets = await readTargets(where, y, { batch, outputs });
  const { shift, scale } = outputScaling(where, options.targetScaling, outputs);
  const means = new Float64Array(draws);
  const variances = new Float64Array(draws);
  let total = 0;
  for (let i = 0; i < batch * outputs; i++) {
    const [index, output] = [Math.floor(i / outputs), i % outputs];
    for (let d = 0; d < draws; d++) {
      means[d] = locations[d * batch * outputs + i]!;
      variances[d] = scaleAt(d, index, output) ** 2;
    }
    total += scale[output]! * scoreOf({ means, variances }, (targets[i]! - shift[output]!) / scale[output]!);
  }
  return total / (batch * outputs);
}

function scoreOf({ means, variances }: { means: Float64Array; variances: Float64Array }, target: number): number {
  const draws = means.length;
  let toTarget = 0;
  let between = 0;
  for (let d = 0; d < draws; d++) {
    toTarget += meanDistance(target - means[d]!, variances[d]!);
    between += meanDistance(0, 2 * variances[d]!) / 2;
    for (let e = 0; e < d; e++) between += meanDistance(means[d]! - means[e]!, variances[d]! + variances[e]!);
  }
  return toTarget / draws - between / (draws * draws);
}

/** E |X| of a normal of that mean and variance. */
function meanDistance(mean: number, variance: number): number {
  if (variance === 0) return Math.abs(mean);
  const stdDev = Math.sqrt(variance);
  const z = mean / stdDev;
  return stdDev * Math.sqrt(2 / Math.PI) * Math.exp((-z * z) / 2) + mean * (2 * normalCdf(z) - 1);
}
