import { add, affine, mean, multiply, reshape, scope, sqrt, square, subtract, type Tensor, tensor } from "@credence/tensor";
import { sortedQuantile } from "../distributions/sorted-quantile.ts";
import { expectOneOf, expectOptions, type OptionNames, refused } from "../settings.ts";
import { type ContinuousPredictive, expectContinuous, readLocationsAndScales } from "./continuous-predictive.ts";
import { expectNumeric, type NumericPredictive } from "./predictive.ts";
import { mixtureQuantile } from "./quantiles.ts";
import { outputScaling, type ScaledOptions } from "./target-scaling.ts";

/**
 * Whose spread: "included" is that of a new observation y, "excluded" that of the function f(x), whose observation noise is left out.
 */
export type ObservationNoise = "included" | "excluded";

/** Whose spread a measure gives, and in which units. */
export interface SpreadOptions extends ScaledOptions {
  /** Whether the observation noise counts. @default "included" */
  readonly noise?: ObservationNoise;
}

const spreadOptionNames = { noise: true, targetScaling: true } as const satisfies OptionNames<SpreadOptions>;

function noiseOf(where: string, options: SpreadOptions): ObservationNoise {
  expectOptions(where, options, spreadOptionNames);
  const { noise = "included" } = options;
  expectOneOf(where, "noise", noise, ["included", "excluded"]);
  return noise;
}

/** Values of fitted targets in their own units, [batch, outputs]. */
function inOwnUnits(where: string, values: Tensor<"float32">, { targetScaling, shifted }: ScaledOptions & { shifted: boolean }) {
  if (targetScaling === undefined) return values;
  const { shift, scale } = outputScaling(where, targetScaling, values.shape.at(-1)!);
  const spread = multiply(values, tensor(scale));
  return shifted ? add(spread, tensor(shift)) : spread;
}

/** Ends of an interval for each target, row-major [batch, outputs]. */
export interface PredictiveInterval {
  /** Lower ends, [batch, outputs] row-major. */
  readonly lower: Float64Array;
  /** Upper ends, [batch, outputs] row-major. */
  readonly upper: Float64Array;
}

/**
 * Mean prediction: the mean over draws, with or without observation noise; of zeros and ones, the probability of a 1. Differentiable.
 * @shape predictive.means [draws, batch, outputs] -> [batch, outputs]
 * @units those of the targets: their own, where the scaling before fitting is given
 * @throws for a scaling that does not fit the outputs
 */
export const predictiveMean = (predictive: NumericPredictive, options: ScaledOptions = {}): Tensor<"float32"> =>
  scope(() => {
    const { means } = expectNumeric("predictiveMean", predictive);
    expectOptions("predictiveMean", options, { targetScaling: true });
    return inOwnUnits("predictiveMean", mean(means, { axis: 0 }), { ...options, shifted: true });
  });

/**
 * Standard deviation of the prediction, by the law of total variance.
 *
 *   sqrt( variance over draws of the means + mean over draws of the noise's variance )
 *
 * With the noise excluded only the first term, the epistemic part, remains. Infinity where the noise has no variance, as a Student-t of 2
 * degrees of freedom.
 *
 * @shape predictive.means [draws, batch, outputs] -> [batch, outputs]
 * @units those of the targets: their own, where the scaling before fitting is given
 * @throws for a scaling that does not fit the outputs
 */
export const predictiveStdDev = (predictive: NumericPredictive, options: SpreadOptions = {}): Tensor<"float32"> =>
  scope(() => {
    const noise = noiseOf("predictiveStdDev", options);
    const { means } = expectNumeric("predictiveStdDev", predictive);
    const variance = mean(square(subtract(means, predictiveMean(predictive))), { axis: 0 });
    const own = noise === "included" ? predictive.noiseVariance() : 0;
    const stdDev = sqrt(typeof own === "number" ? affine(variance, { shift: own }) : add(variance, overDraws(own)));
    return inOwnUnits("predictiveStdDev", stdDev, { targetScaling: options.targetScaling, shifted: false });
  });

// an array that broadcasts against [draws, batch, outputs] -> one that broadcasts against [batch, outputs]
const overDraws = (variance: Tensor): Tensor =>
  variance.shape.length === 3 ? reshape(mean(variance, { axis: 0 }), variance.shape.slice(1)) : variance;

