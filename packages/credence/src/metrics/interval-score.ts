import type { Tensor } from "@credence/tensor";
import type { PredictiveInterval } from "../predictive/intervals.ts";
import { expectOptions, refused } from "../settings.ts";
import { expectInterval, readIntervalTargets } from "./interval-coverage.ts";

/**
 * Interval score: the width of an interval, and a penalty for a target outside that makes the true quantiles the best answer. Lower is better.
 *
 *   (u - l) + (2 / alpha) (l - y) [y < l] + (2 / alpha) (y - u) [y > u],  alpha = 1 - coverage; mean over targets
 *
 * @shape interval and y [batch, outputs]
 * @units those of the targets
 * @throws for targets of another count or type, and a coverage outside (0, 1)
 * @see   gneiting2007, eq. 43
 * @example
 * const interval = { lower: Float64Array.of(0, 0), upper: Float64Array.of(1, 1) };
 * await metrics.intervalScore(interval, tensor([[0.5], [2]]), { coverage: 0.5 }) // => 3
 */
export async function intervalScore(
  interval: PredictiveInterval,
  y: Tensor,
  options: {
    /** What the interval was made for: the share of targets that should lie in it. */
    readonly coverage: number;
  },
): Promise<number> {
  const where = "intervalScore";
  const { lower, upper } = expectInterval(where, interval);
  expectOptions(where, options, { coverage: true });
  const { coverage } = options;
  if (!(coverage > 0 && coverage < 1)) throw refused(where, "coverage", coverage, "a number between 0 and 1");
  const targets = await readIntervalTargets(where, y, lower.length);
  const penalty = 2 / (1 - coverage);
  let total = 0;
  for (const [i, low] of lower.entries()) {
    const outside = Math.max(0, low - targets[i]!, targets[i]! - upper[i]!);
    total += upper[i]! - low + penalty * outside;
  }
  return total / lower.length;
}
