import { scope, tensor } from "@credence/tensor";
import { expectList, expectNumbers } from "../settings.ts";
import { type Distribution, expectDistribution } from "./distribution.ts";

/** Steps of Simpson's rule between two neighbouring distances. */
const steps = 32;

/** How much of a distribution lies within and beyond each of some distances from 0. */
export type SymmetricMasses = { readonly within: readonly number[]; readonly beyond: readonly number[] };

/**
 * The density at some places, from the log density.
 * @shape x numbers; of a distribution of one number
 */
export async function densityAt(distribution: Distribution, x: readonly number[]): Promise<number[]> {
  expectDistribution("densityAt", "distribution", distribution);
  expectNumbers("densityAt", "x", x);
  const logDensity = await scope(() => distribution.logProb(tensor(Float32Array.from(x), [x.length]))).read();
  return Array.from(logDensity, Math.exp);
}

/**
 * How much of a density that is symmetric about 0 lies within and beyond distances from 0, by Simpson's rule between neighbours: choose them
 * so close that the density is smooth between two.
 *
 *   within(d) = 2 integral from 0 to d of p(x) dx
 *
 * Beyond the largest distance nothing is counted. Both masses are sums of their own, so that a tail of 1e-20 keeps its digits.
 *
 * @throws unless the distances ascend from above 0
 */
export async function symmetricMasses(distribution: Distribution, distances: readonly number[]): Promise<SymmetricMasses> {
  expectDistribution("symmetricMasses", "distribution", distribution);
  expectList("symmetricMasses", "distances", distances);
  expectNumbers("symmetricMasses", "distances", distances);
  const edges = [0, ...distances];
  const late = distances.findIndex((distance, i) => !(distance > edges[i]!));
  if (late >= 0) throw new Error(`symmetricMasses: distance ${late} is ${distances[late]}, expected above ${edges[late]}`);
  const places = distances.flatMap((to, i) => Array.from({ length: steps + 1 }, (_, k) => edges[i]! + ((to - edges[i]!) * k) / steps));
  const density = await densityAt(distribution, places);
  const masses = distances.map((to, i) => {
    const terms = density.slice(i * (steps + 1), (i + 1) * (steps + 1));
    const sum = terms.reduce((total, value, k) => total + value * (k % steps === 0 ? 1 : k % 2 === 1 ? 4 : 2), 0);
    return (2 * sum * (to - edges[i]!)) / steps / 3;
  });
  return { within: sums(masses), beyond: [0, ...sums(masses.toReversed())].slice(0, -1).toReversed() };
}

function sums(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}
