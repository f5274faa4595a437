import { badInput } from "@credence/lab";
import { permutation } from "@credence/tensor";
import type { ModelCard } from "../models/card.ts";
import type { Drawing } from "../models/moments.ts";
import { type KnownRows, predictEncoded, rootKey } from "../models/predict-encoded.ts";
import type { TablePredictions } from "../models/predictions.ts";
import type { EncodedRows } from "../preparing/encode.ts";
import { widthOf } from "../preparing/feature.ts";

/** A mean over shuffles and how much they differ. */
export interface Spread {
  readonly mean: number;
  /** Standard deviation over shuffles. */
  readonly stdDev: number;
}

/** What a column is worth. */
export interface Importance {
  readonly column: string;
  /** Growth of the error where its values are shuffled: RMSE in units of the target, or log loss in nats. */
  readonly error: Spread;
  /** Growth of the mean epistemic uncertainty: standard deviation in units of the target, or nats. */
  readonly epistemic: Spread;
}

/** How importances are measured. */
export interface ExplainOptions {
  /** Shuffles of each column. @default 5 */
  readonly shuffles?: number;
  /** Rows looked at, the first ones. @default 2000 */
  readonly rows?: number;
}

const mostDraws = 20;

/**
 * Permutation importances, the most important column first. Of columns that tell the same each looks less important than it is: the other stands in for it.
 * @see breiman2001
 */
export async function importances(
  card: ModelCard,
  { known, drawing, options }: { readonly known: KnownRows; readonly drawing: Drawing; readonly options: ExplainOptions },
): Promise<Importance[]> {
  const { shuffles = 5, rows: most = 2000 } = options;
  if (!Number.isSafeInteger(shuffles) || shuffles < 1) throw badInput(`shuffles is ${shuffles}, expected a whole number from 1`);
  if (!Number.isSafeInteger(most) || most < 1) throw badInput(`rows is ${most}, expected a whole number from 1`);
  const truth = known.truth.slice(0, most);
  const { width } = known.encoded;
  const encoded = { ...known.encoded, inputs: known.encoded.inputs.slice(0, truth.length * width) };
  // means over rows and shuffles need fewer draws than a row
  const some = { ...drawing, draws: Math.min(drawing.draws, mostDraws) };
  const measure = async (rows: EncodedRows) => scoresOf(await predictEncoded(card, rows, some), truth);
  const before = await measure(encoded);
  const found: Importance[] = [];
  let offset = 0;
  for (const feature of card.features) {
    const own = { offset, width: widthOf(feature) };
    const grown: { error: number; epistemic: number }[] = [];
    for (let shuffle = 0; shuffle < shuffles; shuffle++) {
      const order = permutation(rootKey(card.options).child("explain").child(feature.name).child(shuffle), truth.length);
      const after = await measure({ ...encoded, inputs: shuffledInputs(encoded, order, own) });
      grown.push({ error: after.error - before.error, epistemic: after.epistemic - before.epistemic });
    }
    found.push({
      column: feature.name,
      error: spreadOf(grown.map(({ error }) => error)),
      epistemic: spreadOf(grown.map(({ epistemic }) => epistemic)),
    });
    offset += own.width;
  }
  return found.sort((a, b) => b.error.mean - a.error.mean);
}

function shuffledInputs({ inputs, width }: EncodedRows, order: Int32Array, { offset, width: own }: { offset: number; width: number }) {
  const shuffled = inputs.slice();
  for (const [row, from] of order.entries())
    for (let at = offset; at < offset + own; at++) shuffled[row * width + at] = inputs[from * width + at];
  return shuffled;
}

function scoresOf(predictions: TablePredictions, truth: ArrayLike<number>): { error: number; epistemic: number } {
  const { rows, epistemic } = predictions;
  const mean = epistemic.reduce((sum, value) => sum + value, 0) / rows;
  let sum = 0;
  if (predictions.task === "regression") {
    for (let row = 0; row < rows; row++) sum += (predictions.prediction[row] - truth[row]) ** 2;
    return { error: Math.sqrt(sum / rows), epistemic: mean };
  }
  const { probabilities, classes } = predictions;
  for (let row = 0; row < rows; row++) sum -= Math.log(Math.max(1e-12, probabilities[row * classes.length + truth[row]]));
  return { error: sum / rows, epistemic: mean };
}

function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, stdDev: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}
