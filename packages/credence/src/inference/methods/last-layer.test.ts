import { key } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { laplace as laplaceDensity } from "../../distributions/laplace.ts";
import type { Inference } from "../inference.ts";
import { loadPosterior } from "../posteriors/load-posterior.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import { predictOutputs } from "../predict.ts";
import { run } from "../run.ts";
import { blobs, linearRegression, trainedFirst } from "../testing/problems.ts";
import { bayesByBackprop } from "./bayes-by-backprop.ts";
import { fullGaussian } from "./full-gaussian.ts";
import { lowRankGaussian } from "./low-rank-gaussian.ts";
import { moped } from "./moped.ts";

const problem = blobs(60, { dropout: 0 });
const settings = { epochs: 3, batchSize: 30, learningRate: 0.01 };
/** Every variational method; `layers` is one rule for all. */
const kin: Readonly<Record<string, (layers: "all" | "last" | number) => Inference>> = {
  bayesByBackprop: (layers) => bayesByBackprop({ ...settings, layers }),
  "bayesByBackprop, local": (layers) => bayesByBackprop({ ...settings, layers, estimator: "local", draws: 2 }),
  "bayesByBackprop, flipout": (layers) => bayesByBackprop({ ...settings, layers, estimator: "flipout", draws: 2 }),
  lowRankGaussian: (layers) => lowRankGaussian({ ...settings, layers }),
  fullGaussian: (layers) => fullGaussian({ ...settings, layers }),
  moped: (layers) => trainedFirst(moped({ ...settings, layers })),
};
const stdDevsOf = async (posterior: Posterior) => {
  const found = new Map<string, number[]>();
  for (const { name, stdDev } of posterior.weightMarginals!()) found.set(name, [...(await stdDev.read())]);
  return found;
};
const isPointOf = (stdDevs: Map<string, number[]>) =>
  [...stdDevs].filter(([, values]) => values.every((value) => value === 0)).map(([name]) => name);

describe.each(Object.entries(kin))("%s", (_, make) => {
  test("random weights in the last layers, points below, whose weights are trained", async () => {
    const [all, two, last] = await Promise.all((["all", 2, "last"] as const).map((layers) => run(make(layers).fit(problem, key(1)))));
    expect(isPointOf(await stdDevsOf(all!))).toEqual([]);
    expect(isPointOf(await stdDevsOf(two!))).toEqual(["0.weight", "0.bias"]);
    expect(isPointOf(await stdDevsOf(last!))).toEqual(["0.weight", "0.bias", "2.weight", "2.bias"]);
    const complexities = await Promise.all([last!, two!, all!].map(async (one) => (await one.complexity!(key(2), { draws: 200 })).value));
    expect(complexities.toSorted((a, b) => a - b)).toEqual(complexities);
    const first = await last!.parameters!.find(({ name }) => name === "0.weight.mean")!.value.read();
    const still = await run(bayesByBackprop({ ...settings, epochs: 1, learningRate: 1e-30, layers: "last" }).fit(problem, key(1)));
    expect(first).not.toEqual(await still.parameters!.find(({ name }) => name === "0.weight.mean")!.value.read());
  });

  test("draws are those evaluated together, and those of its file", async () => {
    const posterior = await run(make("last").fit(problem, key(3)));
    const loaded = await loadPosterior(await posterior.save());
    const outputs = await predictOutputs(posterior, problem.data.x, { draws: 3, batchSize: 25 }, key(4)).read();
    const size = outputs.length / 3;
    for (let draw = 0; draw < 3; draw++)
      for (const one of [posterior, loaded])
        expect(await one.draw(key(4).child(draw))(problem.data.x).read()).toEqual(outputs.slice(draw * size, (draw + 1) * size));
    expect(outputs.slice(0, size)).not.toEqual(outputs.slice(size, 2 * size));
    expect(await (await loadPosterior(await loaded.save())).save()).toEqual(await posterior.save());
  });

  test("more layers than have weights are refused", async () => {
    await expect(run(make(4).fit(problem, key(5)))).rejects.toThrow(/layers is 4, expected 3 or fewer, the layers with weights/);
  });
});

test("of a network with one layer the last is all, bit for bit", async () => {
  const { model, data } = linearRegression();
  const bits = async (layers: "all" | "last") => (await run(bayesByBackprop({ ...settings, layers }).fit({ model, data }, key(6)))).save();
  expect(await bits("last")).toEqual(await bits("all"));
});

test("points below are no part of the complexity", async () => {
  const posterior = await run(bayesByBackprop({ ...settings, layers: "last" }).fit(problem, key(7)));
  const { value } = await posterior.complexity!(key(8));
  // KL of each normal from Laplace(0, 0.3), by quadrature in float64
  let expected = 0;
  for (const { name, mean, stdDev } of posterior.weightMarginals!()) {
    if (!name.startsWith("4.")) continue;
    const [means, stdDevs] = [await mean.read(), await stdDev.read()];
    for (const [i, m] of means.entries()) expected += divergence(m, stdDevs[i]!, 0.3);
  }
  expect(problem.model.prior.toJSON()).toEqual(laplaceDensity({ mean: 0, scale: 0.3 }).toJSON());
  expect(Math.abs(value / expected - 1)).toBeLessThan(1e-4);
  expect(posterior.keepOnly).toBeUndefined();
});

/** KL[N(m, s^2) || Laplace(0, b)], nats: the midpoint rule over ten standard deviations each way. */
function divergence(m: number, s: number, b: number): number {
  const steps = 20_000;
  let total = 0;
  for (let i = 0; i < steps; i++) {
    const z = -10 + (20 * (i + 0.5)) / steps;
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const logQ = -(z * z) / 2 - Math.log(s) - Math.log(2 * Math.PI) / 2;
    const logP = -Math.abs(m + s * z) / b - Math.log(2 * b);
    total += density * (logQ - logP) * (20 / steps);
  }
  return total;
}
