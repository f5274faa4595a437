import { add, affine, exp, type Key, key, multiply, normals, slice, square, sum, tensor, zeros } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { identity } from "../exact/bases/identity.ts";
import { bayesianRidge } from "../exact/bayesian-ridge.ts";
import { hmc } from "../methods/hmc.ts";
import { nuts } from "../methods/nuts.ts";
import type { LogDensity } from "./log-density.ts";
import { rankChiSquare } from "./rank-chi-square.ts";
import type { DensitySampler } from "./sampler.ts";

/**
 * Simulation-based calibration: parameters drawn from the prior, data drawn given them. Among draws of an exact posterior the rank of the true parameter is
 * uniform. `CREDENCE_CALIBRATION=20` repeats it so often, for a finer look outside of CI.
 * @see talts2018
 */
const repetitions = Number(process.env.CREDENCE_CALIBRATION ?? 1);

const draws = 63;
const bins = 8;
/** Of chi-square with 7 degrees of freedom, exceeded once in a thousand times. */
const critical = 24.3;

/** Counts of ranks 0...63 in 8 bins. */
function histogramOf(ranks: readonly number[]): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const rank of ranks) counts[Math.floor((rank * bins) / (draws + 1))]!++;
  return counts;
}

const chiSquare = (ranks: readonly number[]): number => rankChiSquare(ranks, { draws, bins });

const rankOf = (value: number, drawn: readonly number[]): number => drawn.filter((one) => one < value).length;

const groups = 60;
const examples = 5;
const scalePrior = { mean: -0.5, stdDev: 0.5 };

/** A mean and a log scale for each of many groups, of few examples each: posteriors that are skewed and correlated. All groups are one density. */
function simulated(own: Key, { temperature = 1 }) {
  const z = normals(own, groups * (2 + examples));
  const means = Array.from({ length: groups }, (_, i) => z[i]!);
  const logScales = Array.from({ length: groups }, (_, i) => scalePrior.mean + scalePrior.stdDev * z[groups + i]!);
  const averages: number[] = [];
  const squares: number[] = [];
  for (let group = 0; group < groups; group++) {
    const noise = z.subarray(2 * groups + examples * group, 2 * groups + examples * (group + 1));
    const y = Array.from(noise, (e) => means[group]! + Math.exp(logScales[group]!) * e);
    const average = y.reduce((total, value) => total + value, 0) / examples;
    averages.push(-average);
    squares.push(y.reduce((total, value) => total + (value - average) ** 2, 0));
  }
  const [negativeAverages, rest] = [tensor(averages), tensor(squares)];
  const logDensity: LogDensity = (q) => {
    const points = q.shape[0]!;
    const mean = slice(q, [0, 0], [points, groups]);
    const logScale = slice(q, [0, groups], [points, groups]);
    const prior = add(
      square(mean),
      square(affine(logScale, { scale: 1 / scalePrior.stdDev, shift: -scalePrior.mean / scalePrior.stdDev })),
    );
    const misfit = add(affine(square(add(mean, negativeAverages)), { scale: examples }), rest);
    const surprise = add(multiply(misfit, exp(affine(logScale, { scale: -2 }))), affine(logScale, { scale: 2 * examples }));
    return affine(sum(add(prior, surprise), { axis: 1 }), { scale: -0.5 / temperature });
  };
  return { parameters: [...means, ...logScales], logDensity };
}

/** Ranks of all parameters of all groups among draws of a sampler. */
async function ranksOf(sampler: DensitySampler, own: Key, options: { temperature?: number } = {}): Promise<number[]> {
  const { parameters, logDensity } = simulated(own.child("simulated"), options);
  const { chains } = await sampler.sample(logDensity, zeros([2 * groups]), own.child("sampled"));
  const positions = chains.flatMap((chain) => chain.positions);
  // evenly from all chains
  const chosen = Array.from({ length: draws }, (_, i) => positions[Math.floor((i * positions.length) / draws)]!);
  return parameters.map((value, i) =>
    rankOf(
      value,
      chosen.map((position) => position[i]!),
    ),
  );
}

const settings = { chains: 4, warmUp: 200, draws: 32, thin: 4 };
const samplers = { nuts: nuts(settings), hmc: hmc({ ...settings, leapfrogs: 16 }) };

describe("ranks are uniform, by chi-square", () => {
  test.each(Object.entries(samplers))("%s", async (name, sampler) => {
    const ranks: number[] = [];
    for (let i = 0; i < repetitions; i++) ranks.push(...(await ranksOf(sampler, key(1).child(name).child(i))));
    expect(chiSquare(ranks), `counts ${histogramOf(ranks)}`).toBeLessThan(critical);
  });

  test("not so of draws that are twice as wide as the posterior", async () => {
    expect(chiSquare(await ranksOf(samplers.nuts, key(2), { temperature: 4 }))).toBeGreaterThan(critical);
  });

  test("bayesianRidge", () => {
    const [features, count] = [2, 6];
    const empty = bayesianRidge({ basis: identity(), priorPrecision: 1, noisePrecision: 4 });
    const ranks: number[] = [];
    for (let i = 0; i < 200 * repetitions; i++) {
      const own = key(3).child(i);
      const z = normals(own, features + count * (features + 1));
      const weights = Array.from(z.subarray(0, features));
      const x = Array.from({ length: count }, (_, n) => Array.from(z.subarray(features * (n + 1), features * (n + 2))));
      const noise = z.subarray(features * (count + 1));
      const belief = empty.update(
        x,
        x.map((row, n) => row.reduce((total, value, j) => total + value * weights[j]!, 0) + 0.5 * noise[n]!),
      );
      const drawn = Array.from({ length: draws }, (_, draw) =>
        belief.draw(own.child(draw))([
          [1, 0],
          [0, 1],
        ]),
      );
      for (const [j, weight] of weights.entries())
        ranks.push(
          rankOf(
            weight,
            drawn.map((one) => one[j]!),
          ),
        );
    }
    expect(chiSquare(ranks), `counts ${histogramOf(ranks)}`).toBeLessThan(critical);
  });
});
