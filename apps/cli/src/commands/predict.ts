import { predictionsCsv } from "@credence/tabular";
import { print, printJson } from "../display/output.ts";
import type { Machinery } from "../machinery.ts";
import { openModel, tableFor } from "../tables/open-model.ts";
import type { ReadingTyped } from "../tables/reading-options.ts";
import { writeFile } from "../tables/write-file.ts";

/** The options of `credence predict`, as typed. */
export interface PredictTyped extends ReadingTyped {
  readonly output?: string;
  readonly json?: boolean;
}

/** Predicts the rows of a file into a CSV, or to standard output. */
export async function predictRows(path: string, file: string, typed: PredictTyped, machinery: Machinery): Promise<void> {
  const model = await openModel(path, machinery);
  const table = await tableFor(model, file, typed);
  const predictions = await model.predict(table);
  const csv = predictionsCsv(predictions);
  if (typed.output === undefined) {
    print(csv);
    return;
  }
  await writeFile(typed.output, csv);
  const count = (flagged: readonly (readonly string[])[]) => flagged.filter((names) => names.length > 0).length;
  const [outOfRange, unseenCategory] = [count(predictions.outOfRange), count(predictions.unseenCategory)];
  if (typed.json) printJson({ event: "finished", output: typed.output, rows: table.rows, outOfRange, unseenCategory });
  else print(`${table.rows} rows to ${typed.output}; ${outOfRange} out of range, ${unseenCategory} with an unseen category`);
}
