import type { PairedDifference } from "../mnist/paired-errors.ts";

/** Places of the wrong images of two classifiers. */
export interface WrongPair {
  readonly first: readonly number[];
  readonly second: readonly number[];
}

/**
 * Mean over pairs of classifiers of how much worse the first is, on the same images, with the standard error of drawing images. With
 * d the mean over pairs of wrong (1) or right (0), first minus second, of an image:
 *
 *   difference = mean d,  standard error = sqrt((mean d^2 - (mean d)^2) / n)
 *
 * For one pair it is `pairedDifference`. An image that is hard for every size counts as one image, not as several.
 */
export function pooledDifference(pairs: readonly WrongPair[], { images }: { readonly images: number }): PairedDifference {
  if (pairs.length === 0) throw new Error("pooledDifference: no pairs, expected 1 or more");
  const sums = new Float64Array(images);
  for (const { first, second } of pairs) {
    for (const image of first) sums[image] += 1 / pairs.length;
    for (const image of second) sums[image] -= 1 / pairs.length;
  }
  const mean = sums.reduce((sum, d) => sum + d, 0) / images;
  const squares = sums.reduce((sum, d) => sum + d * d, 0) / images;
  return { points: 100 * mean, standardError: 100 * Math.sqrt((squares - mean * mean) / images) };
}
