import { conformalQuantile } from "./conformal-intervals.ts";

/** Which classes a calibrated set of classes holds. */
export interface ConformalSets {
  /** Share of rows whose class the sets hold. */
  readonly level: number;
  /** A class is in the set up to this score. */
  readonly threshold: number;
  /** Added to the score for each class beyond the first `freeClasses`; 0 gives plain APS. */
  readonly penalty: number;
  readonly freeClasses: number;
  readonly rows: number;
}

/** Sets of many classes are kept small by a penalty, as published. */
const manyClasses = 20;

/**
 * Adaptive prediction sets: classes from the most probable on until the set holds enough of the probability, as much as calibration asks for.
 *
 *   score(x, y) = probability of all classes at least as probable as y, plus penalty (rank - freeClasses)+
 *
 * Without the randomisation of the published method: the same row has the same set, and sets cover a little more than asked.
 *
 * @see romano2020, APS; angelopoulos2021, RAPS
 */
export function conformalSets(probabilities: ArrayLike<number>, labels: ArrayLike<number>, level: number): ConformalSets {
  const rows = labels.length;
  const classes = probabilities.length / rows;
  const shape = classes > manyClasses ? { penalty: 0.01, freeClasses: 5 } : { penalty: 0, freeClasses: classes };
  const scores = Array.from({ length: rows }, (_, row) => scoresOf(probabilities, { row, classes, ...shape })[labels[row]]);
  return { level, threshold: conformalQuantile(scores, level), ...shape, rows };
}

/** Places of the classes in the set of a row, the most probable first: it always holds one. */
export function setOf(
  probabilities: ArrayLike<number>,
  { row, classes, sets }: { row: number; classes: number; sets: ConformalSets },
): number[] {
  const scores = scoresOf(probabilities, { row, classes, ...sets });
  const order = rankedClasses(probabilities, row, classes);
  // rounding of sums of probabilities
  return order.filter((one, rank) => rank === 0 || scores[one] <= sets.threshold + 1e-9);
}

function rankedClasses(probabilities: ArrayLike<number>, row: number, classes: number): number[] {
  const at = (one: number) => probabilities[row * classes + one];
  return Array.from({ length: classes }, (_, one) => one).sort((a, b) => at(b) - at(a) || a - b);
}

interface Scoring {
  readonly row: number;
  readonly classes: number;
  readonly penalty: number;
  readonly freeClasses: number;
}

function scoresOf(probabilities: ArrayLike<number>, { row, classes, penalty, freeClasses }: Scoring): Float64Array {
  const scores = new Float64Array(classes);
  let total = 0;
  for (const [rank, one] of rankedClasses(probabilities, row, classes).entries()) {
    total += probabilities[row * classes + one];
    scores[one] = total + penalty * Math.max(0, rank + 1 - freeClasses);
  }
  return scores;
}
