import type { RegressionPrior } from "../regression/networks.ts";
import { priorId } from "../regression/networks.ts";
import type { RegressionScores, ShownPoints } from "../regression/scores.ts";
import type { MeasuredRow } from "../regression/trace.ts";

export type RegressionCell = RegressionScores & {
  readonly id: string;
  readonly label: string;
  readonly prior: RegressionPrior;
  readonly run: number;
  readonly epochs: number;
  /** Trained exactly as published: epochs, widths, data. */
  readonly asPublished: boolean;
  /** KL[q || prior] as initialised, nats. */
  readonly untrained: number;
  readonly trace: readonly MeasuredRow[];
};

export type RegressionPriorsResult = {
  readonly cells: readonly RegressionCell[];
  readonly points: ShownPoints;
  readonly densityDraws: number;
  readonly bandDraws: number;
};

/** Runs of one prior together. */
export type CellGroup = { readonly id: string; readonly runs: readonly RegressionCell[] };

/** In the order of the tables. */
export function groupedCells(cells: readonly RegressionCell[]): CellGroup[] {
  const ids = [...new Set(cells.map(({ prior }) => priorId(prior)))];
  return ids.map((id) => ({ id, runs: cells.filter(({ prior }) => priorId(prior) === id) }));
}

/** True where all `count` priors were trained as published. */
export const complete = (groups: readonly CellGroup[], count: number): boolean =>
  groups.length === count && groups.every(({ runs }) => runs.every(({ asPublished }) => asPublished));
