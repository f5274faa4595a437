import type { Tensor } from "@credence/tensor";
import { expectPredictive, type LogDensities, type LogDensityRequest, type NumericPredictive, type Predictive } from "./predictive.ts";
import type { StandardDensity } from "./standard-density.ts";
import { outputScaling } from "./target-scaling.ts";
import { readTargets } from "./targets.ts";

/**
 * A predictive of real values: under each draw the target has a density of known form around a location, so that quantiles exist.
 *
 *   y = location + scale z,  z of the standard density
 *
 * The locations are `means`: the means where the density has one, and its median always.
 */
export interface ContinuousPredictive extends NumericPredictive {
  /** One number, or an array that broadcasts against the locations: [draws, batch, outputs], [draws, 1, 1] or []. */
  readonly scale: number | Tensor;
  readonly density: StandardDensity;
}

/**
 * Narrows to a predictive of real values.
 * @throws for one of classes or of zeros and ones, naming `where`
 */
export function expectContinuous(where: string, predictive: Predictive): ContinuousPredictive {
  expectPredictive(where, predictive);
  if (!("scale" in predictive && "density" in predictive))
    throw new Error(`${where}: the predictive is of kind "${predictive.kind}", expected one of real values`);
  return predictive as ContinuousPredictive;
}

/** Locations and scales as plain numbers. */
export interface LocationsAndScales {
  readonly shape: readonly [draws: number, batch: number, outputs: number];
  /** [draws, batch, outputs], row-major. */
  readonly locations: ArrayLike<number>;
  /** At the same place. */
  scaleAt(draw: number, index: number, output: number): number;
  /** Where one number is the scale of all. */
  readonly scale?: number;
}

/** Reads locations and scales. */
export async function readLocationsAndScales({ means, scale }: ContinuousPredictive): Promise<LocationsAndScales> {
  const shape = means.shape as readonly [number, number, number];
  const locations = await means.read();
  if (typeof scale === "number") return { shape, locations, scaleAt: () => scale, scale };
  const values = await scale.read();
  if (values.length === 1) return { shape, locations, scaleAt: () => values[0]!, scale: values[0]! };
  const sizes = [1, 1, 1, ...scale.shape].slice(-3) as [number, number, number];
  const strides = [sizes[1] * sizes[2], sizes[2], 1].map((stride, axis) => (sizes[axis] === 1 ? 0 : stride));
  return {
    shape,
    locations,
    scaleAt: (draw, index, output) => values[draw * strides[0]! + index * strides[1]! + output * strides[2]!]!,
  };
}

/** Log densities of real targets under each draw, outputs summed. @throws for a scale that is 0, which has no density */
export async function readContinuousDensities(
  predictive: ContinuousPredictive & { readonly scaleName: string },
  y: Tensor,
  { where, targetScaling }: LogDensityRequest,
): Promise<LogDensities> {
  const { density, scaleName } = predictive;
  const { shape, locations, scale, scaleAt } = await readLocationsAndScales(predictive);
  const [draws, batch, outputs] = shape;
  if (scale !== undefined && !(scale > 0))
    throw new Error(`${where}: the predictive's ${scaleName} is ${scale}, expected above 0 for a density`);
  const targets = await readTargets(where, y, { batch, outputs });
  // the density of shift + scale * z at y is that of z at (y - shift) / scale, over the scale, once per output
  const scaled = outputScaling(where, targetScaling, outputs);
  const jacobian = scaled.scale.reduce((sum, one) => sum + Math.log(one), 0);
  const normalizer = (own: number): number => Math.log(own) + density.logNormalizer;
  const constant = scale === undefined ? undefined : -outputs * normalizer(scale) - jacobian;
  return {
    draws,
    batch,
    logDensity(draw, index) {
      let kernels = 0;
      let normalizers = 0;
      for (let o = 0; o < outputs; o++) {
        const own = scaleAt(draw, index, o);
        const target = (targets[index * outputs + o]! - scaled.shift[o]!) / scaled.scale[o]!;
        kernels += density.logKernel((target - locations[(draw * batch + index) * outputs + o]!) / own);
        if (constant === undefined) normalizers -= normalizer(own);
      }
      return (constant ?? normalizers - jacobian) + kernels;
    },
  };
}
