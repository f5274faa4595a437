import { integers, keep, key, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal } from "../distributions/normal.ts";
import { accuracy } from "../metrics/accuracy.ts";
import { bernoulliLikelihood, categoricalLikelihood, type Likelihood, normalLikelihood } from "../model/likelihoods/index.ts";
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

describe("logits kept on request", () => {
  const biases = [
    [10, 0],
    [0, 1],
  ];
  const x = tensor([[3], [-1]]);

  test("are the outputs that the probabilities are made of, and gone without the request", async () => {
    const posterior = ensembleOf(biases, categoricalLikelihood());
    const kept = await predict(posterior, x, { draws: 1, keep: "logits", batchSize: 1 }, key(1));
    expect([...(await kept.logits.read())]).toEqual([10, 0, 10, 0, 0, 1, 0, 1]);
    const plain = await predict(posterior, x, { draws: 1 }, key(1));
    expect([...(await kept.probabilities.read())]).toEqual([...(await plain.probabilities.read())]);
    expect("logits" in plain).toBe(false);
    kept.dispose();
    await expect(kept.logits.read()).rejects.toThrow("was disposed");
    expect([...(await plain.probabilities.read())]).toHaveLength(8);
  });

  test("of a coin are there anyway", async () => {
    const coin = await predict(ensembleOf([[2], [-1]], bernoulliLikelihood()), x, { draws: 1, keep: "logits" }, key(1));
    expect([...(await coin.logits.read())]).toEqual([2, 2, -1, -1]);
  });

  test("of a regression are refused", async () => {
    const posterior = ensembleOf([[2]], normalLikelihood({ stdDev: 1 }));
    await expect(predict(posterior, x, { draws: 1, keep: "logits" }, key(1))).rejects.toThrow(
      'predict: keep is "logits" of a normal likelihood, expected one whose outputs are logits',
    );
    await expect(predict(posterior, x, { draws: 1, keep: "means" as never }, key(1))).rejects.toThrow(
      'predict: keep is "means", expected logits',
    );
  });
});
