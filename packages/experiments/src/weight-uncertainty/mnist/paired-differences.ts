/** Difference of two error rates on the same images, and its standard error, in percentage points. */
export interface PairedDifference {
  readonly points: number;
  readonly standardError: number;
}

/** Images a classifier gets wrong, and how often each counts: 1, -1, or a part of it where the mean of several pairs is asked. */
export type SignedErrors = readonly [wrong: readonly number[], sign: number];

/**
 * Mean over n images of a signed sum of errors, with the standard error of drawing images. With d the sum of the signs of an image:
 *
 *   difference = mean d,  standard error = sqrt((mean d^2 - (mean d)^2) / n)
 *
 * Images on which both of two classifiers are wrong or both are right say nothing (McNemar), and one that is hard for every size counts once.
 */
export function pairedDifference(errors: readonly SignedErrors[], { images }: { readonly images: number }): PairedDifference {
  const sums = new Map<number, number>();
  for (const [wrong, sign] of errors) for (const image of wrong) sums.set(image, (sums.get(image) ?? 0) + sign);
  const all = Array.from(sums.values());
  const mean = all.reduce((sum, d) => sum + d, 0) / images;
  const squares = all.reduce((sum, d) => sum + d * d, 0) / images;
  return { points: 100 * mean, standardError: 100 * Math.sqrt((squares - mean * mean) / images) };
}

/** The wrong images of one network, clean and attacked. */
interface WrongImages {
  readonly clean: readonly number[];
  readonly attacked: readonly number[];
}

/** How many more points of accuracy the first of two networks loses to an attack than the second. */
export const pairedDrops = (first: WrongImages, second: WrongImages, images: { readonly images: number }): PairedDifference =>
  pairedDifference(
    [
      [first.attacked, 1],
      [first.clean, -1],
      [second.attacked, -1],
      [second.clean, 1],
    ],
    images,
  );
