import { mean, type Said } from "@credence/lab";
import { priorId } from "../regression/networks.ts";
import type { RegressionCell, RegressionPriorsResult } from "./regression-priors.ts";

/** Runs of one prior together. */
export type CellGroup = { readonly id: string; readonly runs: readonly RegressionCell[] };

export type PriorKind = RegressionCell["prior"]["kind"];

/** The priors of a result in the order of the tables, of one kind or all. */
export function groupsOf({ cells }: RegressionPriorsResult, kind?: PriorKind): CellGroup[] {
  const own = cells.filter(({ prior }) => kind === undefined || prior.kind === kind);
  const ids = [...new Set(own.map(({ prior }) => priorId(prior)))];
  return ids.map((id) => ({ id, runs: own.filter(({ prior }) => priorId(prior) === id) }));
}

/** Mean over the runs of a prior. */
export const over = ({ runs }: CellGroup, value: (cell: RegressionCell) => number): number => mean(runs.map(value));

export const asPublished = (groups: readonly CellGroup[]): boolean => groups.every(({ runs }) => runs.every((run) => run.asPublished));

/** "Gaussian, sd 1" */
export const labelOf = ({ runs }: CellGroup): string => runs[0].label.replace(/, run 1$/, "");

/** A statement about all priors of one kind or of both, of which `count` say all. */
export const ofKinds = (counts: Readonly<Partial<Record<PriorKind, number>>>): Pick<Said<RegressionPriorsResult>, "tested"> => ({
  tested: (result) =>
    Object.entries(counts).every(([kind, count]) => {
      const groups = groupsOf(result, kind as PriorKind);
      return groups.length === count && asPublished(groups);
    }),
});

/** Null where nothing was measured. */
export const some = <Value>(values: readonly Value[]): readonly Value[] | null => (values.length > 0 ? values : null);
