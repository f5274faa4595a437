import { key, normals } from "@credence/tensor";
import { expect, test } from "vitest";
import { gaussianDivergence, gridEvidence, type LogJoint } from "./grid-evidence.ts";

/** A standard normal prior of so many weights, scaled. */
const prior =
  (stdDev: number): LogJoint =>
  (weights) =>
    weights.reduce((sum, w) => sum - (w / stdDev) ** 2 / 2 - Math.log(stdDev * Math.sqrt(2 * Math.PI)), 0);

/** Points y = w0 + w1 x + noise of standard deviation 1/2 under the prior of standard deviation 1. */
const points = [
  [-1, 0.2],
  [0.5, 1],
  [2, 1.4],
] as const;
const line: LogJoint = ([w0, w1]) =>
  points.reduce(
    (sum, [x, y]) => sum - (y - w0! - w1! * x) ** 2 / (2 * 0.25) - Math.log(0.5 * Math.sqrt(2 * Math.PI)),
    prior(1)([w0!, w1!]),
  );
// y is normal with covariance 1/4 I + 1 + x x': by elimination
const marginal = (() => {
  const covariance = points.map(([a], i) => points.map(([b], j) => 1 + a * b + (i === j ? 0.25 : 0)));
  const rows = covariance.map((row, i) => [...row, points[i]![1]]);
  let logDeterminant = 0;
  for (let i = 0; i < 3; i++) {
    logDeterminant += Math.log(rows[i]![i]!);
    for (let j = i + 1; j < 3; j++) {
      const factor = rows[j]![i]! / rows[i]![i]!;
      for (let k = i; k < 4; k++) rows[j]![k]! -= factor * rows[i]![k]!;
    }
  }
  const solved = [0, 0, 0];
  for (let i = 2; i >= 0; i--) {
    let rest = rows[i]![3]!;
    for (let j = i + 1; j < 3; j++) rest -= rows[i]![j]! * solved[j]!;
    solved[i] = rest / rows[i]![i]!;
  }
  const quadratic = points.reduce((sum, [, y], i) => sum + y * solved[i]!, 0);
  return -0.5 * (quadratic + logDeterminant + 3 * Math.log(2 * Math.PI));
})();

test("the evidence of a line with Gaussian noise is the marginal density of its targets", () => {
  expect(gridEvidence(line, { weights: 2, stdDev: 1 })).toBeCloseTo(marginal, 6);
});

test.each([1, 2, 3])("without data the evidence is 1, of %i weights", (weights) => {
  expect(gridEvidence(prior(0.5), { weights, stdDev: 0.5 })).toBeCloseTo(0, 6);
});

test("a logistic regression of one point has evidence one half, by symmetry", () => {
  const joint: LogJoint = ([a, b]) => prior(1)([a!, b!]) - Math.log1p(Math.exp(-(a! + 2 * b!)));
  expect(gridEvidence(joint, { weights: 2, stdDev: 1 })).toBeCloseTo(Math.log(0.5), 5);
});

test("draws of the posterior are no nats from it, moved ones half the square of how far", () => {
  const noise = normals(key(0), 30_000);
  const draws = Array.from({ length: 10_000 }, (_, i) => [0, 1, 2].map((axis) => noise[3 * i + axis]! / 2));
  const to = { logJoint: prior(0.5), logEvidence: 0 };
  // 3 degrees of freedom of the mean's error and 6 of the covariance's: some 9 / 20,000 nats
  expect(Math.abs(gaussianDivergence(draws, to))).toBeLessThan(0.02);
  // by half a standard deviation along one axis: 0.5^2 / 2; the mean's error of 0.01 standard deviations moves it by 0.005
  const moved = draws.map(([a, b, c]) => [a! + 0.25, b!, c!]);
  expect(Math.abs(gaussianDivergence(moved, to) - 0.125)).toBeLessThan(0.02);
});

test("draws without a spread in some direction are infinitely far", () => {
  const to = { logJoint: prior(1), logEvidence: 0 };
  const noise = normals(key(1), 20);
  expect(
    gaussianDivergence(
      [...noise].map((a) => [a, 0.3]),
      to,
    ),
  ).toBe(Number.POSITIVE_INFINITY);
  expect(
    gaussianDivergence(
      [...noise].map((a) => [a, 2 * a]),
      to,
    ),
  ).toBe(Number.POSITIVE_INFINITY);
});

test("what cannot be done is named", () => {
  expect(() => gridEvidence(line, { weights: 5, stdDev: 1 })).toThrow("gridEvidence: weights is 5, expected 4 at most");
  expect(() => gridEvidence(line, { weights: 2, stdDev: 0 })).toThrow("gridEvidence: stdDev is 0");
  const to = { logJoint: line, logEvidence: 0 };
  expect(() => gaussianDivergence([[0, 1], [0], [1, 1]], to)).toThrow("draws[1] has 1 weights, draws[0] 2, expected as many");
  expect(() =>
    gaussianDivergence(
      [
        [0, 1],
        [1, 0],
      ],
      to,
    ),
  ).toThrow("there are 2 draws of 2 weights, expected more");
  expect(() => gaussianDivergence([[Number.NaN], [1]], to)).toThrow("gaussianDivergence: draws[0][0] is NaN");
});
