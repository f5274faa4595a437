import { bernoullis, key } from "@credence/tensor";
import { expect, test } from "vitest";
import { pacBayesBound } from "./index.ts";

const budgetOf = ({ complexity, count, delta }: { complexity: number; count: number; delta: number }) =>
  (complexity + Math.log((2 * Math.sqrt(count)) / delta)) / count;

test.each([
  { complexity: 0, count: 8, delta: 0.05 },
  { complexity: 100, count: 1000, delta: 0.05 },
  { complexity: 5000, count: 60_000, delta: 0.01 },
])("closed forms of no error and of one half: $complexity nats, $count examples", (given) => {
  const budget = budgetOf(given);
  expect(pacBayesBound(0, given)).toBeCloseTo(-Math.expm1(-budget), 12);
  // kl(1/2, p) = -log(4 p (1 - p)) / 2
  expect(pacBayesBound(0.5, given)).toBeCloseTo((1 + Math.sqrt(-Math.expm1(-2 * budget))) / 2, 12);
});

test("elsewhere the divergence of the coins is what was allowed, and Pinsker's bound is looser", () => {
  for (const error of [1e-6, 0.01, 0.2, 0.7, 0.97]) {
    const given = { complexity: 300, count: 2000, delta: 0.05 };
    const bound = pacBayesBound(error, given);
    const kl = error * Math.log(error / bound) + (1 - error) * Math.log((1 - error) / (1 - bound));
    expect(kl).toBeCloseTo(budgetOf(given), 9);
    expect(bound).toBeLessThan(error + Math.sqrt(budgetOf(given) / 2));
  }
});

test("it is vacuous at a large complexity, tight at many examples, and delta is 0.05 unless told", () => {
  expect(pacBayesBound(0.1, { complexity: 140_000, count: 200 })).toBe(1);
  expect(pacBayesBound(1, { complexity: 10, count: 200 })).toBe(1);
  expect(pacBayesBound(0.1, { complexity: 0, count: 1e9 })).toBeCloseTo(0.1, 3);
  expect(pacBayesBound(0.1, { complexity: 5, count: 100 })).toBe(pacBayesBound(0.1, { complexity: 5, count: 100, delta: 0.05 }));
});

test("of a posterior that is its prior it holds for 95 % of samples or more", () => {
  const [samples, count, error] = [2000, 50, 0.3];
  const wrong = bernoullis(key(0), samples * count, error);
  let failures = 0;
  for (let i = 0; i < samples; i++) {
    const share = wrong.subarray(i * count, (i + 1) * count).reduce((sum, one) => sum + one, 0) / count;
    failures += Number(pacBayesBound(share, { complexity: 0, count, delta: 0.05 }) < error);
  }
  expect(failures / samples).toBeLessThan(0.05);
});

test("what it refuses", () => {
  expect(() => pacBayesBound(1.2, { complexity: 1, count: 100 })).toThrow("pacBayesBound: error is 1.2, expected 0 to 1");
  expect(() => pacBayesBound(0, { complexity: -1, count: 100 })).toThrow("pacBayesBound: complexity is -1");
  expect(() => pacBayesBound(0, { complexity: 1, count: 7 })).toThrow("pacBayesBound: count is 7");
  expect(() => pacBayesBound(0, { complexity: 1, count: 100, delta: 1 })).toThrow(
    "pacBayesBound: delta is 1, expected a probability below 1",
  );
});
