import { describe, expect, it } from "vitest";
import { countedDensity, histogram, kernelDensity } from "./density.ts";

const values = Float64Array.from({ length: 400 }, (_, index) => Math.sin(index) + 0.3 * Math.sin(index * 1.7));
const area = ({ x, density }: { x: readonly number[]; density: readonly number[] }) =>
  density.reduce((sum, value) => sum + value, 0) * (x[1] - x[0]);

describe("histogram", () => {
  it("counts bins half open, the last one closed", () => {
    const { x, density } = histogram([0, 0.5, 1, 1, 2, 5], { lower: 0, upper: 2, points: 2 });
    expect(x).toEqual([0.5, 1.5]);
    expect(density).toEqual([2 / 6, 3 / 6]);
  });

  it("has the area of the share inside", () => {
    expect(area(histogram(values, { lower: -2, upper: 2, points: 37 }))).toBeCloseTo(1, 12);
    const inside = values.filter((value) => value >= 0 && value <= 1).length / values.length;
    expect(area(histogram(values, { lower: 0, upper: 1 }))).toBeCloseTo(inside, 12);
  });
});

describe("kernelDensity", () => {
  it("is the mean of the kernels", () => {
    const bandwidth = 0.2;
    const { x, density } = kernelDensity(values, { lower: -2, upper: 2, points: 400, bandwidth });
    const exact = x.map(
      (place) =>
        values.reduce((sum, value) => sum + Math.exp(-0.5 * ((place - value) / bandwidth) ** 2), 0) /
        (values.length * bandwidth * Math.sqrt(2 * Math.PI)),
    );
    // Linear binning errs by about (distance / bandwidth)^2 / 8 = 3e-4 of the density, which is at most 0.6 here.
    density.forEach((value, index) => {
      expect(Math.abs(value - exact[index])).toBeLessThan(5e-4);
    });
  });

  it("keeps all mass inside when the bounds reflect, a value on the bound too", () => {
    const positive = Float64Array.from(values, (value) => Math.min(1.5, Math.abs(value))).map((value, index) => (index % 9 ? value : 0));
    const options = { lower: 0, upper: 1.5, bandwidth: 0.1 };
    expect(area(kernelDensity(positive, { ...options, boundary: "reflecting" }))).toBeCloseTo(1, 9);
    expect(area(kernelDensity(positive, options))).toBeLessThan(0.97);
  });

  it("takes Silverman's bandwidth unless told", () => {
    // Standard deviation 1, quartiles of -1 and 1 twice over: the spread is 2 / 1.34, so the standard deviation rules.
    const pair = Array.from({ length: 32 }, (_, index) => (index % 2 ? 1 : -1));
    const stdDev = Math.sqrt(32 / 31);
    const bandwidth = 0.9 * stdDev * 32 ** -0.2;
    expect(kernelDensity(pair, { lower: -3, upper: 3 }).density).toEqual(kernelDensity(pair, { lower: -3, upper: 3, bandwidth }).density);
  });

  it.each([
    [() => kernelDensity([], { lower: 0, upper: 1 }), "kernelDensity: no values"],
    [() => histogram([1], { lower: 1, upper: 1 }), "histogram: [1, 1] in 100 places, expected lower < upper"],
    [() => kernelDensity([1], { lower: 0, upper: 1, bandwidth: 0 }), "the bandwidth is 0, expected a positive number"],
  ])("rejects what it cannot use", (attempt, message) => expect(attempt).toThrow(message));
});

it("counts of bins are the histogram of what was counted", () => {
  const values = [0.1, 0.3, 0.35, 0.9];
  expect(countedDensity([1, 2, 0, 1], { lower: 0, upper: 1 })).toEqual(histogram(values, { lower: 0, upper: 1, points: 4 }));
});
