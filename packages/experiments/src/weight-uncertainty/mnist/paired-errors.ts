/** Difference of two error rates on the same images. */
export interface PairedDifference {
  /** Error of the first minus error of the second, percentage points. */
  readonly points: number;
  /** Standard error of the difference, percentage points. */
  readonly standardError: number;
}

/**
 * How much worse the first of two classifiers is, with the standard error that paired images allow: images on which both
 * are wrong or both are right say nothing about the difference (McNemar).
 *
 *   difference = (a - b) / n,  standard error = sqrt(a + b - (a - b)^2 / n) / n
 *
 * with a images wrong for the first only, b for the second only, of n.
 */
export function pairedDifference(
  first: readonly number[],
  second: readonly number[],
  { images }: { readonly images: number },
): PairedDifference {
  const ofSecond = new Set(second);
  const both = first.filter((image) => ofSecond.has(image)).length;
  const a = first.length - both;
  const b = second.length - both;
  return { points: (100 * (a - b)) / images, standardError: (100 * Math.sqrt(a + b - (a - b) ** 2 / images)) / images };
}
