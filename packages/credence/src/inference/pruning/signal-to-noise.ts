import { expectNumbers, refused } from "../../settings.ts";
import { expectPosterior, type Posterior, type WeightMarginal } from "../posteriors/posterior.ts";

/** The signal-to-noise ratios of one array of weights. */
export interface WeightSignal {
  /** The network's name of the array: "0.weight". */
  readonly name: string;
  /** |mean| / stdDev of each weight, in the array's order, float64. */
  readonly ratios: Float64Array;
}

/**
 * Signal-to-noise ratio of each weight: how many standard deviations its mean is away from 0.
 *
 *   |mean| / stdDev
 *
 * A weight that is 0 with certainty has no signal, 0; another certain weight has the ratio Infinity.
 *
 * @throws for unequal lengths, a negative standard deviation, and NaN
 * @see    blundell2015, sec. 5.1
 * @example
 * pruning.signalToNoise([1, -3, 0], [2, 1, 0]) // => [0.5, 3, 0]
 */
export function signalToNoise(mean: ArrayLike<number>, stdDev: ArrayLike<number>): Float64Array {
  expectNumbers("signalToNoise", "mean", mean);
  expectNumbers("signalToNoise", "stdDev", stdDev);
  if (mean.length !== stdDev.length)
    throw new Error(`signalToNoise: ${mean.length} means and ${stdDev.length} standard deviations, expected as many`);
  return Float64Array.from({ length: mean.length }, (_, i) => {
    const [m, s] = [mean[i]!, stdDev[i]!];
    if (Number.isNaN(m) || !(s >= 0))
      throw new Error(`signalToNoise: weight ${i} has mean ${m} and standard deviation ${s}, expected numbers, the second from 0`);
    return m === 0 ? 0 : Math.abs(m) / s;
  });
}

/**
 * A signal-to-noise ratio in decibels, as the ratio of two powers: 10 log10(ratio). The figures of the literature have this axis.
 *
 * @units dB; -Infinity for a weight without signal
 * @see   blundell2015, fig. 6
 */
export function decibels(ratio: number): number {
  // infinite for a weight without spread
  if (!(typeof ratio === "number" && ratio >= 0)) throw refused("decibels", "ratio", ratio, "0 or more");
  return 10 * Math.log10(ratio);
}

/** The arrays of a posterior that has a spread. @throws for one that has none, such as a point */
function marginalsOf(posterior: Posterior): readonly WeightMarginal[] {
  const marginals = posterior.weightMarginals?.();
  if (!marginals)
    throw new Error(`pruning: the posterior is of kind "${posterior.kind}", expected one whose weights have standard deviations`);
  return marginals;
}

/** The ratios of every array of a posterior, biases included. @throws for a posterior without standard deviations */
export async function signals(posterior: Posterior): Promise<WeightSignal[]> {
  expectPosterior("signals", posterior);
  const found: WeightSignal[] = [];
  for (const { name, mean, stdDev } of marginalsOf(posterior)) {
    found.push({ name, ratios: signalToNoise(await mean.read(), await stdDev.read()) });
    stdDev.dispose();
  }
  return found;
}
