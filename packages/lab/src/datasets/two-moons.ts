import { normals } from "@credence/tensor";
import type { GeneratedDataSet } from "./data-set.ts";

export interface LabelledPoints {
  readonly count: number;
  /** [count, 2], row-major. */
  readonly points: Float32Array;
  /** [count]: 0 upper moon, 1 lower moon. */
  readonly labels: Uint8Array;
}

export interface TwoMoonsOptions {
  /** Points, both moons together. */
  readonly count: number;
  /** Standard deviation of the Gaussian noise on both coordinates. @default 0.05 */
  readonly noise?: number;
}

/**
 * Two interleaved half circles of radius 1, with t evenly spaced in [0, pi] on each:
 *
 *   upper (0): (cos t, sin t)      lower (1): (1 - cos t, 1/2 - sin t)
 *
 * Points run along the arcs and labels alternate: shuffle before cutting the set in parts.
 */
export const twoMoons: GeneratedDataSet<TwoMoonsOptions, LabelledPoints> = {
  name: "two-moons",
  description: "two interleaved half circles in the plane, two classes",
  licence: "generated",
  files: [],
  generate({ count, noise = 0.05 }, key) {
    const errors = normals(key, 2 * count);
    const points = new Float32Array(2 * count);
    const labels = Uint8Array.from({ length: count }, (_, i) => i % 2);
    for (let i = 0; i < count; i++) {
      const inMoon = labels[i] === 0 ? Math.ceil(count / 2) : Math.floor(count / 2);
      const t = (Math.PI * Math.floor(i / 2)) / Math.max(1, inMoon - 1);
      const [x, y] = labels[i] === 0 ? [Math.cos(t), Math.sin(t)] : [1 - Math.cos(t), 0.5 - Math.sin(t)];
      points[2 * i] = x + noise * errors[2 * i];
      points[2 * i + 1] = y + noise * errors[2 * i + 1];
    }
    return { count, points, labels };
  },
};
