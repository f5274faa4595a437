import { normals } from "@credence/tensor";
import type { GeneratedDataSet } from "./data-set.ts";

/** Points of the curve with their noise. */
export interface RegressionPoints {
  readonly count: number;
  /** [count], evenly spaced from low to high, both included. */
  readonly x: Float32Array;
  /** [count] */
  readonly y: Float32Array;
}

export interface BlundellRegressionOptions {
  /** Points. */
  readonly count: number;
  /** Smallest x. @default 0 */
  readonly low?: number;
  /** Largest x. @default 0.5 */
  readonly high?: number;
  /** Standard deviation of e; 0 gives the curve itself. @default 0.02 */
  readonly noise?: number;
}

/**
 * The regression curve of "Weight Uncertainty in Neural Networks", section 5.2.
 *
 *   y = x + 0.3 sin(2 pi (x + e)) + 0.3 sin(4 pi (x + e)) + e,   e ~ N(0, 0.02^2)
 *
 * One e per point enters at all three places, so the noise of y is not 0.02 everywhere: it is stretched where the curve is steep.
 *
 * @see blundell2015, section 5.2
 */
export const blundellRegression: GeneratedDataSet<BlundellRegressionOptions, RegressionPoints> = {
  name: "blundell-regression",
  description: "a noisy curve of two sines, one input and one output",
  licence: "generated",
  files: [],
  generate({ count, low = 0, high = 0.5, noise = 0.02 }, key) {
    const errors = normals(key, count);
    const x = Float32Array.from({ length: count }, (_, i) => (count === 1 ? low : low + ((high - low) * i) / (count - 1)));
    const y = x.map((at, i) => blundellCurve(at, noise * errors[i]));
    return { count, x, y };
  },
};

/** The curve at x with the error e; without noise unless told. */
export function blundellCurve(x: number, e = 0): number {
  return x + 0.3 * Math.sin(2 * Math.PI * (x + e)) + 0.3 * Math.sin(4 * Math.PI * (x + e)) + e;
}
