/** Difference of two error rates on the same images, and its standard error, in percentage points. */
export interface PairedDifference {
  readonly points: number;
  readonly standardError: number;
}

/** Images that classifiers get wrong, a list for each. */
type Wrong = readonly (readonly number[])[];

/**
 * Mean over n images of the errors of some classifiers less those of others, with the standard error of drawing images. With d the difference
 * on an image:
 *
 *   difference = mean d,  standard error = sqrt((mean d^2 - (mean d)^2) / n)
 *
 * Images on which both of a pair are wrong or both are right say nothing (McNemar).
 */
export function pairedDifference(more: Wrong, less: Wrong, { images }: { readonly images: number }): PairedDifference {
  const d = new Map<number, number>();
  for (const image of more.flat()) d.set(image, (d.get(image) ?? 0) + 1);
  for (const image of less.flat()) d.set(image, (d.get(image) ?? 0) - 1);
  const mean = [...d.values()].reduce((sum, value) => sum + value, 0) / images;
  const squares = [...d.values()].reduce((sum, value) => sum + value * value, 0) / images;
  return { points: 100 * mean, standardError: 100 * Math.sqrt((squares - mean * mean) / images) };
}

/** The wrong images of one network, clean and attacked. */
type Attacked = { readonly clean: readonly number[]; readonly attacked: readonly number[] };

/** How many more points of accuracy the first of two networks loses to an attack than the second. */
export const pairedDrops = (first: Attacked, second: Attacked, options: { readonly images: number }): PairedDifference =>
  pairedDifference([first.attacked, second.clean], [first.clean, second.attacked], options);
