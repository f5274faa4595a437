import { badInput } from "@credence/lab";
import { type Key, key } from "@credence/tensor";
import type { Posterior } from "credence";
import { halfWidth } from "../calibrating/conformal-intervals.ts";
import { setOf } from "../calibrating/conformal-sets.ts";
import { type EncodedRows, encodeRows } from "../preparing/encode.ts";
import { rowUniforms } from "../preparing/row-hashes.ts";
import { classPlaces } from "../preparing/target-scale.ts";
import { missingColumn } from "../schema/schema.ts";
import { allRows, findColumn, isMissing, type Table, textAt } from "../table.ts";
import type { ModelCard } from "./card.ts";
import { type Evaluation, evaluateClasses, evaluateNumbers } from "./evaluation.ts";
import { classMomentsOf, type Drawing, type Inputs, type NumberMoments, numberMomentsAt } from "./moments.ts";
import type { ClassAnswers, NumberPredictions, PredictionFlags, TablePredictions } from "./predictions.ts";

/** Rows whose target is known, encoded, and their targets. */
export interface KnownRows {
  readonly encoded: EncodedRows;
  /** Numbers in units of the target, or places of classes. */
  readonly truth: Float64Array | Int32Array;
}

/** The functions a model predicts with: those of its seed, whatever the rows. */
export const drawingOf = (
  { options }: { readonly options: Pick<ModelCard["options"], "seed" | "draws"> },
  posterior: Posterior,
): Drawing => ({
  posterior,
  draws: options.draws,
  key: rootKey(options).child("predict"),
});

/** The key that everything random of a fit comes from. */
export const rootKey = ({ seed }: { readonly seed: number }): Key => key(seed).child("tabular");

/** Rows of a table that have a target. @throws BadInput where none has, and for a target of another kind */
export function knownRows(card: ModelCard, table: Table): KnownRows {
  const { target, code, features } = card;
  const column = findColumn(table, target);
  if (column === undefined) throw missingColumn(table, target, "the target to compare with");
  const rows = allRows(table).filter((row) => !isMissing(column, row));
  if (rows.length === 0) throw badInput(`${table.name}: the target "${target}" is missing in all ${table.rows} rows`);
  const encoded = encodeRows(table, { features, rows });
  if (code.kind === "number") {
    // as it is measured, in 32 bits
    const wrong = rows.find((row) => !Number.isFinite(Math.fround((column.numbers[row] - code.mean) / code.stdDev)));
    if (wrong !== undefined)
      throw badInput(
        `${table.place(wrong)}: the target "${target}" is ${JSON.stringify(textAt(column, wrong))}, expected a finite number, not beyond 3.4e38 standard deviations`,
      );
    return { encoded, truth: Float64Array.from(rows, (row) => column.numbers[row]) };
  }
  const truth = classPlaces(column, rows, code.classes);
  const unknown = truth.indexOf(-1);
  if (unknown >= 0)
    throw badInput(
      `${table.place(rows[unknown])}: the target "${target}" is ${JSON.stringify(textAt(column, rows[unknown]))}, expected one of ${code.classes.join(", ")}`,
    );
  return { encoded, truth };
}

/** Predictions of encoded rows. */
export async function predictEncoded(card: ModelCard, encoded: EncodedRows, drawing: Drawing): Promise<TablePredictions> {
  return (await predictedAt(card, encoded, { drawing, targets: undefined })).predictions;
}

interface Asked {
  readonly drawing: Drawing;
  /** Scaled, of numbers. */
  readonly targets: Float32Array | undefined;
}

/** Predictions of encoded rows, and of numbers the mean log density of targets, nats a row of the scaled target. */
async function predictedAt(
  card: ModelCard,
  encoded: EncodedRows,
  { drawing, targets }: Asked,
): Promise<{ predictions: TablePredictions; logDensity: number }> {
  const rows = encoded.inputs.length / encoded.width;
  const namesOf = (flagged: ReadonlyMap<number, readonly string[]>) => Array.from({ length: rows }, (_, row) => flagged.get(row) ?? []);
  const flags = { rows, outOfRange: namesOf(encoded.outOfRange), unseenCategory: namesOf(encoded.unseenCategory) };
  if (card.code.kind === "class")
    return { predictions: { ...flags, ...(await classAnswers(card, encoded, drawing)) }, logDensity: Number.NaN };
  const { moments, logDensity } = await numberMomentsAt(encoded, drawing, targets);
  return { predictions: { ...flags, ...numbersOf(card, moments) }, logDensity };
}

function numbersOf(
  { code, calibration }: ModelCard,
  { means, total: spread, epistemic: disagreement }: NumberMoments,
): Omit<NumberPredictions, "rows" | keyof PredictionFlags> {
  if (code.kind !== "number" || calibration.kind !== "intervals")
    throw new Error("tabularModel: the calibration is of classes, expected of numbers");
  const { mean, stdDev } = code;
  const prediction = means.map((value) => mean + stdDev * value);
  const total = spread.map((value) => stdDev * value);
  const half = total.map((value) => halfWidth(calibration.intervals, value));
  return {
    task: "regression",
    prediction,
    lower: prediction.map((value, row) => value - half[row]),
    upper: prediction.map((value, row) => value + half[row]),
    total,
    aleatoric: spread.map((value, row) => stdDev * Math.sqrt(Math.max(0, value ** 2 - disagreement[row] ** 2))),
    epistemic: disagreement.map((value) => stdDev * value),
  };
}

/** Classes, their calibrated probabilities and sets of encoded rows, whatever was encoded. */
export async function classAnswers(
  { code, calibration }: Pick<ModelCard, "code" | "calibration">,
  encoded: Inputs,
  drawing: Drawing,
): Promise<ClassAnswers> {
  if (code.kind !== "class" || calibration.kind !== "sets")
    throw new Error("tabularModel: the calibration is of numbers, expected of classes");
  const { classes } = code;
  const { probabilities, total, aleatoric } = await classMomentsOf(
    encoded,
    { ...drawing, classes: classes.length },
    calibration.temperature,
  );
  const rows = { probabilities, classes: classes.length, uniforms: rowUniforms(encoded) };
  const sets = Array.from(total, (_, row) => setOf(rows, row, calibration.sets));
  return {
    task: "classification",
    rows: total.length,
    classes,
    prediction: sets.map(([first]) => classes[first]),
    probabilities,
    sets: sets.map((places) => places.map((place) => classes[place])),
    total,
    aleatoric,
    epistemic: total.map((value, row) => Math.max(0, value - aleatoric[row])),
  };
}

/** Measures of rows whose target is known. */
export async function evaluateKnown(card: ModelCard, { encoded, truth }: KnownRows, drawing: Drawing): Promise<Evaluation> {
  const { code, options } = card;
  const { level } = options;
  const targets = code.kind === "number" ? Float32Array.from(truth, (value) => (value - code.mean) / code.stdDev) : undefined;
  const { predictions, logDensity } = await predictedAt(card, encoded, { drawing, targets });
  if (predictions.task === "classification") return evaluateClasses(predictions, { truth: truth as Int32Array, level });
  const { stdDev } = code as Extract<ModelCard["code"], { kind: "number" }>;
  return evaluateNumbers(predictions, { truth: truth as Float64Array, level, logDensity: logDensity - Math.log(stdDev) });
}
