import { add, affine, divide, mean, multiply, reshape, sqrt, square, subtract, type Tensor } from "@credence/tensor";
import type { WeightedMap } from "./layer.ts";
import type { BilinearMap } from "./noise.ts";

/** (x - m) / sqrt(v + epsilon), mean m and variance v over the last axis. */
export function normalized(x: Tensor, epsilon: number): Tensor {
  const distance = subtract(x, mean(x, { axis: -1, keepAxes: true }));
  const variance = mean(square(distance), { axis: -1, keepAxes: true });
  return divide(distance, sqrt(affine(variance, { shift: epsilon })));
}

/** Where the channels of x lie, without draws: axis 1 of 2 for rows, 2 of 3 for sequences, 1 of 4 for images. */
export interface ChannelAxis {
  readonly axes: number;
  readonly channel: number;
}

/** A factor and a shift for each channel. @shape weight, bias [channels] or [draws, channels] */
function channelMap({ axes, channel }: ChannelAxis): BilinearMap {
  const placed = (weight: Tensor): Tensor => {
    const shape = new Array<number>(axes).fill(1);
    shape[channel] = weight.shape[weight.shape.length - 1]!;
    return reshape(weight, weight.shape.length === 1 ? shape : [weight.shape[0]!, ...shape]);
  };
  // one sign per example and channel
  const signs = (x: readonly number[]) => x.map((n, axis) => (axis < x.length - axes + 1 || axis === x.length - axes + channel ? n : 1));
  return {
    axes,
    apply: (x, weight) => multiply(x, placed(weight)),
    addBias: (y, bias) => add(y, placed(bias)),
    inputSigns: signs,
    outputSigns: signs,
  };
}

/**
 * The map of a layer's gain and shift: y = x (1 + w) + b, so that a prior about 0 is one about leaving x as it is. Weights begin within
 * 1 / sqrt(channels) of it.
 */
export const gainOf = (channels: number, axis: ChannelAxis): { readonly [map: string]: WeightedMap } => {
  const array = { shape: [channels], fanIn: channels };
  return { default: { map: channelMap(axis), weight: array, bias: array } };
};
