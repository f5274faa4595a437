import { expect, test } from "vitest";
import { runSuite } from "../run-suite.ts";

async function run(input: object, expected: object) {
  const one = { name: "a case", op: "pruning.signalToNoise", input, expected, rtol: 0, atol: 0, origin: "by hand" };
  const [outcome] = await runSuite(JSON.stringify({ suite: "s", cases: [one] }), "s.json");
  return outcome!.message ?? "passed";
}

test.each<[string, object, object]>([
  ["floor(0.5 * 3) = 1 goes", { mean: [3, -1, 2], stdDev: [1, 1, 1], fraction: 0.5 }, { keep: [1, 0, 1] }],
  ["the sign does not count", { mean: [-3, 1], stdDev: [1, 2], fraction: 0.5 }, { keep: [1, 0], signalToNoise: [3, 0.5] }],
  ["nothing goes", { mean: [0, 1], stdDev: [1, 1], fraction: 0 }, { keep: [1, 1] }],
  ["everything goes", { mean: [0, 1, 5], stdDev: [1, 1, 1], fraction: 1 }, { keep: [0, 0, 0] }],
  ["of equal ones the first", { mean: [2, 1, 1, 1], stdDev: [2, 1, 1, 1], fraction: 0.5 }, { keep: [0, 0, 1, 1] }],
  ["shapes stay", { mean: [[1], [2]], stdDev: [[1], [1]], fraction: 0.5 }, { keep: [[0], [1]] }],
  // 1 + 1e-12 is 1 in float32
  ["float64 decides", { mean: [1 + 1e-12, 1], stdDev: [1, 1], fraction: 0.5 }, { keep: [1, 0] }],
  ["certain weights", { mean: [0, 1, 1], stdDev: [0, 0, 1], fraction: 0.34 }, { keep: [0, 1, 1] }],
])("%s", async (_, input, expected) => {
  expect(await run(input, expected)).toBe("passed");
});

test.each<[object, string]>([
  [{ mean: [1], stdDev: [1] }, "input fraction is missing, expected a number"],
  [{ mean: ["1"], stdDev: [1], fraction: 0.5 }, "input mean is no list of numbers"],
  [{ mean: [1], stdDev: [-1], fraction: 0.5 }, "weight 0 has mean 1 and standard deviation -1"],
  [{ mean: [1, 2], stdDev: [1], fraction: 0.5 }, "2 means and 1 standard deviations"],
])("%j fails by name", async (input, message) => {
  expect(await run(input, { keep: [] })).toContain(message);
});
