import { maxPool2d } from "@credence/tensor";
import { overImages } from "./images.ts";
import type { Layer } from "./layer.ts";

/** Largest value of each window. @shape [batch, channels, height, width] */
export const maxPool = ({ size, stride = size }: { size: number; stride?: number }): Layer => ({
  kind: "maxPool",
  drops: false,
  keepsZeros: true,
  forward: (x) => overImages(x, (images) => maxPool2d(images, { size, stride })),
  toJSON: () => ({ kind: "maxPool", size, stride }),
});
