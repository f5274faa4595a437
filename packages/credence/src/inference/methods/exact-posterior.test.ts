import { key, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { model } from "../../model/model.ts";
import { bulkEss, meanStandardError, rHat } from "../mcmc/diagnostics.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import { predictOutputs } from "../predict.ts";
import { run } from "../run.ts";
import { exactFits, type Moments } from "../testing/exact-fits.ts";
import { linearRegression } from "../testing/problems.ts";
import * as methods from "./index.ts";

const unit = tensor([
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
]);
const average = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length;

/** Draws of each input's weight, those of all outputs one draw after the other: a function of the unit inputs is its weights. */
async function drawnWeights(posterior: Posterior, outputs: number): Promise<number[][]> {
  const drawn = predictOutputs(posterior, unit, { draws: 2000 }, key(9));
  const values = await drawn.read();
  drawn.dispose();
  const own: number[][] = [[], [], []];
  for (const [i, value] of values.entries()) own[Math.floor(i / outputs) % 3]!.push(value);
  return own;
}

async function momentsOf(posterior: Posterior, outputs: number): Promise<Moments> {
  const [marginal] = posterior.weightMarginals?.() ?? [];
  if (marginal) {
    const [means, stdDevs] = [await marginal.mean.read(), await marginal.stdDev.read()];
    const byInput = (values: ArrayLike<number>) => [0, 1, 2].map((i) => average(Array.from(values).slice(i * outputs, (i + 1) * outputs)));
    return { mean: byInput(means), stdDev: byInput(stdDevs) };
  }
  const drawn = await drawnWeights(posterior, outputs);
  const mean = drawn.map(average);
  return { mean, stdDev: drawn.map((values, i) => Math.sqrt(average(values.map((value) => (value - mean[i]!) ** 2)))) };
}

describe.each(Object.keys(exactFits) as (keyof typeof exactFits)[])("%s on Bayesian linear regression", (name) => {
  const { method, outputs, network, expected, bounds } = exactFits[name];
  const exact = linearRegression({ outputs });
  const problem = network ? { ...exact, model: model({ ...exact.model, network: network(outputs) }) } : exact;
  const scale = exact.covariance.map((row, i) => Math.sqrt(row[i]!));

  test("comes as near to what is exact as was written down", async () => {
    const trained = await run(methods.map({ epochs: 30, batchSize: 40, learningRate: 0.1 }).fit(exact, key(2)));
    const from = name === "moped" ? { from: trained } : {};
    const posterior = await run(method.fit(problem, key(1).child(name), from));
    const wanted = expected(exact, [...(await trained.parameters![0]!.value.read())]);
    if (name === "hmc" || name === "nuts") {
      for (const [i, values] of (await drawnWeights(posterior, 1)).entries()) {
        const byChain = (of: (value: number) => number) =>
          [0, 1, 2, 3].map((chain) => values.slice(500 * chain, 500 * (chain + 1)).map(of));
        const within = (chains: number[][], value: number) => Math.abs(average(chains.flat()) - value) / meanStandardError(chains);
        const chains = byChain((value) => value);
        expect(bulkEss(chains)).toBeGreaterThan(400);
        expect(rHat(chains)).toBeLessThan(1.01);
        expect(within(chains, wanted.mean[i]!), `mean ${i}`).toBeLessThan(bounds.mean);
        const squares = byChain((value) => (value - wanted.mean[i]!) ** 2);
        expect(within(squares, wanted.stdDev[i]! ** 2), `variance ${i}`).toBeLessThan(bounds.stdDev!);
      }
    } else {
      const found = await momentsOf(posterior, outputs);
      for (let i = 0; i < 3; i++) {
        expect(Math.abs(found.mean[i]! - wanted.mean[i]!) / scale[i]!, `mean ${i}`).toBeLessThan(bounds.mean);
        if (bounds.stdDev) expect(Math.abs(found.stdDev[i]! / wanted.stdDev[i]! - 1), `stdDev ${i}`).toBeLessThan(bounds.stdDev);
      }
    }
    for (const one of [posterior, trained]) one.dispose();
  });
});