/**
 * Quantiles of the prediction for each target. Those of a classifier do not compile: classes have no order.
 *
 * With the noise excluded: of the draws' locations, interpolated between neighbours. Included: of the mixture of densities that the draws
 * make, exactly, not through further random draws.
 *
 * @shape predictive.means [draws, batch, outputs] -> one [batch, outputs] per probability, row-major
 * @units those of the targets: their own, where the scaling before fitting is given
 * @throws for a scaling that does not fit the outputs, and for a probability outside [0, 1], or at 0 or 1 where the noise is included, whose quantiles are infinite
 */
export async function predictiveQuantiles(
  predictive: ContinuousPredictive,
  probabilities: readonly number[],
  options: SpreadOptions = {},
): Promise<Float64Array[]> {
  const { density } = expectContinuous("predictiveQuantiles", predictive);
  const noise = noiseOf("predictiveQuantiles", options);
  if (!Array.isArray(probabilities))
    throw refused("predictiveQuantiles", "probabilities", probabilities, "an array of probabilities, as [0.05, 0.95]");
  const mixed = noise === "included" && predictive.scale !== 0;
  for (const probability of probabilities) {
    const usable = mixed ? probability > 0 && probability < 1 : probability >= 0 && probability <= 1;
    if (typeof probability !== "number" || !usable)
      throw refused("predictiveQuantiles", "probability", probability, mixed ? "between 0 and 1" : "0 to 1");
  }
  const { shape, locations, scale, scaleAt } = await readLocationsAndScales(predictive);
  const [draws, batch, outputs] = shape;
  const targets = batch * outputs;
  const scaling = outputScaling("predictiveQuantiles", options.targetScaling, outputs);
  const quantiles = probabilities.map(() => new Float64Array(targets));
  const sorted = new Float64Array(draws);
  const order = Array.from({ length: draws }, (_, draw) => draw);
  for (let target = 0; target < targets; target++) {
    const at = (draw: number): number => locations[draw * targets + target]!;
    for (let draw = 0; draw < draws; draw++) sorted[draw] = at(draw);
    sorted.sort();
    const scales = scale ?? sortedScales(target);
    probabilities.forEach((probability, i) => {
      const fitted = mixed ? mixtureQuantile({ density, locations: sorted, scales }, probability) : sortedQuantile(sorted, probability);
      quantiles[i]![target] = scaling.shift[target % outputs]! + scaling.scale[target % outputs]! * fitted;
    });

    function sortedScales(place: number): Float64Array {
      order.sort((a, b) => at(a) - at(b));
      return Float64Array.from(order, (draw) => scaleAt(draw, Math.floor(place / outputs), place % outputs));
    }
  }
  return quantiles;
}

/**
 * The central interval that holds each target with probability `coverage`: 0.9 lies between the 5 % and the 95 % quantile.
 *
 * @shape predictive.means [draws, batch, outputs] -> lower and upper [batch, outputs], row-major
 * @throws for a coverage that is not between 0 and 1
 */
export async function predictiveInterval(
  predictive: ContinuousPredictive,
  options: SpreadOptions & {
    /** Share of the probability inside, between 0 and 1. */
    coverage: number;
  },
): Promise<PredictiveInterval> {
  expectContinuous("predictiveInterval", predictive);
  expectOptions("predictiveInterval", options, { ...spreadOptionNames, coverage: true });
  const { coverage, ...rest } = options;
  if (!(typeof coverage === "number" && coverage > 0 && coverage < 1))
    throw refused("predictiveInterval", "coverage", coverage, "between 0 and 1");
  const [lower, upper] = await predictiveQuantiles(predictive, [(1 - coverage) / 2, (1 + coverage) / 2], rest);
  return { lower: lower!, upper: upper! };
}

/**
 * Median prediction for each target.
 * @shape predictive.means [draws, batch, outputs] -> [batch, outputs], row-major
 */
export async function predictiveMedian(predictive: ContinuousPredictive, options: SpreadOptions = {}): Promise<Float64Array> {
  expectContinuous("predictiveMedian", predictive);
  const [median] = await predictiveQuantiles(predictive, [0.5], options);
  return median!;
}
