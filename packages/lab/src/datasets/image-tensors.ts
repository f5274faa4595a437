import { integers, keep, tensor } from "@credence/tensor";
import type { Data } from "credence";
import type { LabelledImages } from "./data-set.ts";

/**
 * Images as rows of numbers from 0 (background) to 1 (ink), no mean subtracted, and their labels.
 *
 * What it returns lives until it is disposed or the run that asked for it ends.
 *
 * @shape x [count, height * width], y int32 [count]
 * @throws where more images are asked for than there are
 */
export function imageTensors(
  images: LabelledImages,
  {
    count = images.count,
  }: {
    /** The first so many images. @default all */
    readonly count?: number;
  } = {},
): Data {
  if (!Number.isInteger(count) || count < 1 || count > images.count)
    throw new Error(`imageTensors: count is ${count}, expected a whole number from 1 to ${images.count}`);
  const features = images.height * images.width;
  const inked = Float32Array.from(images.pixels.subarray(0, count * features), (pixel) => pixel / 255);
  return { x: keep(tensor(inked, [count, features])), y: keep(integers(Int32Array.from(images.labels.subarray(0, count)))) };
}
