import { expect, test } from "vitest";
import { runSuite } from "../run-suite.ts";

// one layer: d log p_c / dx = (W_c - sum p W) / T, whose sign is known without differences
const weight = [
  [1.2, -0.7, 0.1],
  [-0.4, 0.9, 0.3],
];
const bias = [0.2, -0.1, 0];
const x = [
  [0.5, 0.2],
  [-1, 0.7],
  [0.1, -2],
];

function softmax(row: readonly number[], temperature: number): number[] {
  const exps = bias.map((b, c) => Math.exp((b + row[0]! * weight[0]![c]! + row[1]! * weight[1]![c]!) / temperature));
  const total = exps.reduce((sum, value) => sum + value, 0);
  return exps.map((value) => value / total);
}

test.each([
  [1, 0],
  [5, 0.1],
  [1000, 0.0014],
])("ODIN of a linear classifier at temperature %d, epsilon %d", async (temperature, epsilon) => {
  const score = x.map((row) => {
    const p = softmax(row, temperature);
    const c = p.indexOf(Math.max(...p));
    const slopes = weight.map((rowOf) => rowOf[c]! - rowOf.reduce((sum, w, k) => sum + p[k]! * w, 0));
    return Math.max(
      ...softmax(
        row.map((value, i) => value + epsilon * Math.sign(slopes[i]!)),
        temperature,
      ),
    );
  });
  const one = {
    name: "linear",
    op: "ood.odin",
    input: { layers: [{ weight, bias }], activation: "relu", x, temperature, epsilon },
    expected: { score },
    rtol: 1e-6,
    atol: 1e-7,
    origin: "float64 in this test",
  };
  const [got] = await runSuite(JSON.stringify({ suite: "s", cases: [one] }), "s.json");
  expect(got!.message ?? "passed").toBe("passed");
});
