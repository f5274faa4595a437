import type { Tensor } from "@credence/tensor";
import { expectContinuous, readLocationsAndScales } from "../predictive/continuous-predictive.ts";
import type { Predictive } from "../predictive/predictive.ts";
import { outputScaling, type ScaledOptions } from "../predictive/target-scaling.ts";
import { readTargets } from "../predictive/targets.ts";
import { expectOptions } from "../settings.ts";

/**
 * Probability integral transform: how much of the predictive lies below each target. Of a calibrated predictive the values are uniform on (0, 1): a
 * histogram like a U tells of intervals too narrow, one like a hill of intervals too wide, a slope of a bias.
 *
 *   mean over draws of F((y - location) / scale)
 *
 * @shape predictive.means [draws, batch, outputs], y float32 [batch, outputs] -> [batch, outputs], row-major
 * @units y are in their own units, where the scaling before fitting is given
 * @throws for a predictive of classes, targets of another shape or type, and a scaling that does not fit them
 * @see   gneiting2007calibration
 * @example
 * const predictive = normalPredictive({ means: tensor([[[0]], [[2]]]), stdDev: 1 });
 * await metrics.probabilityIntegralTransform(predictive, tensor([[1]])) // => [0.5]
 */
export async function probabilityIntegralTransform(predictive: Predictive, y: Tensor, options: ScaledOptions = {}): Promise<Float64Array> {
  const where = "probabilityIntegralTransform";
  const continuous = expectContinuous(where, predictive);
  expectOptions(where, options, { targetScaling: true });
  const { shape, locations, scaleAt } = await readLocationsAndScales(continuous);
  const [draws, batch, outputs] = shape;
  const targets = await readTargets(where, y, { batch, outputs });
  const { shift, scale } = outputScaling(where, options.targetScaling, outputs);
  return Float64Array.from({ length: batch * outputs }, (_, i) => {
    const [index, output] = [Math.floor(i / outputs), i % outputs];
    const target = (targets[i]! - shift[output]!) / scale[output]!;
    let below = 0;
    for (let draw = 0; draw < draws; draw++) {
      const own = scaleAt(draw, index, output);
      const location = locations[draw * batch * outputs + i]!;
      // without noise a draw is a step at its location, half of it below
      below += own > 0 ? continuous.density.cdf((target - location) / own) : target === location ? 0.5 : Number(target > location);
    }
    return below / draws;
  });
}
