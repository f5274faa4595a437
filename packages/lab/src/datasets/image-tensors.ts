import { assign, integers, keep, zeros } from "@credence/tensor";
import type { Data } from "credence";
import type { LabelledImages } from "./data-set.ts";

/** Numbers made at a time: 4 MiB, where those of 60,000 images are 180. */
const TOGETHER = 2 ** 20;

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
  const x = keep(zeros([count, features]));
  const ink = new Float32Array(features * Math.max(1, Math.floor(TOGETHER / features)));
  for (let from = 0; from < x.size; from += ink.length) {
    const filled = ink.subarray(0, Math.min(ink.length, x.size - from));
    for (let i = 0; i < filled.length; i++) filled[i] = images.pixels[from + i]! / 255;
    assign(x, filled, { from });
  }
  return { x, y: keep(integers(Int32Array.from(images.labels.subarray(0, count)))) };
}
