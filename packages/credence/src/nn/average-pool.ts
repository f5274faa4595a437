import { averagePool2d } from "@credence/tensor";
import { expectOptions, expectWhole } from "../settings.ts";
import { overImages } from "./images.ts";
import type { Layer } from "./layer.ts";

/** Mean of each window. @shape [batch, channels, height, width] @throws for a size or stride that is no whole number from 1 */
export const averagePool = (options: {
  /** Side of the window. */
  size: number;
  /** Pixels from one window to the next. @default size */
  stride?: number;
}): Layer => {
  expectOptions("averagePool", options, { size: true, stride: true });
  const { size, stride = size } = options;
  expectWhole("averagePool", "size", size);
  expectWhole("averagePool", "stride", stride);
  return {
    kind: "averagePool",
    drops: false,
    keepsZeros: true,
    homogeneous: true,
    forward: (x) => overImages(x, (images) => averagePool2d(images, { size, stride })),
    toJSON: () => ({ kind: "averagePool", size, stride }),
  };
};
