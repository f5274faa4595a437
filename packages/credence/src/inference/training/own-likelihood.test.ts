import { affine, key, multiply, randomNormal, square, subtract, sum, type Tensor, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal } from "../../distributions/normal.ts";
import type { Likelihood } from "../../model/likelihoods/likelihood.ts";
import { normalLikelihood } from "../../model/likelihoods/normal.ts";
import { model } from "../../model/model.ts";
import { mlp } from "../../nn/mlp.ts";
import { bayesByBackprop, hmc, lowRankGaussian, map } from "../methods/index.ts";
import { run } from "../run.ts";

const half = (away: Tensor) => affine(square(away), { scale: 0.5 });
const own = (negativeLogProb: Likelihood["negativeLogProb"]): Likelihood => ({
  ...normalLikelihood({ stdDev: 1 }),
  kind: "own",
  negativeLogProb,
  toJSON: () => ({ kind: "own" }),
});
const each = own((outputs, y) => sum(half(subtract(outputs, y)), { axis: -1 }));
const x = randomNormal(key(0), [7, 2]);
const column = Array.from({ length: 7 }, (_, i) => [i / 7]);

function fitted(name: "map" | "bayesByBackprop" | "lowRankGaussian" | "hmc", likelihood: Likelihood, y: Tensor = tensor(column)) {
  const network = mlp({ inputs: 2, hidden: [3], outputs: 1 });
  const problem = { model: model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood }), data: { x, y } };
  const steps = { epochs: 1, batchSize: 7, learningRate: 1e-2 };
  const method = {
    ...{ map: map(steps), bayesByBackprop: bayesByBackprop(steps), lowRankGaussian: lowRankGaussian(steps) },
    hmc: hmc({ chains: 1, warmUp: 1, draws: 1, stepSize: 0.01, leapfrogs: 1 }),
  }[name];
  return run(method.fit(problem, key(1)));
}

describe.each(["map", "bayesByBackprop", "lowRankGaussian", "hmc"] as const)("%s with a likelihood of one's own", (name) => {
  test("that tells of each example is fitted", async () => {
    (await fitted(name, each)).dispose();
  });

  test.each([
    ["sums over the batch", own((outputs, y) => sum(half(subtract(outputs, y))))],
    ["keeps the outputs apart", own((outputs, y) => multiply(half(subtract(outputs, y)), 1))],
  ])("that %s is refused", async (_, likelihood) => {
    await expect(fitted(name, likelihood)).rejects.toThrow(/negativeLogProb of the likelihood "own" is \[.*\] for outputs .*, expected \[/);
  });

  test("real y [batch] that it would broadcast over the batch is refused; a likelihood that takes it as a column is not", async () => {
    const flat = tensor(column.flat());
    await expect(fitted(name, each, flat)).rejects.toThrow(
      'y is [7], which the likelihood "own" takes for something else than a column; expected [7, 1]',
    );
    (await fitted(name, normalLikelihood({ stdDev: 1 }), flat)).dispose();
  });
});
