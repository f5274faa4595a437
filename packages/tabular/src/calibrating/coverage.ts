import { groupOf, quarterEdges } from "./conformal-intervals.ts";

/** How many of some rows lie in their interval or set. */
export interface Coverage {
  /** "quarter 1 of predicted sd", or the name of a class. */
  readonly of: string;
  readonly rows: number;
  /** Share inside, of 0 rows null. */
  readonly covered: number | null;
}

/** Coverage in each quarter of predicted standard deviations, the quietest first. */
export function coverageByQuarter(stdDevs: ArrayLike<number>, inside: ArrayLike<boolean>): Coverage[] {
  const edges = quarterEdges(stdDevs);
  const names = edges.length === 0 ? [] : ["lowest", "second", "third", "highest"];
  return counted(
    names.map((name) => `${name} quarter of predicted sd`),
    Array.from(stdDevs, (stdDev) => groupOf(stdDev, edges)),
    inside,
  );
}

/** Coverage of each class. */
export function coverageByClass(classes: readonly string[], labels: ArrayLike<number>, inside: ArrayLike<boolean>): Coverage[] {
  return counted(classes, labels, inside);
}

/** Share of rows inside; null of none. */
export function shareInside(inside: ArrayLike<boolean>): number | null {
  let sum = 0;
  for (let row = 0; row < inside.length; row++) sum += Number(inside[row]);
  return inside.length === 0 ? null : sum / inside.length;
}

function counted(names: readonly string[], groups: ArrayLike<number>, inside: ArrayLike<boolean>): Coverage[] {
  const rows = names.map(() => 0);
  const covered = names.map(() => 0);
  for (let row = 0; row < groups.length; row++) {
    rows[groups[row]]++;
    covered[groups[row]] += Number(inside[row]);
  }
  return names.map((of, group) => ({ of, rows: rows[group], covered: rows[group] === 0 ? null : covered[group] / rows[group] }));
}
