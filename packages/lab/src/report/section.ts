import type { About } from "../experiment.ts";
import type { RunRecord, RunResult } from "../runs/run-record.ts";
import type { DrawnFigure } from "./blocks.ts";
import type { Table } from "./figure.ts";

/** One experiment, finished and drawn: everything a page says about it. */
export interface Section {
  readonly experiment: Pick<About<unknown>, "name" | "source" | "shows" | "summary" | "question">;
  readonly result: RunResult;
  readonly record: RunRecord;
  readonly figures: readonly DrawnFigure[];
  readonly tables: readonly Table[];
}

/** What it shows, of which source, and how much work it was. */
export function origin({ experiment, result }: Section): string {
  const source = experiment.source === "credence" ? "An experiment of our own" : `Source: ${experiment.source}`;
  return `${experiment.shows}. ${source}. Budget ${result.budget}, seed ${result.seed}.`;
}
