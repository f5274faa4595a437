// `npx node scripts/fit-houses.ts` fits docs/examples/houses.csv as the README does (half a minute) and keeps in results/fit-houses.json what its pictures are drawn of; `npm run results` draws them.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type NumberEvaluation, readCsv, regressor, selectRows } from "@credence/tabular";
import { housesFile } from "./example-houses.ts";

/** What `credence fit docs/examples/houses.csv --target price` said of its test part. */
export interface FittedHouses {
  /** SHA-256 of the table. */
  readonly sha256: string;
  readonly seed: number;
  readonly evaluation: NumberEvaluation;
  /** Prices of the test part, thousands of euros: what they are, and what was predicted. */
  readonly rows: readonly {
    readonly truth: number;
    readonly prediction: number;
    readonly lower: number;
    readonly upper: number;
    readonly total: number;
  }[];
}

export const fittedHousesFile = join(import.meta.dirname, "..", "results", "fit-houses.json");

/** The fit that is kept. */
export const keptHouses = async (): Promise<FittedHouses> => JSON.parse(await readFile(fittedHousesFile, "utf8")) as FittedHouses;

export const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const digits = (value: number): number => Number(value.toPrecision(6));

/** Fits the table as the command does without options. */
async function fittedHouses(): Promise<FittedHouses> {
  const bytes = await readFile(housesFile);
  const table = await readCsv(bytes);
  const model = await regressor().fit(table, { target: "price" });
  const test = selectRows(table, model.split!.test);
  const { prediction, lower, upper, total } = await model.predict(test);
  const truth = test.columns.find(({ name }) => name === "price")!.numbers;
  return {
    sha256: sha256Of(bytes),
    seed: model.card.options.seed,
    evaluation: model.card.measured as NumberEvaluation,
    rows: Array.from(truth, (value, row) => ({
      truth: value,
      prediction: digits(prediction[row]),
      lower: digits(lower[row]),
      upper: digits(upper[row]),
      total: digits(total[row]),
    })),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeFile(fittedHousesFile, `${JSON.stringify(await fittedHouses(), null, 1)}\n`);
