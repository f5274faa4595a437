import { expectNumbers, expectOptions, expectWhole } from "../../settings.ts";

/** What ranks are compared with. */
export interface RankChiSquareOptions {
  /** How many draws each value was ranked among: ranks go from 0 to this. */
  readonly draws: number;
  /** Of equal width: a divisor of draws + 1. */
  readonly bins: number;
}

/**
 * Chi-square of ranks against the uniform distribution, for simulation-based calibration: weights are drawn from the prior, data from the weights, and
 * each weight's rank is how many of the posterior's draws lie below it. Of a sampler that draws from the posterior it is about bins - 1.
 *
 *   sum over bins of (count - N / bins)^2 / (N / bins)
 *
 * @throws for ranks outside 0 to draws, and bins of unequal width
 * @see talts2018
 * @example
 * mcmc.rankChiSquare([0, 1, 2, 3], { draws: 3, bins: 2 }) // => 0
 */
export function rankChiSquare(ranks: ArrayLike<number>, options: RankChiSquareOptions): number {
  const where = "rankChiSquare";
  expectNumbers(where, "ranks", ranks);
  expectOptions<RankChiSquareOptions>(where, options, { draws: true, bins: true });
  const { draws, bins } = options;
  expectWhole(where, "draws", draws);
  expectWhole(where, "bins", bins);
  const width = (draws + 1) / bins;
  if (!Number.isInteger(width)) throw new Error(`${where}: bins is ${bins}, expected a divisor of ${draws + 1} ranks`);
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < ranks.length; i++) {
    const rank = ranks[i]!;
    if (!(Number.isInteger(rank) && rank >= 0 && rank <= draws)) throw new Error(`${where}: rank ${i} is ${rank}, expected 0 to ${draws}`);
    counts[Math.floor(rank / width)]!++;
  }
  const expected = ranks.length / bins;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
