import { integers, tensor } from "@credence/tensor";
import { expect, test } from "vitest";
import { categoricalLikelihood, likelihoodFromJSON, normalLikelihood } from "./likelihood.ts";

test("normal: the density summed over outputs, per draw and example", async () => {
  const outputs = tensor([
    [
      [0, 1],
      [2, 2],
    ],
    [
      [1, 1],
      [0, 0],
    ],
  ]);
  const y = tensor([
    [0, 0],
    [1, 2],
  ]);
  const got = normalLikelihood({ stdDev: 0.5 }).negativeLogProb(outputs, y);
  const constant = 2 * (Math.log(0.5) + 0.5 * Math.log(2 * Math.PI));
  expect(got.shape).toEqual([2, 2]);
  for (const [i, squares] of [1, 1, 2, 5].entries()) expect((await got.read())[i]).toBeCloseTo(squares * 2 + constant, 5);
});

test("categorical: logSumExp(f) - f_y, and probabilities of logits", async () => {
  const likelihood = categoricalLikelihood();
  const logits = tensor([
    [1, 3],
    [-200, 200],
  ]);
  const got = await likelihood.negativeLogProb(logits, integers([0, 0])).read();
  expect(got[0]).toBeCloseTo(2 + Math.log1p(Math.exp(-2)), 5);
  expect(got[1]).toBeCloseTo(400, 3);
  expect((await likelihood.probabilities(logits).read())[0]).toBeCloseTo(1 / (1 + Math.exp(2)), 6);
});

test.each([
  [[2, 1], "y is [2, 1], expected [2, 2] for outputs [3, 2, 2]"],
  [[2], "y is [2], expected [2, 2]"],
  [[1, 2], "y is [1, 2], expected [2, 2]"],
])("normal refuses targets %j that would broadcast over outputs", (shape, message) => {
  const size = shape.reduce((a, b) => a * b);
  expect(() =>
    normalLikelihood({ stdDev: 1 }).negativeLogProb(tensor(new Float32Array(12), [3, 2, 2]), tensor(new Float32Array(size), shape)),
  ).toThrow(message);
});

test("stdDev 0 is refused, and descriptions build the same likelihood", () => {
  expect(() => normalLikelihood({ stdDev: 0 })).toThrow("stdDev is 0, expected above 0");
  for (const likelihood of [categoricalLikelihood(), normalLikelihood({ stdDev: 0.3 })])
    expect(likelihoodFromJSON(likelihood.toJSON()).toJSON()).toEqual(likelihood.toJSON());
});
