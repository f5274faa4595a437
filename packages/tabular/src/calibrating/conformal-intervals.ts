import { asPredicted, type IntervalShape, spreadAt } from "./interval-shape.ts";

/**
 * Half widths of calibrated intervals, in spreads of the residuals, by the size of the prediction's own: `factors[i]` holds for standard
 * deviations below `edges[i]`, the last one above all edges.
 */
export interface ConformalIntervals {
  /** Share of targets that the intervals hold. */
  readonly level: number;
  /** What spread of residuals a predicted standard deviation means. */
  readonly shape: IntervalShape;
  readonly edges: readonly number[];
  readonly factors: readonly number[];
  /** Rows they were made from. */
  readonly rows: number;
}

/** From so many rows on each quarter of predicted standard deviations has a factor of its own: 100 rows tell a 90 % quantile within 3 %. */
export const fewestForQuarters = 400;

/** What intervals are to hold, and what spread of residuals a predicted standard deviation means. */
export interface IntervalOptions {
  /** Share of targets. */
  readonly level: number;
  /** Fitted to other rows than these. @default asPredicted */
  readonly shape?: IntervalShape;
}

/**
 * Split conformal intervals of scores that are residuals over their spread s, the predicted standard deviation up to `shape`.
 *
 *   y in mean +- q s,  q the ceil((n + 1) level)-th smallest of |y - mean| / s
 *
 * They hold new rows like those of the calibration part with probability `level` or a little more, whatever the network. From 400 rows on the
 * quantile is taken in each quarter of predicted standard deviations, so that quiet and loud rows are covered alike.
 *
 * @see vovk2005; lei2018, section 5.2
 */
export function conformalIntervals(
  residuals: ArrayLike<number>,
  stdDevs: ArrayLike<number>,
  { level, shape = asPredicted }: IntervalOptions,
): ConformalIntervals {
  const rows = residuals.length;
  const scores = Array.from({ length: rows }, (_, row) => ({
    stdDev: stdDevs[row],
    score: Math.abs(residuals[row]) / spreadAt(shape, stdDevs[row]),
  }));
  const edges = rows >= fewestForQuarters ? edgesOfFullGroups(stdDevs) : [];
  const groups: number[][] = Array.from({ length: edges.length + 1 }, () => []);
  for (const { stdDev, score } of scores) groups[groupOf(stdDev, edges)].push(score);
  return { level, shape, edges, factors: groups.map((group) => conformalQuantile(group, level)), rows };
}

/**
 * The quantile that makes split conformal prediction valid: of n scores the ceil((n + 1) level)-th smallest; the largest where n is too small for that.
 * @see vovk2005
 */
export function conformalQuantile(scores: readonly number[], level: number): number {
  const sorted = Float64Array.from(scores).sort();
  const place = Math.ceil((sorted.length + 1) * level - 1e-9);
  return sorted[Math.min(place, sorted.length) - 1];
}

/** Rows that a calibration part needs for intervals of a level. */
export const fewestForLevel = (level: number): number => Math.ceil(level / (1 - level) - 1e-9);

/** The values that cut standard deviations into four groups of equal size. */
export function quarterEdges(stdDevs: ArrayLike<number>): number[] {
  const sorted = Float64Array.from(stdDevs as ArrayLike<number>).sort();
  return [0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * sorted.length)]);
}

/** The edges of quarters, but for those that equal standard deviations move so near to the one before that a quantile of the rows between is not known. */
function edgesOfFullGroups(stdDevs: ArrayLike<number>): number[] {
  const edges: number[] = [];
  let taken = 0;
  for (const edge of quarterEdges(stdDevs)) {
    let below = 0;
    for (let row = 0; row < stdDevs.length; row++) below += Number(stdDevs[row] < edge);
    if (below - taken < fewestForQuarters / 4) continue;
    edges.push(edge);
    taken = below;
  }
  return edges;
}

/** Which group a standard deviation belongs to. */
export function groupOf(stdDev: number, edges: readonly number[]): number {
  let group = 0;
  while (group < edges.length && stdDev >= edges[group]) group++;
  return group;
}

/** Half the width of the interval of a prediction, in its units. */
export const halfWidth = ({ shape, edges, factors }: ConformalIntervals, stdDev: number): number =>
  spreadAt(shape, stdDev) * factors[groupOf(stdDev, edges)];
