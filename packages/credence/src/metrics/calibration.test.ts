import { integers, key, tensor, uniforms } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { asProbabilities, predictiveOf } from "../predictive/index.ts";
import { expectedCalibrationError, maximumCalibrationError, reliabilityBins } from "./index.ts";

const binary = (...confidences: number[]) => predictiveOf([confidences.map((p) => [p, 1 - p])]);

test("the last bin includes 1.0: [0.95 right, 1.0 wrong] gives 0.475", async () => {
  const predictive = binary(0.95, 1);
  expect(await expectedCalibrationError(predictive, integers([0, 1]), { bins: 10 })).toBeCloseTo(0.475, 7);
  const bins = await reliabilityBins(predictive, integers([0, 1]), { bins: 10 });
  expect(bins.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
  expect(bins[9]).toMatchObject({ lower: 0.9, upper: 1, accuracy: 0.5 });
  expect(bins[9]!.confidence).toBeCloseTo(0.975, 7);
  expect(bins[0]).toEqual({ lower: 0, upper: 0.1, count: 0, confidence: null, accuracy: null });
});

test("a score on an edge opens the bin above it, though float32 rounds 0.7 and 0.9 down", async () => {
  const edges = [0.5, 0.6, 0.7, 0.8, 0.9];
  const bins = await reliabilityBins(binary(...edges), integers([0, 0, 0, 0, 0]), { bins: 10 });
  expect(bins.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
});

test.each([1, 3, 7, 10, 15, 100])("%d bins: every edge k/B falls into bin k, the float32 below it into k - 1", async (bins) => {
  for (let k = 1; k < bins; k++) {
    const edge = Math.fround(k / bins);
    const below = new Float32Array(new Int32Array([new Int32Array(new Float32Array([edge]).buffer)[0]! - 1]).buffer)[0]!;
    for (const [score, bin] of [
      [edge, k],
      [below, k - 1],
    ] as const) {
      const rest = Math.fround(1 - score);
      const got = await reliabilityBins(asProbabilities(tensor([[score, rest]])), integers([0]), { bins, scores: "all-classes" });
      const besideIt = rest >= Math.fround(bin / bins) && (rest < Math.fround((bin + 1) / bins) || bin + 1 === bins);
      expect(got[bin]!.count).toBe(1 + Number(besideIt));
    }
  }
});

test("weights and the largest gap, by hand", async () => {
  // bins of 0.5 to 0.75: 0.6 right, 0.7 wrong, 0.7 wrong; 0.75 to 1: 0.8 right
  const predictive = binary(0.6, 0.7, 0.7, 0.8);
  const labels = integers([0, 1, 1, 0]);
  const low = Math.abs(1 / 3 - 2 / 3);
  expect(await expectedCalibrationError(predictive, labels, { bins: 4 })).toBeCloseTo((3 * low + 1 * 0.2) / 4, 6);
  expect(await maximumCalibrationError(predictive, labels, { bins: 4 })).toBeCloseTo(low, 6);
});

test("labels drawn from the probabilities are calibrated, a sharpened prediction is not", async () => {
  const count = 40_000;
  const u = uniforms(key(1), 2 * count);
  const p = Array.from({ length: count }, (_, i) => 0.5 + 0.5 * u[i]!);
  const labels = integers(Int32Array.from(p, (q, i) => Number(u[count + i]! >= q)));
  expect(await expectedCalibrationError(binary(...p), labels)).toBeLessThan(0.02);
  expect(await expectedCalibrationError(binary(...p.map((q) => q ** 0.25)), labels)).toBeGreaterThan(0.1);
});

describe("scores of all classes pooled", () => {
  const predictive = predictiveOf([
    [
      [1, 0, 0],
      [0.95, 0.05, 0],
      [0.97, 0.02, 0.01],
      [1, 0, 0],
    ],
  ]);
  const labels = integers([0, 1, 0, 0]);

  test("every class counts, right where it is the label", async () => {
    const bins = await reliabilityBins(predictive, labels, { bins: 10, scores: "all-classes" });
    expect(bins[0]).toMatchObject({ count: 8, accuracy: 1 / 8 });
    expect(bins[0]!.confidence).toBeCloseTo(0.08 / 8, 7);
    expect(bins[9]).toMatchObject({ count: 4, accuracy: 3 / 4 });
  });

  test("leaving out exact ones moves the last bin: an artefact of half-open bins", async () => {
    const bins = await reliabilityBins(predictive, labels, { bins: 10, scores: "all-classes", exactOnes: "excluded" });
    expect(bins[9]).toMatchObject({ count: 2, accuracy: 1 / 2 });
    expect(bins[9]!.confidence).toBeCloseTo(0.96, 6);
    expect(bins[0]!.count).toBe(8);
  });
});

test("bins out of range are named; nothing left to bin is no error", async () => {
  await expect(reliabilityBins(binary(0.5), integers([0]), { bins: 0 })).rejects.toThrow(
    "reliabilityBins: bins is 0, expected a whole number from 1",
  );
  await expect(expectedCalibrationError(binary(0.5), integers([0]), { bins: 1.5 })).rejects.toThrow(
    "expectedCalibrationError: bins is 1.5",
  );
  expect(await expectedCalibrationError(binary(1), integers([0]), { exactOnes: "excluded" })).toBe(0);
});
