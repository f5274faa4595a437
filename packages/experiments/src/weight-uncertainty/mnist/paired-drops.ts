import type { PairedDifference } from "./paired-errors.ts";

/** The wrong images of one network, clean and attacked. */
export interface WrongImages {
  readonly clean: readonly number[];
  readonly attacked: readonly number[];
}

/**
 * How many more points of accuracy the first of two networks loses to an attack than the second, on the same images, with the
 * standard error that pairing allows. With d the change of an image from right (0) to wrong (1), first minus second:
 *
 *   difference = mean d,  standard error = sqrt((mean d^2 - (mean d)^2) / n)
 */
export function pairedDrops(first: WrongImages, second: WrongImages, { images }: { readonly images: number }): PairedDifference {
  const change = new Int8Array(images);
  for (const [wrong, sign] of [
    [first.attacked, 1],
    [first.clean, -1],
    [second.attacked, -1],
    [second.clean, 1],
  ] as const)
    for (const image of wrong) {
      if (!(image >= 0 && image < images)) throw new Error(`pairedDrops: image ${image}, expected 0 to ${images - 1}`);
      change[image] = change[image]! + sign;
    }
  const mean = change.reduce((sum, d) => sum + d, 0) / images;
  const squares = change.reduce((sum, d) => sum + d * d, 0) / images;
  return { points: 100 * mean, standardError: 100 * Math.sqrt((squares - mean * mean) / images) };
}
