import { integers, keep, key, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal } from "../distributions/normal.ts";
import { accuracy } from "../metrics/accuracy.ts";
import { categoricalLikelihood, type Likelihood, normalLikelihood } from "../model/likelihoods/index.ts";
import { model } from "../model/model.ts";
import { dense } from "../nn/dense.ts";
import { sequential } from "../nn/sequential.ts";
import { meanProbabilities, type Predictive } from "../predictive/index.ts";
import { ensemblePosterior } from "./posteriors/ensemble-posterior.ts";
import { pointPosterior } from "./posteriors/point-posterior.ts";
import { predict, predictOutputs } from "./predict.ts";

// members whose outputs are their biases, whatever x
function ensembleOf<P extends Predictive>(biases: readonly (readonly number[])[], likelihood: Likelihood<P>) {
  const outputs = biases[0]!.length;
  const own = model({ network: sequential([dense({ inputs: 1, outputs })]), prior: normal({ mean: 0, stdDev: 1 }), likelihood });
  const members = biases.map((bias) =>
    pointPosterior(own, [
      { name: "0.weight.mean", value: keep(tensor(new Float32Array(outputs), [1, outputs])) },
      { name: "0.bias.mean", value: keep(tensor(bias)) },
    ]),
  );
  return ensemblePosterior(own, members);
}

describe("members with logits [10, 0] and [0, 1]", () => {
  const posterior = ensembleOf(
    [
      [10, 0],
      [0, 1],
    ],
    categoricalLikelihood(),
  );
  const x = tensor([[3], [-1]]);

  test("the prediction is the mean of their probabilities, not of their logits", async () => {
    const predictive = await predict(posterior, x, { draws: 1 }, key(1));
    const mean = await meanProbabilities(predictive).read();
    const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
    expect(mean[0]).toBeCloseTo((sigmoid(10) + sigmoid(-1)) / 2, 5);
    // logits averaged to [5, 0.5] would say 0.99
    expect(mean[0]).toBeLessThan(0.64);
    expect(await accuracy(predictive, integers([0, 1]))).toBe(0.5);
  });

  test("each is used once, however many draws are asked for", async () => {
    for (const draws of [1, 7]) {
      const outputs = predictOutputs(posterior, x, { draws }, key(draws));
      expect(outputs.shape).toEqual([2, 2, 2]);
      expect([...(await outputs.read())]).toEqual([10, 0, 10, 0, 0, 1, 0, 1]);
    }
  });

  test("single draws pick both about equally often", async () => {
    const picks = await Promise.all(Array.from({ length: 200 }, async (_, seed) => (await posterior.draw(key(seed))(x).read())[0]));
    const first = picks.filter((value) => value === 10).length;
    // 4 standard deviations of a fair coin's 200 throws
    expect(Math.abs(first - 100)).toBeLessThan(4 * Math.sqrt(50));
  });
});

test("a regression's predictive keeps the draws' means and the likelihood's noise", async () => {
  const predictive = await predict(
    ensembleOf([[2], [5]], normalLikelihood({ stdDev: 0.3 })),
    tensor([[0], [1], [2]]),
    { draws: 1, batchSize: 2 },
    key(1),
  );
  expect(predictive.kind).toBe("normal");
  expect(predictive.stdDev).toBe(0.3);
  expect(predictive.means.shape).toEqual([2, 3, 1]);
  expect([...(await predictive.means.read())]).toEqual([2, 2, 2, 5, 5, 5]);
});
