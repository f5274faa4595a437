import { key, normals, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normalPredictive, predictiveOf, studentTPredictive } from "../predictive/index.ts";
import { crps, intervalScore, probabilityIntegralTransform } from "./index.ts";

const phi = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** Distribution function of the standard normal by the sum of its series, exact to 1e-14 for |z| below 6. */
function normalCdf(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 1; k < 200; k++) {
    term *= (z * z) / (2 * k + 1);
    sum += term;
  }
  return 0.5 + sum * phi(z);
}

describe("continuous ranked probability score", () => {
  // means and standard deviations of three draws at two targets
  const means = [
    [0, 1],
    [0.5, -2],
    [-1, 4],
  ];
  const stdDevs = [
    [1, 0.3],
    [0.7, 1.2],
    [1.5, 0.8],
  ];
  const predictive = () =>
    normalPredictive({
      means: tensor(means.map((draw) => draw.map((m) => [m]))),
      stdDev: tensor(stdDevs.map((draw) => draw.map((s) => [s]))),
    });

  test("is the integral that defines it", async () => {
    const targets = [0.3, 2.5];
    const integral = (i: number) => {
      const step = 1e-3;
      let sum = 0;
      for (let z = -20 + step / 2; z < 20; z += step) {
        const below = means.reduce((total, draw, d) => {
          const u = (z - draw[i]!) / stdDevs[d]![i]!;
          return total + (u < -6 ? 0 : u > 6 ? 1 : normalCdf(u)) / 3;
        }, 0);
        sum += (below - Number(targets[i]! <= z)) ** 2 * step;
      }
      return sum;
    };
    // the midpoint rule's error at the step of the target: half a step of 1e-3
    expect(await crps(predictive(), tensor(targets))).toBeCloseTo((integral(0) + integral(1)) / 2, 3);
  });

  test("of one normal density is its closed form, of one point the absolute error", async () => {
    const one = normalPredictive({ means: tensor([[[1]]]), stdDev: 2 });
    const z = (4 - 1) / 2;
    expect(await crps(one, tensor([4]))).toBeCloseTo(2 * (z * (2 * normalCdf(z) - 1) + 2 * phi(z) - 1 / Math.sqrt(Math.PI)), 6);
    expect(await crps(normalPredictive({ means: tensor([[[1]]]), stdDev: 0 }), tensor([4]))).toBe(3);
    // of draws without noise: mean distance to the target less half the mean distance between draws
    expect(await crps(normalPredictive({ means: tensor([[[0]], [[2]]]), stdDev: 0 }), tensor([1]))).toBe(0.5);
  });

  test("is in the targets' own units where they were scaled", async () => {
    const scaled = await crps(predictive(), tensor([0.3, 2.5]));
    const own = await crps(predictive(), tensor([13, 35]), { targetScaling: { shift: 10, scale: 10 } });
    expect(own).toBeCloseTo(10 * scaled, 5);
  });

  test("of other densities is refused", async () => {
    const t = studentTPredictive({ means: tensor([[[0]]]), scale: 1, degreesOfFreedom: 3 });
    await expect(crps(t, tensor([0]))).rejects.toThrow('crps: the predictive is of kind "studentT", expected "normal"');
  });
});

describe("interval score", () => {
  test("adds the distance of targets outside, by 2 / (1 - coverage), to the width", async () => {
    const interval = { lower: Float64Array.of(0, 0, 0), upper: Float64Array.of(1, 2, 3) };
    expect(await intervalScore(interval, tensor([0.5, -1, 5]), { coverage: 0.9 })).toBeCloseTo((1 + (2 + 20) + (3 + 40)) / 3, 12);
  });

  test("is least at the true quantiles", async () => {
    const y = normals(key(3), 4000);
    const at = (half: number) =>
      intervalScore({ lower: new Float64Array(4000).fill(-half), upper: new Float64Array(4000).fill(half) }, tensor(y), { coverage: 0.9 });
    const scores = await Promise.all([1.2, 1.6449, 2.1].map(at));
    expect(scores[1]).toBeLessThan(Math.min(scores[0]!, scores[2]!));
  });

  test("coverages and targets that do not fit are named", async () => {
    const interval = { lower: Float64Array.of(0), upper: Float64Array.of(1) };
    await expect(intervalScore(interval, tensor([0]), { coverage: 1 })).rejects.toThrow(
      "intervalScore: coverage is 1, expected a number between 0 and 1",
    );
    await expect(intervalScore(interval, tensor([0, 1]), { coverage: 0.9 })).rejects.toThrow(
      "intervalScore: y is float32 [2], expected float32 with 1 values",
    );
  });
});

describe("probability integral transform", () => {
  test("is the share of the mixture below the target", async () => {
    const predictive = normalPredictive({
      means: tensor([
        [[0], [1]],
        [[2], [1]],
      ]),
      stdDev: 0.5,
    });
    const values = await probabilityIntegralTransform(predictive, tensor([0.5, 1]));
    expect(values[0]).toBeCloseTo((normalCdf(1) + normalCdf(-3)) / 2, 6);
    expect(values[1]).toBeCloseTo(0.5, 12);
  });

  test("is uniform over what the predictive itself draws, in own units too", async () => {
    const count = 2000;
    const y = normals(key(5), count).map((z) => 100 + 10 * (3 + 2 * z));
    const predictive = normalPredictive({ means: tensor(new Float32Array(count).fill(3), [1, count, 1]), stdDev: 2 });
    const values = await probabilityIntegralTransform(predictive, tensor(y), { targetScaling: { shift: 100, scale: 10 } });
    const sorted = values.toSorted();
    // Kolmogorov-Smirnov: 1.63 / sqrt(n) at level 0.01
    const distance = Math.max(...sorted.map((value, i) => Math.abs(value - (i + 0.5) / count)));
    expect(distance).toBeLessThan(1.63 / Math.sqrt(count));
  });

  test("of classes is refused", async () => {
    await expect(probabilityIntegralTransform(predictiveOf([[[0.5, 0.5]]]), tensor([0]))).rejects.toThrow(
      'probabilityIntegralTransform: the predictive is of kind "categorical", expected one of real values',
    );
  });
});
