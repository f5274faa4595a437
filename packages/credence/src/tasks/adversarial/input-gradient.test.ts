import { engine, integers, key, matmul, randomUniform, type Tensor, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { predict } from "../../inference/predict.ts";
import { negativeLogLikelihood } from "../../metrics/negative-log-likelihood.ts";
import { normalLikelihood } from "../../model/likelihoods/index.ts";
import { activation } from "../../nn/activation.ts";
import { conv2d } from "../../nn/conv2d.ts";
import { dense } from "../../nn/dense.ts";
import { flatten } from "../../nn/flatten.ts";
import { sequential } from "../../nn/sequential.ts";
import { expectCategorical } from "../../predictive/index.ts";
import { type AttackLossName, type FixedPredictive, fgsm, fixedPredictive, inputGradient } from "./index.ts";
import { examples, expectClose, likelihood, linear, meanFieldOf, numbers, posteriors } from "./testing/attacked.ts";

const kinds = Object.entries(posteriors);
const losses = ["negativeLogProb", "logOdds"] as const;

/** Five-point differences of each example's loss; examples do not act on each other, so that all move at once. */
async function differences(predictive: FixedPredictive, loss: AttackLossName, { x, y } = examples): Promise<number[]> {
  const step = 0.02;
  const values = Float32Array.from(await x.read());
  const each = values.length / x.shape[0]!;
  const gradient = new Array<number>(values.length).fill(0);
  for (let feature = 0; feature < each; feature++)
    for (const [places, weight] of [
      [-2, 1],
      [-1, -8],
      [1, 8],
      [2, -1],
    ] as const) {
      const moved = values.map((value, i) => (i % each === feature ? value + places * step : value));
      const at = await numbers(inputGradient(predictive, { x: tensor(moved, x.shape), y }, { loss }).loss);
      for (const [example, value] of at.entries()) gradient[example * each + feature]! += (weight * value) / (12 * step);
    }
  return gradient;
}

describe("the gradient of the averaged prediction's loss", () => {
  test.each(kinds.flatMap(([kind, posterior]) => losses.map((loss) => ({ kind, posterior, loss }))))(
    "is that of differences: $loss, $kind",
    async ({ posterior, loss }) => {
      const predictive = fixedPredictive(posterior, { draws: 4, key: key(3) });
      // float32 losses leave about 1e-7 / 0.02 of noise in a difference
      expectClose(await numbers(inputGradient(predictive, examples, { loss }).gradient), await differences(predictive, loss), 1e-3);
    },
  );

  test("is that of differences through a convolution", async () => {
    const posterior = meanFieldOf(
      sequential([
        conv2d({ inputs: 1, outputs: 2, size: 3, padding: 1 }),
        activation("tanh"),
        flatten(),
        dense({ inputs: 32, outputs: 3 }),
      ]),
    );
    const images = { x: randomUniform(key(4), [3, 1, 4, 4]), y: integers([2, 0, 1]) };
    const predictive = fixedPredictive(posterior, { draws: 2, key: key(0) });
    const { gradient } = inputGradient(predictive, images);
    expect(gradient.shape).toEqual([3, 1, 4, 4]);
    expectClose(await numbers(gradient), await differences(predictive, "negativeLogProb", images), 1e-3);
  });

  test("of a regression is that of the mean density", async () => {
    const predictive = { ...linear([[1]], [[1]]), likelihood: normalLikelihood({ stdDev: 0.5 }) };
    const { loss, gradient } = inputGradient(predictive, { x: tensor([[1]]), y: tensor([[3]]) });
    // (y - x)^2 / (2 sd^2) + log sd + log(2 pi) / 2, and (x - y) / sd^2
    expect((await loss.read())[0]).toBeCloseTo(8 + Math.log(0.5) + 0.5 * Math.log(2 * Math.PI), 5);
    expect(await numbers(gradient)).toEqual([-8]);
  });

  test("weighs draws by the probability they give the label, which the mean of the draws' gradients does not", async () => {
    // p = sigmoid(x), sigmoid(2 x) for class 0, at x = -1
    const { loss, gradient } = inputGradient(linear([[1, 0]], [[2, 0]]), { x: tensor([[-1]]), y: integers([0]) });
    const [p, q] = [1 / (1 + Math.E), 1 / (1 + Math.E ** 2)];
    expect((await loss.read())[0]).toBeCloseTo(-Math.log((p + q) / 2), 6);
    const exact = -(p * (1 - p) + 2 * q * (1 - q)) / (p + q);
    expect((await gradient.read())[0]).toBeCloseTo(exact, 6);
    expect(Math.abs(exact - -(1 - p + 2 * (1 - q)) / 2)).toBeGreaterThan(0.15);
  });

  test.each(kinds)("is taken at the functions that predict averages: %s", async (_, posterior) => {
    const { loss } = inputGradient(fixedPredictive(posterior, { draws: 4, key: key(3) }), examples);
    const predictive = expectCategorical("test", await predict(posterior, examples.x, { draws: 4 }, key(3)));
    const mean = (await numbers(loss)).reduce((total, value) => total + value, 0) / examples.x.shape[0]!;
    expect(mean).toBeCloseTo(await negativeLogLikelihood(predictive, examples.y), 5);
  });

  test("does not depend on the batch size", async () => {
    const predictive = fixedPredictive(posteriors.meanField, { draws: 3, key: key(3) });
    const [whole, cut] = await Promise.all([6, 4].map((batchSize) => numbers(inputGradient(predictive, examples, { batchSize }).gradient)));
    expectClose(cut!, whole!, 1e-6);
  });
});

describe("where a network is so sure that probabilities underflow", () => {
  // at x = 1.2 and 4 the other classes' probability is e^-72 and e^-240
  const sure = linear([[60, 0, -40]]);
  const at = { x: tensor([[1.2], [4]]), y: integers([0, 0]) };

  test("the log odds keep their gradient, the negative log-probability loses it", async () => {
    expect((await numbers(inputGradient(sure, at).gradient))[1]).toBe(0);
    expect((await numbers(fgsm(sure, at, { epsilon: 0.5 })))[1]).toBe(4);
    const { loss, gradient } = inputGradient(sure, at, { loss: "logOdds" });
    expectClose(await numbers(loss), [-72, -240], 1e-6);
    expectClose(await numbers(gradient), [-60, -60], 1e-6);
    expectClose(await numbers(fgsm(sure, at, { epsilon: 0.5, loss: "logOdds" })), [0.7, 3.5], 1e-6);
  });

  test("the log odds of a mean are those of its probabilities", async () => {
    const constants = [
      [2, 0, 0],
      [0, 1, 0],
    ];
    const mixed: FixedPredictive = { functions: constants.map((logits) => (_: Tensor) => tensor([logits])), likelihood };
    const { loss } = inputGradient(mixed, { x: tensor([[0]]), y: integers([0]) }, { loss: "logOdds" });
    const p = (Math.E ** 2 / (Math.E ** 2 + 2) + 1 / (Math.E + 2)) / 2;
    expect((await loss.read())[0]).toBeCloseTo(Math.log((1 - p) / p), 6);
  });

  test("elsewhere the signs are those of the negative log-probability", async () => {
    const predictive = fixedPredictive(posteriors.meanField, { draws: 5, key: key(1) });
    const [first, second] = await Promise.all(
      losses.map(async (loss) => (await numbers(inputGradient(predictive, examples, { loss }).gradient)).map(Math.sign)),
    );
    expect(first).toEqual(second);
  });
});

test("at its peak it holds two arrays like x for each draw", () => {
  const [draws, mebibyte] = [16, 1024 * 256];
  const x = randomUniform(key(1), [1, mebibyte]);
  const weights = randomUniform(key(2), [mebibyte, 2], { high: 1e-6 });
  const predictive: FixedPredictive = {
    functions: Array.from({ length: draws }, () => (input: Tensor) => matmul(input, weights)),
    likelihood,
  };
  const { held } = engine.info().memoryMiB;
  const { loss, gradient } = inputGradient(predictive, { x, y: integers([0]) });
  expect(engine.info().memoryMiB.peak - held).toBeGreaterThan(draws);
  expect(engine.info().memoryMiB.peak - held).toBeLessThan(2.25 * draws);
  for (const array of [loss, gradient, x, weights]) array.dispose();
});

test("a point and an ensemble need no number of draws, other posteriors do", () => {
  const functionsOf = (kind: keyof typeof posteriors) => fixedPredictive(posteriors[kind], { key: key(0) }).functions;
  expect(functionsOf("point")).toEqual(fixedPredictive(posteriors.point, { draws: 7, key: key(0) }).functions);
  expect([functionsOf("point").length, functionsOf("ensemble").length]).toEqual([1, 2]);
  for (const kind of ["meanField", "dropout"] as const)
    expect(() => functionsOf(kind)).toThrow("fixedPredictive: draws is undefined, expected a whole number from 1");
});

test("errors say what came and what was expected", () => {
  const predictive = linear([[1, 2]]);
  const data = { x: tensor([[1], [2]]), y: integers([0, 1]) };
  expect(() => inputGradient(predictive, { ...data, y: integers([0]) })).toThrow(
    "inputGradient: x is [2, 1], y is [1], expected as many targets as examples",
  );
  expect(() => inputGradient(predictive, data, { batchSize: 0 })).toThrow("inputGradient: batchSize is 0, expected a whole number from 1");
  expect(() => inputGradient({ ...predictive, functions: [] }, data)).toThrow("inputGradient: no functions, expected 1 or more");
  expect(() => fixedPredictive(posteriors.point, { draws: 0, key: key(0) })).toThrow(
    "fixedPredictive: draws is 0, expected a whole number",
  );
  const regression = { ...predictive, likelihood: normalLikelihood({ stdDev: 1 }) };
  expect(() => inputGradient(regression, data, { loss: "logOdds" })).toThrow("attack: loss is logOdds for a normal likelihood");
  expect(() => inputGradient(predictive, data, { loss: "other" as never })).toThrow('attack: loss is "other", expected negativeLogProb');
});
