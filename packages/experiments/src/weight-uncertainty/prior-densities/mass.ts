import { scope, tensor } from "@credence/tensor";
import type { Distribution } from "credence";

/** Steps of Simpson's rule between two neighbouring distances. */
const steps = 32;

/** The density itself, from the library's log density. */
export async function densityAt(distribution: Distribution, x: readonly number[]): Promise<number[]> {
  const logDensity = await scope(() => distribution.logProb(tensor(Float32Array.from(x), [x.length]))).read();
  return Array.from(logDensity, Math.exp);
}

/** The distances, and others between them so close that a density between two neighbours is smooth: each at most a tenth more. */
export function distancesThrough(named: readonly number[], { from, to }: { from: number; to: number }): number[] {
  const count = Math.ceil(Math.log(to / from) / Math.log(1.1));
  const even = Array.from({ length: count + 1 }, (_, i) => from * (to / from) ** (i / count));
  return [...new Set([...even, ...named])].toSorted((a, b) => a - b);
}

/**
 * How much of a density that is symmetric about 0 lies within and beyond distances from 0, by Simpson's rule.
 *
 * Beyond the largest distance nothing is counted. Both masses are sums of their own, so that a tail of 1e-20 keeps its digits.
 */
export async function massesBy(distribution: Distribution, distances: readonly number[]): Promise<{ within: number[]; beyond: number[] }> {
  const edges = [0, ...distances];
  const places = distances.flatMap((to, i) => Array.from({ length: steps + 1 }, (_, k) => edges[i] + ((to - edges[i]) * k) / steps));
  const density = await densityAt(distribution, places);
  const between = distances.map((to, i) => {
    let sum = 0;
    for (let k = 0; k <= steps; k++) sum += density[i * (steps + 1) + k] * (k === 0 || k === steps ? 1 : k % 2 === 1 ? 4 : 2);
    return (2 * sum * (to - edges[i])) / steps / 3;
  });
  let [below, above] = [0, 0];
  const within = between.map((mass) => {
    below += mass;
    return below;
  });
  const beyond = between
    .map((_, i) => {
      const outside = above;
      above += between[between.length - 1 - i];
      return outside;
    })
    .toReversed();
  return { within, beyond };
}
