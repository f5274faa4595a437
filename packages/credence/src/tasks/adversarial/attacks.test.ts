import { affine, integers, type Key, key, randomNormal, type Tensor, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { type FixedPredictive, fgsm, fixedPredictive, inputGradient, pgd } from "./index.ts";
import { examples, likelihood, linear, numbers, posteriors } from "./testing/attacked.ts";

const weights = [
  [0.5, -0.25],
  [-1, 0.5],
  [0, 0],
  [0.75, 2],
];
const model = linear(weights);
const points = { x: tensor([0.5, 0.25, 0.75, 0.5, 0, 1, 0.5, 0.0625], [2, 4]), y: integers([0, 1]) };
/** What the other class's weights have more than the label's, for each point. */
const slopes = [0, 1].map((label) => weights.map((row) => row[1 - label]! - row[label]!));

describe("attacks on a linear model, in closed form", () => {
  test("FGSM moves every input by the sign of the difference of the weights, and not where it is zero", async () => {
    const free = (await numbers(points.x)).map((value, i) => value + 0.125 * Math.sign(slopes.flat()[i]!));
    expect(await numbers(fgsm(model, points, { epsilon: 0.125 }))).toEqual(free);
    const inside = free.map((value) => Math.min(1, Math.max(0, value)));
    expect(inside).not.toEqual(free);
    expect(await numbers(fgsm(model, points, { epsilon: 0.125, clip: [0, 1] }))).toEqual(inside);
  });

  test("an input outside the range is moved to its end, further than epsilon", async () => {
    const outside = { x: tensor([3, -2, 0.5, 0.5], [1, 4]), y: integers([0]) };
    const options = { epsilon: 0.125, clip: [0, 1] } as const;
    // at the third weight both classes have 0
    expect(await numbers(fgsm(model, outside, options))).toEqual([1, 0, 0.5, 0.625]);
    expect(await numbers(pgd(model, outside, { ...options, steps: 2 }))).toEqual([1, 0, 0.5, 0.625]);
  });

  test("PGD raises the log odds by the most there is: epsilon times the L1 norm", async () => {
    const logOdds = (x: Tensor) => numbers(inputGradient(model, { x, y: points.y }, { loss: "logOdds" }).loss);
    const before = await logOdds(points.x);
    const after = await logOdds(pgd(model, points, { epsilon: 0.125, steps: 7, start: key(2) }));
    for (const [i, value] of after.entries())
      expect(value - before[i]!).toBeCloseTo(0.125 * slopes[i]!.reduce((total, slope) => total + Math.abs(slope), 0), 5);
  });

  test("towards a target is away from the other of two classes", async () => {
    const targets = { x: points.x, y: integers([1, 0]) };
    const [away, towards] = [{ epsilon: 0.125 }, { epsilon: 0.125, goal: "targeted" }] as const;
    expect(await numbers(fgsm(model, targets, towards))).toEqual(await numbers(fgsm(model, points, away)));
    expect(await numbers(pgd(model, targets, { ...towards, steps: 3 }))).toEqual(await numbers(pgd(model, points, { ...away, steps: 3 })));
  });
});

describe("projected gradient descent", () => {
  const predictive = fixedPredictive(posteriors.meanField, { draws: 3, key: key(9) });

  test.each(["negativeLogProb", "logOdds"] as const)("of one step of epsilon from x is FGSM, bit by bit: %s", async (loss) => {
    const common = { epsilon: 0.3, clip: [0, 1] as const, loss };
    const one = await numbers(pgd(predictive, examples, { ...common, steps: 1, stepSize: 0.3 }));
    expect(one).toEqual(await numbers(fgsm(predictive, examples, common)));
    expect(one).not.toEqual(await numbers(examples.x));
  });

  test("stays in the ball and in the range", async () => {
    const before = await numbers(examples.x);
    const options = { epsilon: 0.2, clip: [0.05, 0.95] as const, steps: 5, stepSize: 0.15, start: key(1) };
    const after = await numbers(pgd(predictive, examples, options));
    expect(Math.min(...after)).toBeGreaterThanOrEqual(Math.fround(0.05));
    expect(Math.max(...after)).toBeLessThanOrEqual(Math.fround(0.95));
    const moves = after.map((value, i) => Math.abs(value - before[i]!));
    expect(Math.max(...moves)).toBeLessThan(0.2 + 1e-6);
    // five steps of 0.15 are held back by the ball
    expect(moves.filter((move) => move > 0.2 - 1e-6).length).toBeGreaterThan(5);
  });

  test("finds a higher loss than one step where the loss is curved", async () => {
    const curved: FixedPredictive = {
      functions: posteriors.ensemble.support!.map((evaluate) => (x: Tensor) => evaluate(affine(x, { scale: 6 }))),
      likelihood,
    };
    const data = { x: randomNormal(key(5), [40, 5]), y: integers(Int32Array.from({ length: 40 }, (_, i) => i % 3)) };
    const total = async (x: Tensor) => (await numbers(inputGradient(curved, { x, y: data.y }).loss)).reduce((sum, value) => sum + value, 0);
    const clean = await total(data.x);
    const one = await total(fgsm(curved, data, { epsilon: 0.5 }));
    const many = await total(pgd(curved, data, { epsilon: 0.5, steps: 20 }));
    expect(one).toBeGreaterThan(clean);
    expect(many).toBeGreaterThan(one + 0.5);
  });

  test("a start drawn from a key is the key's", async () => {
    const run = (start: Key) => numbers(pgd(predictive, examples, { epsilon: 0.1, steps: 2, stepSize: 0.01, start }));
    expect(await run(key(1))).toEqual(await run(key(1)));
    expect(await run(key(1))).not.toEqual(await run(key(2)));
  });

  test("a given start is moved into the ball", async () => {
    const start = affine(examples.x, { scale: 0 });
    const moved = await numbers(pgd(predictive, examples, { epsilon: 0.1, steps: 1, stepSize: 0, start }));
    for (const [i, value] of (await numbers(examples.x)).entries()) expect(moved[i]).toBeCloseTo(Math.max(0, value - 0.1), 6);
  });
});

test("errors say what came and what was expected", () => {
  expect(() => fgsm(model, points, { epsilon: -1 })).toThrow("fgsm: epsilon is -1, expected 0 or more");
  expect(() => fgsm(model, points, { epsilon: 1, clip: [1, 0] })).toThrow("fgsm: clip is [1, 0], expected [low, high]");
  const sideways = { epsilon: 1, goal: "sideways" as never };
  expect(() => fgsm(model, points, sideways)).toThrow('fgsm: goal is "sideways", expected untargeted or targeted');
  expect(() => pgd(model, points, { ...sideways, steps: 1 })).toThrow('pgd: goal is "sideways", expected untargeted or targeted');
  expect(() => pgd(model, points, { epsilon: 1, steps: 0 })).toThrow("pgd: steps is 0, expected a whole number from 1");
  expect(() => pgd(model, points, { epsilon: 1, steps: 1, stepSize: Number.NaN })).toThrow("pgd: stepSize is NaN, expected 0 or more");
  expect(() => pgd(model, points, { epsilon: 1, steps: 1, start: tensor([1]) })).toThrow("pgd: start is [1], expected [2, 4] as x");
});
