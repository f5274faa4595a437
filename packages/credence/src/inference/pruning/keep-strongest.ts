import { sortedQuantile } from "../../distributions/sorted-quantile.ts";
import { expectFraction, expectNumbers, expectOneOf, expectOptions } from "../../settings.ts";

/** How a share becomes a cut. */
export interface CutOptions {
  /** Share of the weights to remove, in [0, 1]. */
  readonly share: number;
  /**
   * "count": exactly floor(share n) weights go, of equal ones the earlier first; the product is one of float64, and 0.29 of 100 are 28.
   * "quantile": what lies strictly below the quantile goes (linear interpolation, as NumPy and PyTorch have it), so that equal weights
   * stay together and the strongest stays even at share 1.
   * @default "count"
   */
  readonly cut?: "count" | "quantile";
}

/** Which weights stay, and the ratio from which on they do. */
export interface Cut {
  /** 1 stays, 0 goes. */
  readonly kept: Uint8Array;
  readonly removed: number;
  /** Everything below went, everything above stayed; Infinity where nothing stayed. */
  readonly threshold: number;
}

/**
 * The weights with the largest ratios stay.
 *
 * @throws for a share outside [0, 1], another cut than those, and a ratio that is NaN, naming its place
 * @example
 * pruning.keepStrongest([3, 1, 2, 1], { share: 0.25 }).kept // => [1, 0, 1, 1]
 */
export function keepStrongest(ratios: Float64Array | readonly number[], options: CutOptions): Cut {
  expectNumbers("keepStrongest", "ratios", ratios);
  expectOptions("keepStrongest", options, { share: true, cut: true });
  return cutOf(ratios, options);
}

/** `keepStrongest` for whoever has further options in the same object. */
export function cutOf(ratios: Float64Array | readonly number[], { share, cut = "count" }: CutOptions): Cut {
  expectFraction("pruning", "share", share);
  expectOneOf("pruning", "cut", cut, ["count", "quantile"]);
  for (let i = 0; i < ratios.length; i++) if (Number.isNaN(ratios[i])) throw new Error(`pruning: ratio ${i} is NaN, expected a number`);
  const sorted = Float64Array.from(ratios).sort();
  if (cut === "quantile") {
    const threshold = sorted.length === 0 ? Number.POSITIVE_INFINITY : sortedQuantile(sorted, share);
    const kept = Uint8Array.from(ratios, (ratio) => (ratio < threshold ? 0 : 1));
    return { kept, threshold, removed: kept.length - count(kept) };
  }
  const removed = Math.floor(share * sorted.length);
  const threshold = sorted[removed] ?? Number.POSITIVE_INFINITY;
  // Those below the threshold go; of those equal to it, as many of the first as are still missing.
  let missing = removed;
  for (let i = 0; i < removed && sorted[i]! < threshold; i++) missing--;
  const kept = Uint8Array.from(ratios, (ratio) => {
    if (removed === sorted.length || ratio < threshold) return 0;
    return ratio === threshold && missing-- > 0 ? 0 : 1;
  });
  return { kept, threshold, removed };
}

const count = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0);
