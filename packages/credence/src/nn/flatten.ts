import { reshape } from "@credence/tensor";
import type { Layer } from "./layer.ts";

/** Images to rows: [..., channels, height, width] -> [..., channels * height * width]. */
export const flatten = (): Layer => ({
  kind: "flatten",
  drops: false,
  keepsZeros: true,
  forward: (x) => reshape(x, [...x.shape.slice(0, -3), x.shape.slice(-3).reduce((product, n) => product * n, 1)]),
  toJSON: () => ({ kind: "flatten" }),
});
