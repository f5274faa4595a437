import { sortedQuantile } from "../../distributions/sorted-quantile.ts";
import { normalQuantile } from "../../predictive/normal-quantile.ts";
import { expectList, expectNumber, expectNumbers } from "../../settings.ts";
import { meanOf, varianceOf } from "./sample-statistics.ts";

/** Draws of one quantity, a row for each chain, all as long. */
export type ChainValues = readonly ArrayLike<number>[];

/** @throws unless there is a chain or more, each of as many draws, 4 or more, all finite */
function expectChains(where: string, chains: ChainValues): void {
  expectList(where, "chains", chains);
  for (const [i, chain] of chains.entries()) {
    expectNumbers(where, `chains[${i}]`, chain);
    for (let n = 0; n < chain.length; n++) expectNumber(where, `chains[${i}][${n}]`, chain[n]!);
  }
  const length = chains[0]?.length ?? 0;
  if (length < 4) throw new Error(`${where}: ${chains.length} chains of ${length} draws, expected a chain or more of 4 draws or more`);
  for (const [i, chain] of chains.entries())
    if (chain.length !== length) throw new Error(`${where}: chain ${i} has ${chain.length} draws, expected ${length}, as chain 0`);
}

/** Halves of chains, as chains: one that drifts differs from itself. */
function split(chains: ChainValues): number[][] {
  const half = Math.floor(chains[0]!.length / 2);
  return chains.flatMap((chain) => {
    const values = Array.from(chain);
    return [values.slice(0, half), values.slice(values.length - half)];
  });
}

/** z = Phi^-1((rank - 3/8) / (count + 1/4)), ties at their mean rank. */
function rankNormalised(chains: readonly number[][]): number[][] {
  const all = chains.flat();
  const order = Uint32Array.from(all.keys()).sort((a, b) => all[a]! - all[b]!);
  const ranks = new Float64Array(all.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && all[order[to]!] === all[order[from]!]) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + 1 + to) / 2;
    from = to;
  }
  const scores = Array.from(ranks, (rank) => normalQuantile((rank - 3 / 8) / (all.length + 1 / 4)));
  let from = 0;
  return chains.map(({ length }) => scores.slice(from, (from += length)));
}

/** sqrt of the pooled variance estimate over the mean variance within. */
function plainRHat(chains: readonly number[][]): number {
  const length = chains[0]!.length;
  const within = meanOf(chains.map(varianceOf));
  const between = varianceOf(chains.map(meanOf));
  return Math.sqrt((length - 1) / length + between / within);
}

/**
 * Potential scale reduction of split chains, rank-normalised: the larger of that of the draws and that of their distances from the median. Near 1 where
 * all chains draw from one distribution; above 1.01 they do not yet.
 *
 * @param chains draws of one quantity by chain
 * @throws for chains of different lengths, fewer than 4 draws, and values that are not finite
 * @returns NaN where all draws are equal
 * @see vehtari2021
 */
export function rHat(chains: ChainValues): number {
  expectChains("rHat", chains);
  const halves = split(chains);
  const median = sortedQuantile(Float64Array.from(halves.flat()).sort(), 0.5);
  const folded = halves.map((half) => half.map((value) => Math.abs(value - median)));
  const [bulk, tails] = [halves, folded].map((values) => plainRHat(rankNormalised(values))) as [number, number];
  // equal distances from the median tell nothing of the draws themselves, nor equal draws of their distances
  return Number.isNaN(tails) ? bulk : Number.isNaN(bulk) ? tails : Math.max(bulk, tails);
}

/** Autocovariance of a chain at one lag, by 1/n. */
function autocovariance(values: readonly number[], mean: number, lag: number): number {
  let sum = 0;
  for (let i = 0; i + lag < values.length; i++) sum += (values[i]! - mean) * (values[i + lag]! - mean);
  return sum / values.length;
}

/** Effective draws of chains as they are: Geyer's initial monotone sequence of the autocorrelations, over all chains. */
function plainEss(chains: readonly number[][]): number {
  const length = chains[0]!.length;
  const count = chains.length * length;
  const means = chains.map(meanOf);
  const within = meanOf(chains.map(varianceOf));
  if (!(within > 0)) return Number.NaN;
  const pooled = ((length - 1) / length) * within + (chains.length > 1 ? varianceOf(means) : 0);
  const correlation = (lag: number) => 1 - (within - meanOf(chains.map((chain, i) => autocovariance(chain, means[i]!, lag)))) / pooled;
  // pairs of lags sum to a positive and falling sequence; of the last one the even lag alone counts, which still tells of an antithetic chain
  let time = -1;
  let before = Number.POSITIVE_INFINITY;
  for (let lag = 0; ; lag += 2) {
    const even = lag === 0 ? 1 : correlation(lag);
    const pair = even + correlation(lag + 1);
    if (pair <= 0 || lag + 1 >= length - 3) {
      time += Math.max(0, even);
      break;
    }
    before = Math.min(before, pair);
    time += 2 * before;
  }
  return count / Math.max(time, 1 / Math.log10(count));
}

/**
 * Effective sample size of the bulk: how many independent draws would tell a mean as well, of split and rank-normalised chains.
 *
 * @param chains draws of one quantity by chain
 * @throws as `rHat`
 * @see vehtari2021
 */
export function bulkEss(chains: ChainValues): number {
  expectChains("bulkEss", chains);
  return plainEss(rankNormalised(split(chains)));
}

/**
 * Effective sample size of the tails: the smaller of those of the shares below the quantiles of 5 % and of 95 %.
 *
 * @param chains draws of one quantity by chain
 * @throws as `rHat`
 * @see vehtari2021
 */
export function tailEss(chains: ChainValues): number {
  expectChains("tailEss", chains);
  const sorted = Float64Array.from(chains.flatMap((chain) => Array.from(chain))).sort();
  const shares = [0.05, 0.95].map((share) => {
    const bound = sortedQuantile(sorted, share);
    return plainEss(split(chains).map((half) => half.map((value) => (value <= bound ? 1 : 0))));
  });
  return Math.min(...shares);
}

/**
 * Monte Carlo standard error of the mean of all draws: sd / sqrt(effective sample size of the draws themselves).
 *
 * @param chains draws of one quantity by chain
 * @units those of the quantity
 * @throws as `rHat`
 */
export function meanStandardError(chains: ChainValues): number {
  expectChains("meanStandardError", chains);
  return Math.sqrt(varianceOf(chains.flatMap((chain) => Array.from(chain))) / plainEss(split(chains)));
}
