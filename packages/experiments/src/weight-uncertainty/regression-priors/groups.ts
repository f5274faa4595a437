import { mean, type Said } from "@credence/lab";
import { priorId, type RegressionPrior } from "../regression/networks.ts";
import type { RegressionCell, RegressionPriorsResult } from "./regression-priors.ts";

export const gaussianPriors: readonly RegressionPrior[] = [0, 1, 2].map((minusLogStdDev) => ({ kind: "gaussian", minusLogStdDev }));
/** By the wide standard deviation, then by the narrow one. */
export const mixturePriors: readonly RegressionPrior[] = [0, 1, 2].flatMap((minusLogStdDev1) =>
  [6, 7, 8].map((minusLogStdDev2) => ({ kind: "mixture" as const, minusLogStdDev1, minusLogStdDev2 })),
);

export type PriorKind = RegressionPrior["kind"];

/** Runs of one prior together. */
export type CellGroup = { readonly id: string; readonly runs: readonly RegressionCell[] };

/** The priors of a result in the order of the tables, of one kind or all. */
export function groupsOf({ cells }: Pick<RegressionPriorsResult, "cells">, kind?: PriorKind): CellGroup[] {
  const own = cells.filter(({ prior }) => kind === undefined || prior.kind === kind);
  const ids = [...new Set(own.map(({ prior }) => priorId(prior)))];
  return ids.map((id) => ({ id, runs: own.filter(({ prior }) => priorId(prior) === id) }));
}

/** A value as a mean over the runs of a prior. */
export const over =
  (value: (cell: RegressionCell) => number) =>
  ({ runs }: CellGroup): number =>
    mean(runs.map(value));

/** "Gaussian, sd 1" */
export const labelOf = ({ runs }: CellGroup): string => runs[0].label.replace(/, run 1$/, "");

type OfResult = Pick<Said<RegressionPriorsResult>, "measured" | "tested">;

/** A statement about all priors of some kinds: nothing is measured where one kind has none, judged where all were trained as published. */
export const ofKinds = (kinds: readonly PriorKind[], value: (...groups: CellGroup[][]) => readonly number[]): OfResult => ({
  measured(result) {
    const groups = kinds.map((kind) => groupsOf(result, kind));
    const values = groups.every(({ length }) => length > 0) ? value(...groups) : [];
    return values.length > 0 ? values : null;
  },
  tested: (result) =>
    kinds.every((kind) => {
      const groups = groupsOf(result, kind);
      return groups.length === (kind === "gaussian" ? 3 : 9) && groups.every(({ runs }) => runs.every((run) => run.asPublished));
    }),
});

/** A value of each Gaussian prior: -log sd 0, 1, 2. */
export const ofGaussians = (value: (group: CellGroup) => number): OfResult => ofKinds(["gaussian"], (groups) => groups.map(value));
