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

/** Probabilities of classes, and the number in [0, 1) by which each row is randomised. */
export interface RandomisedRows {
  /** [rows, classes], row-major. */
  readonly probabilities: ArrayLike<number>;
  readonly classes: number;
  readonly uniforms: ArrayLike<number>;
}

/**
 * Adaptive prediction sets: classes from the most probable on until the set holds enough of the probability, as much as calibration asks for.
 *
 *   score(x, y) = probability of all classes more probable than y, plus u p(y | x), plus penalty (rank - freeClasses)+
 *
 * u is uniform on [0, 1) over rows, and a row's own: the same row always has the same set. Without it, sets of a classifier that is right more often
 * than `level` would hold every class.
 *
 * @see romano2020, APS; angelopoulos2021, RAPS
 */
export function conformalSets(rows: RandomisedRows, labels: ArrayLike<number>, level: number): ConformalSets {
  const shape = rows.classes > manyClasses ? { penalty: 0.01, freeClasses: 5 } : { penalty: 0, freeClasses: rows.classes };
  const scores = Array.from(labels, (label, row) => scoresOf(rows, row, shape).scores[label]);
  return { level, threshold: conformalQuantile(scores, level), ...shape, rows: labels.length };
}

/** Places of the classes in the set of a row, the most probable first: it always holds one. */
export function setOf(rows: RandomisedRows, row: number, sets: ConformalSets): number[] {
  const { order, scores } = scoresOf(rows, row, sets);
  return order.filter((one, rank) => rank === 0 || scores[one] <= sets.threshold);
}

type Shape = Pick<ConformalSets, "penalty" | "freeClasses">;

/** Classes from the most probable on, and their scores by place. */
function scoresOf({ probabilities, classes, uniforms }: RandomisedRows, row: number, { penalty, freeClasses }: Shape) {
  const at = (one: number) => probabilities[row * classes + one];
  const order = Array.from({ length: classes }, (_, one) => one).sort((a, b) => at(b) - at(a) || a - b);
  const scores = new Float64Array(classes);
  let before = 0;
  for (const [rank, one] of order.entries()) {
    scores[one] = before + uniforms[row] * at(one) + penalty * Math.max(0, rank + 1 - freeClasses);
    before += at(one);
  }
  return { order, scores };
}
