import { add, convolve2d, reshape, type Shape, slice, stack, type Tensor } from "@credence/tensor";
import { expectBoolean, expectOptions, expectWhole } from "../settings.ts";
import { overImages } from "./images.ts";
import type { Layer } from "./layer.ts";
import type { BilinearMap } from "./noise.ts";

/** Sizes of a convolution. */
export interface Conv2dOptions {
  /** Channels of x. */
  readonly inputs: number;
  /** Channels of the outputs, one kernel each. */
  readonly outputs: number;
  /** Side of the square kernel. */
  readonly size: number;
  /** Pixels from one place of the kernel to the next, on both axes. @default 1 */
  readonly stride?: number;
  /** Zeros added on each side of both axes. @default 0 */
  readonly padding?: number;
  /** A bias for each output channel. @default true */
  readonly bias?: boolean;
}

const pick = (from: Tensor, draw: number): Tensor =>
  reshape(
    slice(
      from,
      from.shape.map((_, axis) => (axis === 0 ? draw : 0)),
      from.shape.map((n, axis) => (axis === 0 ? 1 : n)),
    ),
    from.shape.slice(1),
  );

// Draws of the kernel: one convolution each, on that draw's images or on the images all draws share.
const perDraw = (x: Tensor, draws: number, convolveOne: (images: Tensor, draw: number) => Tensor): Tensor =>
  stack(Array.from({ length: draws }, (_, draw) => convolveOne(x.shape.length === 5 ? pick(x, draw) : x, draw)));

/** The convolution by a kernel, and a bias per output channel. @shape x [..., batch, inputs, height, width], W [outputs, inputs, size, size] */
export const conv2dMap = (
  options: {
    /** Pixels from one place of the kernel to the next. @default 1 */
    readonly stride?: number;
    /** Zeros added on each side. @default 0 */
    readonly padding?: number;
  } = {},
): BilinearMap => {
  expectOptions("conv2dMap", options, { stride: true, padding: true });
  const { stride = 1, padding = 0 } = options;
  expectWhole("conv2dMap", "stride", stride);
  expectWhole("conv2dMap", "padding", padding, 0);
  const placed = { stride, padding };
  return {
    axes: 4,
    apply: (x, kernel) =>
      kernel.shape.length === 5
        ? perDraw(x, kernel.shape[0]!, (images, draw) => convolve2d(images, pick(kernel, draw), placed))
        : overImages(x, (images) => convolve2d(images, kernel, placed)),
    applyWithBias: (x, kernel, bias) =>
      kernel.shape.length === 5
        ? perDraw(x, kernel.shape[0]!, (images, draw) =>
            convolve2d(images, pick(kernel, draw), { ...placed, bias: bias.shape.length === 1 ? bias : pick(bias, draw) }),
          )
        : overImages(x, (images) => convolve2d(images, kernel, { ...placed, bias })),
    addBias: (y, bias) =>
      add(y, reshape(bias, bias.shape.length === 1 ? [bias.shape[0]!, 1, 1] : [bias.shape[0]!, 1, bias.shape[1]!, 1, 1])),
    // a sign per pixel would make a convolution of a constant image vary over positions
    inputSigns: (x: Shape) => [...x.slice(0, -2), 1, 1],
    outputSigns: (y: Shape) => [...y.slice(0, -2), 1, 1],
  };
};

/**
 * A convolution (cross-correlation) with a square kernel, and a bias per output channel.
 *
 * @shape x [batch, inputs, height, width] or [draws, batch, ...]; W [outputs, inputs, size, size], b [outputs]
 * @throws for sizes and strides that are no whole numbers from 1, and a padding that is none from 0
 */
export const conv2d = (options: Conv2dOptions): Layer => {
  expectOptions("conv2d", options, { inputs: true, outputs: true, size: true, stride: true, padding: true, bias: true });
  const { inputs, outputs, size, stride = 1, padding = 0, bias = true } = options;
  for (const [name, value] of Object.entries({ inputs, outputs, size, stride })) expectWhole("conv2d", name, value);
  expectWhole("conv2d", "padding", padding, 0);
  expectBoolean("conv2d", "bias", bias);
  const fanIn = inputs * size * size;
  return {
    kind: "conv2d",
    maps: {
      default: {
        map: conv2dMap({ stride, padding }),
        weight: { shape: [outputs, inputs, size, size], fanIn },
        ...(bias ? { bias: { shape: [outputs], fanIn } } : {}),
      },
    },
    linear: true,
    drops: false,
    keepsZeros: false,
    forward: (x, pass) => pass.apply(x),
    toJSON: () => ({ kind: "conv2d", inputs, outputs, size, stride, padding, bias }),
  };
};

/** Where the kernel of a convolution stands. */
export const placeOf = (layer: Layer): { readonly stride: number; readonly padding: number } => {
  const { stride = 1, padding = 0 } = layer.toJSON() as { stride?: number; padding?: number };
  return { stride, padding };
};
