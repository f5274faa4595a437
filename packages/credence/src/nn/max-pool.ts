import { maxPool2d } from "@credence/tensor";
import { expectOptions, expectWhole } from "../settings.ts";
import { overImages } from "./images.ts";
import type { Layer } from "./layer.ts";

/** Largest value of each window. @shape [batch, channels, height, width] @throws for a size or stride that is no whole number from 1 */
export const maxPool = (options: {
  /** Side of the window. */
  size: number;
  /** Pixels from one window to the next. @default size */
  stride?: number;
}): Layer => {
  expectOptions("maxPool", options, { size: true, stride: true });
  const { size, stride = size } = options;
  expectWhole("maxPool", "size", size);
  expectWhole("maxPool", "stride", stride);
  return {
    kind: "maxPool",
    drops: false,
    keepsZeros: true,
    homogeneous: true,
    forward: (x) => overImages(x, (images) => maxPool2d(images, { size, stride })),
    toJSON: () => ({ kind: "maxPool", size, stride }),
  };
};
