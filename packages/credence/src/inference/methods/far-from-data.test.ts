import { key, tensor } from "@credence/tensor";
import { expect, test } from "vitest";
import { normal } from "../../distributions/normal.ts";
import { normalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { mlp } from "../../nn/mlp.ts";
import { sgd } from "../../optim/sgd.ts";
import type { Inference } from "../inference.ts";
import { predictOutputs } from "../predict.ts";
import { run } from "../run.ts";
import * as methods from "./index.ts";

const x = Array.from({ length: 40 }, (_, i) => -1 + i / 19.5);
const data = {
  x: tensor(x, [40, 1]),
  y: tensor(
    x.map((one) => Math.sin(2 * one)),
    [40, 1],
  ),
};
const prior = normal({ mean: 0, stdDev: 1 });
const problemOf = (dropout: number) => ({
  model: model({ network: mlp({ inputs: 1, hidden: [16], outputs: 1, dropout }), prior, likelihood: normalLikelihood({ stdDev: 0.2 }) }),
  data,
});
const training = { epochs: 300, batchSize: 20, learningRate: 0.01, prior: "model" } as const;
const bound = { epochs: 400, batchSize: 20, learningRate: 0.01 };
const chain = { batchSize: 20, samples: 30 };
const wandering = { epochs: 200, batchSize: 10, learningRate: 2e-3, optimizer: sgd(), thin: 10 };

/** From a trained network, but `map` (a point: exempt) for every method of the registry. */
const fits: Readonly<Record<Exclude<keyof typeof methods, "map">, Inference>> = {
  bayesByBackprop: methods.bayesByBackprop(bound),
  cyclicalSgld: methods.cyclicalSgld({ ...chain, epochs: 600, learningRate: 0.01, cycle: 200, explore: 0.2 }),
  deepEnsemble: methods.deepEnsemble({ ...training, members: 5 }),
  fullGaussian: methods.fullGaussian(bound),
  hmc: methods.hmc({ chains: 2, warmUp: 50, draws: 50, leapfrogs: 16 }),
  laplace: methods.laplace({ weights: "all", curvature: "full" }),
  lowRankGaussian: methods.lowRankGaussian(bound),
  mcDropout: methods.mcDropout(training),
  moped: methods.moped({ ...bound, delta: 0.3 }),
  multiSwag: methods.multiSwag({ ...wandering, members: 2 }),
  nuts: methods.nuts({ chains: 2, warmUp: 50, draws: 50, maxDepth: 5 }),
  sghmc: methods.sghmc({ ...chain, epochs: 600, learningRate: 1e-3, burnIn: 300, thin: 30 }),
  sgld: methods.sgld({ ...chain, epochs: 600, learningRate: 0.01, burnIn: 300, thin: 30 }),
  swag: methods.swag(wandering),
};

/** Mean standard deviation over draws of the outputs at some places. */
async function spreadAt(places: readonly number[], posterior: Parameters<typeof predictOutputs>[0]): Promise<number> {
  const drawn = predictOutputs(posterior, tensor([...places], [places.length, 1]), { draws: 100 }, key(4));
  const values = await drawn.read();
  drawn.dispose();
  const draws = values.length / places.length;
  const stdDevs = places.map((_, i) => {
    const own = Array.from({ length: draws }, (__, draw) => values[draw * places.length + i]!);
    const mean = own.reduce((total, value) => total + value, 0) / draws;
    return Math.sqrt(own.reduce((total, value) => total + (value - mean) ** 2, 0) / draws);
  });
  return stdDevs.reduce((total, value) => total + value, 0) / places.length;
}

// 50 draws tell a standard deviation to 10 %: a factor of 1.5 is no chance
test.each(Object.entries(fits))("%s is more uncertain far from the data than near: 1.5 times at least", async (name, method) => {
  const problem = problemOf(name === "mcDropout" ? 0.1 : 0);
  const from = await run(methods.map(training).fit(problem, key(1)));
  const posterior = await run(method.fit(problem, key(2), name === "deepEnsemble" ? {} : { from }));
  const [near, far] = [await spreadAt([-0.5, 0, 0.5], posterior), await spreadAt([-3, 3], posterior)];
  expect(near).toBeGreaterThan(0);
  expect(far).toBeGreaterThan(1.5 * near);
  for (const one of [from, posterior]) one.dispose();
});
