import { badInput } from "@credence/lab";
import { print, printJson } from "../display/output.ts";
import type { Machinery } from "../machinery.ts";
import { openTableModel, tableFor } from "../tables/open-model.ts";
import type { ReadingTyped } from "../tables/reading-options.ts";

/** The options of `credence explain`, as typed. */
export interface ExplainTyped extends ReadingTyped {
  readonly shuffles: string;
  readonly json?: boolean;
}

/** Prints how much error and epistemic uncertainty grow where a column's values are shuffled. */
export async function explainColumns(path: string, file: string, typed: ExplainTyped, machinery: Machinery): Promise<void> {
  const shuffles = Number(typed.shuffles);
  if (!Number.isSafeInteger(shuffles) || shuffles < 1)
    throw badInput(`--shuffles: got ${JSON.stringify(typed.shuffles)}, expected a whole number from 1`);
  const model = await openTableModel(path, "explain", machinery);
  const found = await model.explain(await tableFor(model, file, typed), { shuffles });
  if (typed.json) {
    for (const one of found) printJson(one);
    return;
  }
  const shown = ({ mean, stdDev }: { mean: number; stdDev: number }) => `${Number(mean.toPrecision(3))} (${Number(stdDev.toPrecision(2))})`;
  const rows = [["column", "error", "epistemic"], ...found.map(({ column, error, epistemic }) => [column, shown(error), shown(epistemic)])];
  const widths = [0, 1].map((at) => Math.max(...rows.map((row) => row[at].length)));
  print(
    rows
      .map((row) =>
        row
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join("  ")
          .trimEnd(),
      )
      .join("\n"),
  );
  print("Growth where the column is shuffled, mean and standard deviation over shuffles.");
}
