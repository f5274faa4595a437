import { auroc, averagePrecision, fprAtTpr } from "./ranking.ts";
import { readValues, type Values } from "./values.ts";

/** How well one of two kinds is found by a score. */
export interface Finding {
  /** Area under its precision-recall curve (AUPR), as average precision. */
  readonly averagePrecision: number;
  /** Share of the other kind at the first threshold that finds 95 in 100 of this one. */
  readonly fprAt95: number;
}

/** How well a score parts two kinds, and each of them from the other. */
export interface Separation {
  /** The same whichever kind is called positive. */
  readonly auroc: number;
  /** The marked, by high scores: errors, or what is outside. AUPR-error, AUPR-out. */
  readonly positive: Finding;
  /** The unmarked, by low scores: successes, or what is inside. AUPR-success, AUPR-in; "FPR at 95 % TPR" of the literature. */
  readonly negative: Finding;
}

/**
 * AUROC, and average precision and FPR at 95 % TPR both ways: unlike the first these depend on which kind is called positive, and on how
 * many there are of each. Equal scores are one threshold.
 *
 * @shape scores [count], positive [count] of 1 and 0
 * @throws for NaN scores, and where all or none are positive
 * @see   hendrycks2017
 * @example
 * const { auroc, positive, negative } = await metrics.separation([0.1, 0.4, 0.4, 0.8], [0, 0, 1, 1]);
 * [auroc, positive.averagePrecision, negative.averagePrecision] // => [0.875, 0.8333, 0.8333]
 */
export async function separation(scores: Values, positive: Values): Promise<Separation> {
  const [high, marks] = await Promise.all([readValues("separation", "scores", scores), readValues("separation", "positive", positive)]);
  const low = Array.from(high, (score) => -score);
  const others = Array.from(marks, (mark) => 1 - mark);
  const finding = async (own: ArrayLike<number>, marked: ArrayLike<number>): Promise<Finding> => ({
    averagePrecision: await averagePrecision(own, marked),
    fprAt95: await fprAtTpr(own, marked),
  });
  return { auroc: await auroc(high, marks), positive: await finding(high, marks), negative: await finding(low, others) };
}
