import { expectOptions, refused } from "../settings.ts";
import { readValues, type Values } from "./values.ts";

// Every measure reads one sweep over the thresholds, so that ties are handled in one place.

/** One step of the sweep from the highest score down; equal scores fall at once, since no threshold can part them. */
interface Step {
  readonly threshold: number;
  /** Positives and negatives at or above the threshold. */
  readonly truePositives: number;
  readonly falsePositives: number;
}

interface Sweep {
  readonly steps: readonly Step[];
  readonly positives: number;
  readonly negatives: number;
}

async function sweep(where: string, scores: Values, positive: Values): Promise<Sweep> {
  const [values, marks] = await Promise.all([readValues(where, "scores", scores), readValues(where, "positive", positive)]);
  if (values.length !== marks.length) throw new Error(`${where}: ${values.length} scores and ${marks.length} marks, expected as many`);
  let positives = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) throw new Error(`${where}: score ${i} is NaN, expected a number`);
    if (marks[i] !== 0 && marks[i] !== 1) throw new Error(`${where}: mark ${i} is ${marks[i]}, expected 1 for positive or 0`);
    positives += marks[i]!;
  }
  const negatives = values.length - positives;
  if (positives === 0 || negatives === 0)
    throw new Error(`${where}: ${positives} of ${values.length} are positive, expected some and not all`);
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort((i, j) => values[j]! - values[i]! || 0);
  const steps: Step[] = [];
  let truePositives = 0;
  let falsePositives = 0;
  for (let at = 0; at < order.length; ) {
    const threshold = values[order[at]!]!;
    for (; at < order.length && values[order[at]!] === threshold; at++) {
      truePositives += marks[order[at]!]!;
      falsePositives += 1 - marks[order[at]!]!;
    }
    steps.push({ threshold, truePositives, falsePositives });
  }
  return { steps, positives, negatives };
}

/**
 * Area under the receiver operating characteristic: the probability that a random positive scores above a random negative, ties counting
 * one half (mid-ranks). Positive = high score: give the negative of a confidence to detect errors.
 *
 * @shape scores [count], positive [count] of 1 and 0
 * @throws for NaN scores, and where all or none are positive
 * @see   fawcett2006
 * @example
 * await metrics.auroc([0.1, 0.4, 0.4, 0.8], [0, 0, 1, 1]) // => 0.875
 */
export async function auroc(scores: Values, positive: Values): Promise<number> {
  const { steps, positives, negatives } = await sweep("auroc", scores, positive);
  let area = 0;
  let previous = { truePositives: 0, falsePositives: 0 };
  for (const step of steps) {
    area += (step.falsePositives - previous.falsePositives) * 0.5 * (step.truePositives + previous.truePositives);
    previous = step;
  }
  return area / (positives * negatives);
}

/**
 * Average precision, the area under the precision-recall curve (AUPR) as a sum of steps, without interpolation.
 * Positive = high score. A score that says nothing reaches the share of positives, not 1/2.
 *
 *   sum over thresholds of (recall_k - recall_(k-1)) precision_k
 *
 * @shape scores [count], positive [count] of 1 and 0
 * @throws for NaN scores, and where all or none are positive
 * @example
 * await metrics.averagePrecision([0.1, 0.4, 0.4, 0.8], [0, 0, 1, 1]) // => 0.8333
 */
export async function averagePrecision(scores: Values, positive: Values): Promise<number> {
  const { steps, positives } = await sweep("averagePrecision", scores, positive);
  let area = 0;
  let found = 0;
  for (const { truePositives, falsePositives } of steps) {
    area += (truePositives - found) * (truePositives / (truePositives + falsePositives));
    found = truePositives;
  }
  return area / positives;
}

/**
 * False positive rate at the first threshold, from the highest score down, whose true positive rate reaches `tpr`; nothing is
 * interpolated. Positive = high score. "FPR at 95 % TPR" of the out-of-distribution literature.
 *
 * @shape scores [count], positive [count] of 1 and 0
 * @throws for NaN scores, where all or none are positive, and for a tpr outside (0, 1]
 * @example
 * await metrics.fprAtTpr([0.1, 0.4, 0.4, 0.8], [0, 0, 1, 1], { tpr: 0.95 }) // => 0.5
 */
export async function fprAtTpr(
  scores: Values,
  positive: Values,
  options: {
    /** Share of the positive that the threshold finds. @default 0.95 */
    tpr?: number;
  } = {},
): Promise<number> {
  expectOptions("fprAtTpr", options, { tpr: true });
  const { tpr = 0.95 } = options;
  if (!(typeof tpr === "number" && tpr > 0 && tpr <= 1)) throw refused("fprAtTpr", "tpr", tpr, "above 0, at most 1");
  const { steps, positives, negatives } = await sweep("fprAtTpr", scores, positive);
  return steps.find(({ truePositives }) => truePositives / positives >= tpr)!.falsePositives / negatives;
}

/** Points of the receiver operating characteristic from (0, 0) to (1, 1), one per distinct score. Positive = high score. */
export async function rocCurve(scores: Values, positive: Values): Promise<{ falsePositiveRate: number; truePositiveRate: number }[]> {
  const { steps, positives, negatives } = await sweep("rocCurve", scores, positive);
  const points = steps.map((step) => ({
    falsePositiveRate: step.falsePositives / negatives,
    truePositiveRate: step.truePositives / positives,
  }));
  return [{ falsePositiveRate: 0, truePositiveRate: 0 }, ...points];
}

/** Points of the precision-recall curve from the highest score down, one per distinct score. Positive = high score. */
export async function precisionRecallCurve(
  scores: Values,
  positive: Values,
): Promise<{ threshold: number; recall: number; precision: number }[]> {
  const { steps, positives } = await sweep("precisionRecallCurve", scores, positive);
  return steps.map(({ threshold, truePositives, falsePositives }) => ({
    threshold,
    recall: truePositives / positives,
    precision: truePositives / (truePositives + falsePositives),
  }));
}
