import { describe, expect, test } from "vitest";
import { runSuite } from "../run-suite.ts";

async function run(op: string, input: object, expected: object) {
  const one = { name: "a case", op, input, expected, rtol: 1e-5, atol: 1e-6, origin: "by hand" };
  const [outcome] = await runSuite(JSON.stringify({ suite: "s", cases: [one] }), "s.json");
  return outcome!.message ?? "passed";
}

const third = 1 / 3;

describe("operations take any size, and leave out what a case leaves out", () => {
  test.each<[string, object, object]>([
    ["logProb.normal", { x: 2, mean: 0, stdDev: 1 }, { logProb: -2.9189385, gradient: -2 }],
    ["logProb.laplace", { x: [[1], [-1]], mean: 0, scale: 0.5 }, { logProb: [[-2], [-2]], gradient: [[-2], [2]] }],
    ["logProb.scaleMixture", { x: [3], weight: 1, stdDev1: 1, stdDev2: 0.1 }, { logProb: [-5.4189385], gradient: [-3] }],
    ["kl.normalNormal", { mean: [[0]], stdDev: [[1]], otherMean: [[1]], otherStdDev: [[1]] }, { kl: [[0.5]] }],
    ["special.softplus", { x: [0] }, { value: [Math.LN2], gradient: [0.5] }],
    [
      "nn.conv2d",
      {
        x: [
          [
            [
              [1, 2],
              [3, 4],
            ],
          ],
        ],
        kernel: [
          [
            [
              [1, 1],
              [1, 1],
            ],
          ],
        ],
      },
      { output: [[[[10]]]] },
    ],
    [
      "nn.conv2d",
      {
        x: [[[[1]]]],
        kernel: [[[[2]]]],
        bias: [1],
        padding: 1,
        stride: 2,
        outputGradient: [
          [
            [
              [3, 3],
              [3, 3],
            ],
          ],
        ],
      },
      {
        output: [
          [
            [
              [1, 1],
              [1, 1],
            ],
          ],
        ],
        xGradient: [[[[0]]]],
        kernelGradient: [[[[0]]]],
        biasGradient: [12],
      },
    ],
    [
      "nn.maxPool2d",
      {
        x: [
          [
            [
              [1, 2, 9],
              [4, 3, 9],
            ],
          ],
        ],
        size: 2,
        outputGradient: [[[[5]]]],
      },
      {
        output: [[[[4]]]],
        xGradient: [
          [
            [
              [0, 0, 0],
              [5, 0, 0],
            ],
          ],
        ],
      },
    ],
    ["nn.softmaxCrossEntropy", { logits: [[0, 0, 0]], labels: [2] }, { loss: [Math.log(3)], gradient: [[third, third, third - 1]] }],
    ["optim.adam", { start: [1], quadratic: [[2]], learningRate: 0.1, steps: 1 }, { trajectory: [[0.9]] }],
    ["metrics.ranking", { score: [3, 2, 1], positive: [1, 0, 1] }, { auroc: 0.5, averagePrecision: (1 + 2 / 3) / 2, fprAt95Tpr: 1 }],
    [
      "metrics.classification",
      { probabilities: [[0.25, 0.75]], labels: [1], bins: 3 },
      { accuracy: 1, expectedCalibrationError: 0.25, brier: 0.125 },
    ],
    ["metrics.lppd", { draws: [[0], [0]], y: [0], stdDev: 1 }, { lppd: -0.9189385, meanLogDensity: -0.9189385 }],
    ["uncertainty.categorical", { probabilities: [[[1, 0, 0]]] }, { mean: [[1, 0, 0]], total: [0], variationRatio: [0], margin: [1] }],
  ])("%s %o", async (op, input, expected) => {
    expect(await run(op, input, expected)).toBe("passed");
  });
});

test("logistic regression reaches its mode where classes are apart and the prior is weak", async () => {
  // by symmetry the bias is 0, and alpha w = 4 sigmoid(-2 w)
  const alpha = 0.001;
  let [low, high] = [0, 10];
  for (let i = 0; i < 60; i++) {
    const w = (low + high) / 2;
    if (alpha * w < 4 / (1 + Math.exp(2 * w))) low = w;
    else high = w;
  }
  const input = { x: [[-2], [2]], y: [0, 1], priorPrecision: alpha, xTest: [[0]] };
  expect(await run("laplace.logisticRegression", input, { mean: [low, 0], probabilityMap: [0.5] })).toBe("passed");
});

test.each([
  [{ kind: "bernoulli" }, 1],
  [{ kind: "normal", stdDev: 0.5 }, 16],
])("the Gauss-Newton matrix of a layer without bias under %j", async (likelihood, expected) => {
  const input = { layers: [{ weight: [[0]] }], x: [[2]], likelihood };
  expect(await run("laplace.gaussNewton", input, { full: [[expected]], diagonal: [expected] })).toBe("passed");
});

test("rows that tell as much are taken in order: what float32 adds up to less than 1e-6 of a nat decides nothing", async () => {
  const row = [0.3, 0.7];
  const agreed = { probabilities: Array.from({ length: 7 }, () => [row, [0.7, 0.3], row, [0.9, 0.1]]), count: 3 };
  expect(await run("acquisition.batchBald", agreed, { indices: [0, 1, 2] })).toBe("passed");
});

test("a value that is off fails", async () => {
  expect(await run("special.softplus", { x: [0] }, { value: [0.69] })).toContain("value[0]: got 0.693");
});

describe("an input that is not what an operation takes fails by name", () => {
  test.each<[string, object, string]>([
    ["logProb.normal", { x: [1], mean: 0 }, "input stdDev is missing, expected a number"],
    ["logProb.normal", { mean: 0, stdDev: 1 }, "input x is missing, expected nested lists of numbers"],
    ["metrics.ranking", { score: [1, "2"], positive: [1, 0] }, "input score is a list, expected a list of numbers"],
    ["metrics.lppd", { draws: [[0]], y: [0], stdDev: null }, "input stdDev is null, expected a number"],
    ["laplace.gaussNewton", { layers: [{ weight: [[0]] }], x: [[2]] }, "input likelihood is missing, expected an object"],
    ["laplace.gaussNewton", { x: [[2]], likelihood: { kind: "normal", stdDev: 1 } }, "input layers: expected a list with an entry or more"],
    ["exact.bayesianLinearRegression", { priorPrecision: 1, noisePrecision: 1 }, "input basis is missing, expected an object"],
  ])("%s %o", async (op, input, message) => {
    expect(await run(op, input, { any: 0 })).toBe(message);
  });
});
