import { expectFraction, expectNotNegative, expectOptions, expectPositive, expectWhole, refused } from "../settings.ts";

/** What a PAC-Bayes bound is made of. */
export interface PacBayesOptions {
  /** KL[posterior || prior], nats; the prior must not have seen the examples. */
  readonly complexity: number;
  /** Training examples on which the error was measured, 8 or more. */
  readonly count: number;
  /** Probability, over the drawing of the examples, with which the bound may fail. @default 0.05 */
  readonly delta?: number;
}

/**
 * PAC-Bayes-kl bound on the error of a classifier drawn from a posterior: with probability 1 - delta over the training examples it holds for all
 * posteriors at once. At or above the error of guessing it is vacuous.
 *
 *   kl(error, bound) = (complexity + log(2 sqrt(count) / delta)) / count,  kl(q, p) = q log(q / p) + (1 - q) log((1 - q) / (1 - p))
 *
 * It bounds the error of one draw, averaged over draws, on new examples of the distribution that gave the training ones, their label noise included;
 * not the error of the averaged prediction.
 *
 * @param error the mean over draws from the posterior of their share of wrong training examples, in [0, 1]
 * @units a share, from `error` to 1
 * @throws for numbers out of range, and fewer than 8 examples
 * @see langford2001; maurer2004 for 2 sqrt(count) in place of count + 1
 * @example
 * // of no error, 1 - exp(-(complexity + log(2 sqrt(count) / delta)) / count)
 * metrics.pacBayesBound(0, { complexity: 100, count: 1000 }) // => 0.1016
 */
export function pacBayesBound(error: number, options: PacBayesOptions): number {
  const where = "pacBayesBound";
  expectFraction(where, "error", error);
  expectOptions<PacBayesOptions>(where, options, { complexity: true, count: true, delta: true });
  const { complexity, count, delta = 0.05 } = options;
  expectNotNegative(where, "complexity", complexity);
  expectWhole(where, "count", count, 8);
  expectPositive(where, "delta", delta);
  if (delta >= 1) throw refused(where, "delta", delta, "a probability below 1");
  const budget = (complexity + Math.log((2 * Math.sqrt(count)) / delta)) / count;
  let [low, high] = [error, 1];
  // the divergence rises on [error, 1]; halving stops where no number lies between
  for (let middle = (low + high) / 2; low < middle && middle < high; middle = (low + high) / 2)
    if (divergence(error, middle) > budget) high = middle;
    else low = middle;
  return high;
}

/** KL of two coins, nats, for p in (0, 1). */
const divergence = (q: number, p: number): number =>
  (q > 0 ? q * Math.log(q / p) : 0) + (q < 1 ? (1 - q) * (Math.log1p(-q) - Math.log1p(-p)) : 0);
