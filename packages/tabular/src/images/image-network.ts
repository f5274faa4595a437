import {
  activation,
  categoricalLikelihood,
  conv2d,
  dense,
  dropout,
  flatten,
  type Layer,
  type Model,
  maxPool,
  model,
  normal,
  sequential,
} from "credence";
import type { Schedule } from "../fitting/candidates.ts";
import type { MethodName } from "../fitting/fit-options.ts";
import type { PictureSize } from "./picture.ts";

/** A convolutional network and how it is trained. */
export type ImageNetwork = {
  /** Kernels of each convolution; behind each of these stand a ReLU and a max-pooling of 2. */
  readonly filters: readonly number[];
  /** Side of the kernels, and zeros around what they see. */
  readonly kernel: number;
  readonly padding: number;
  /** Units of the hidden layer. */
  readonly units: number;
  readonly learningRate: number;
  /** Rate of dropout while MC dropout and the networks of an ensemble are fitted: by channel behind the last convolution, by element before the output. */
  readonly dropout: number;
};

/** Below so many pixels on the shorter side, kernels are small and padded, so that something is left of a picture. */
const smallSide = 20;
/** Pixels on the shorter side from which on it is pooled once more. */
const pooledAgain = 8;

/** Pixels that a convolution and a pooling leave of a side. */
const leftOf = (side: number, { kernel, padding }: Pick<ImageNetwork, "kernel" | "padding">): number =>
  Math.floor((side + 2 * padding - kernel + 1) / 2);

/** The network for pictures of a size: two convolutions and poolings by 2, and more until the shorter side has fewer than 8 pixels. */
export function imageNetwork({ width, height }: PictureSize): ImageNetwork {
  const side = Math.min(width, height);
  const map = side < smallSide ? { kernel: 3, padding: 1 } : { kernel: 5, padding: 0 };
  const filters: number[] = [];
  for (let left = side; filters.length < 2 || left >= pooledAgain; left = leftOf(left, map))
    filters.push(Math.min(64, 16 * 2 ** filters.length));
  return { filters, ...map, units: 128, learningRate: 1e-3, dropout: 0.5 };
}

/** Of the Gaussian prior over every weight: wide where dropout and early stopping keep weights in bounds. */
const priorStdDevOf = (method: MethodName): number => (method === "bayesByBackprop" ? 1 : 10);

/** A network for pictures of some size as a model with its prior. */
export function imageModelOf(
  network: ImageNetwork,
  {
    width,
    height,
    channels,
    classes,
    method,
  }: PictureSize & { readonly channels: number; readonly classes: number; readonly method: MethodName },
): Model {
  const { filters, kernel, padding, units, dropout: rate } = network;
  const drops = method === "mcDropout" || method === "deepEnsemble";
  const blocks = filters.flatMap((outputs, place): Layer[] => [
    conv2d({ inputs: filters[place - 1] ?? channels, outputs, size: kernel, padding }),
    ...(drops && place === filters.length - 1 ? [dropout({ rate, unit: "channel" })] : []),
    maxPool({ size: 2 }),
    activation("relu"),
  ]);
  const left = (side: number) => filters.reduce((pixels) => leftOf(pixels, network), side);
  const layers = sequential([
    ...blocks,
    flatten(),
    dense({ inputs: filters[filters.length - 1] * left(width) * left(height), outputs: units }),
    activation("relu"),
    ...(drops ? [dropout({ rate, unit: "element" })] : []),
    dense({ inputs: units, outputs: classes }),
  ]);
  return model({
    network: layers,
    prior: normal({ mean: 0, stdDev: priorStdDevOf(method) }),
    likelihood: categoricalLikelihood(),
  });
}

/** More training images than this make five networks long to train. */
const manyImages = 5000;

/** The method for so many training images. */
export const usualImageMethod = (images: number): MethodName => (images <= manyImages ? "deepEnsemble" : "mcDropout");

/** Minibatches and epochs for so many training images. */
export function imageSchedule(images: number): Schedule {
  if (images <= manyImages) return { batchSize: 32, epochs: 40, patience: 20 };
  return { batchSize: 128, epochs: 15, patience: 5 };
}

/** Images whose first layer takes 64 MiB. */
export const imagesAtOnce = ({ width, height }: PictureSize, { filters }: ImageNetwork): number =>
  Math.max(1, Math.min(2000, Math.floor(2 ** 24 / (filters[0] * width * height))));
