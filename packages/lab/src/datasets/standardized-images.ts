import { affine, keep, reshape } from "@credence/tensor";
import type { Data } from "credence";
import type { LabelledImages } from "./data-set.ts";
import { imageTensors } from "./image-tensors.ts";

/** How pixels become inputs of a convolution. */
export interface StandardizedImagesOptions {
  /** Of the training pixels, from 0 to 1. */
  readonly mean: number;
  /** Of the training pixels. */
  readonly stdDev: number;
  /** The first so many images. @default all */
  readonly count?: number;
}

/**
 * Images of one channel as a convolution takes them, (pixel - mean) / stdDev, and their labels.
 * @shape x [count, 1, height, width], y int32 [count]
 * @throws as `imageTensors`
 */
export function standardizedImages(images: LabelledImages, { mean, stdDev, ...which }: StandardizedImagesOptions): Data {
  const { x, y } = imageTensors(images, which);
  const scaled = keep(reshape(affine(x, { scale: 1 / stdDev, shift: -mean / stdDev }), [x.shape[0]!, 1, images.height, images.width]));
  x.dispose();
  return { x: scaled, y };
}
