import { type PredictionColumn, predictionColumns, predictionsCsv } from "@credence/tabular";
import { imagePredictionColumns, imagePredictionsCsv } from "@credence/tabular/images";
import { print, printJson } from "../display/output.ts";
import { readFor } from "../images/read-folder.ts";
import type { Machinery } from "../machinery.ts";
import { openModel, tableFor } from "../tables/open-model.ts";
import { predictionAt } from "../tables/prediction-at.ts";
import type { ReadingTyped } from "../tables/reading-options.ts";
import { expectNotRead, writeFile } from "../tables/write-file.ts";

/** The options of `credence predict`, as typed. */
export interface PredictTyped extends ReadingTyped {
  readonly output?: string;
  readonly json?: boolean;
}

/** Predictions as they are written, and what is said of them. */
interface Predicted {
  readonly rows: number;
  readonly columns: readonly PredictionColumn[];
  readonly csv: () => string;
  readonly counts: Readonly<Record<string, number>>;
  readonly text: string;
}

/** Predicts the rows of a file, or the images of a folder, into a CSV, or to standard output: as CSV, or as a JSON object each. */
export async function predictRows(path: string, file: string, typed: PredictTyped, machinery: Machinery): Promise<void> {
  if (typed.output !== undefined) await expectNotRead(typed.output, [path, file]);
  const opened = await openModel(path, machinery);
  const { rows, columns, csv, counts, text } = await predicted();
  if (typed.output === undefined) {
    if (typed.json) for (let row = 0; row < rows; row++) printJson(predictionAt(columns, row));
    else print(csv());
    return;
  }
  await writeFile(typed.output, csv());
  if (typed.json) printJson({ event: "finished", output: typed.output, ...counts });
  else print(text);

  async function predicted(): Promise<Predicted> {
    if (opened.kind === "images") {
      const predictions = await opened.model.predict(await readFor(opened.model.card, file, "any"));
      const { rows: images } = predictions;
      return {
        ...{ rows: images, columns: imagePredictionColumns(predictions), csv: () => imagePredictionsCsv(predictions) },
        ...{ counts: { images }, text: `${images} images to ${typed.output}` },
      };
    }
    const table = await tableFor(opened.model, file, typed);
    const predictions = await opened.model.predict(table);
    const count = (flagged: readonly (readonly string[])[]) => flagged.filter((names) => names.length > 0).length;
    const [outOfRange, unseenCategory] = [count(predictions.outOfRange), count(predictions.unseenCategory)];
    return {
      ...{ rows: table.rows, columns: predictionColumns(predictions), csv: () => predictionsCsv(predictions) },
      counts: { rows: table.rows, outOfRange, unseenCategory },
      text: `${table.rows} rows to ${typed.output}; ${outOfRange} out of range, ${unseenCategory} with an unseen category`,
    };
  }
}
