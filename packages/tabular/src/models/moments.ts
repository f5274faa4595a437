import { type Key, type Tensor, tensor } from "@credence/tensor";
import {
  expectCategorical,
  expectNumeric,
  metrics,
  type NumericPredictive,
  type Posterior,
  type Predictive,
  predict,
  predictiveMean,
  predictiveStdDev,
} from "credence";
import { type ClassMoments, classMoments, type DrawnLogits } from "../calibrating/temperature.ts";

/** Inputs of the network, [rows, width]: what rows of a table and pictures are encoded to. */
export interface Inputs {
  readonly inputs: Float32Array<ArrayBuffer>;
  readonly width: number;
  /** Axes of a row, as of pictures; left out where a row has one. */
  readonly shape?: readonly number[];
}

/** How predictions are drawn: the same functions for every row. */
export interface Drawing {
  readonly posterior: Posterior;
  readonly draws: number;
  readonly key: Key;
  /** Rows whose activations are held at once. @default 2000 */
  readonly batchSize?: number;
}

/** Rows looked at together, at most, values of their draws (64 MiB) and inputs (256 MiB). */
const mostRows = 5000;
const mostValues = 2 ** 24;
const mostInputs = 2 ** 26;

/** Mean and standard deviations of each row, in units of the scaled target. */
export interface NumberMoments {
  readonly means: Float64Array;
  readonly total: Float64Array;
  readonly epistemic: Float64Array;
}

interface Batching {
  /** Outputs of the network kept of each row and draw. */
  readonly outputs: number;
  readonly keep: "logits" | "none";
}

/** Inputs as an array of the engine. @shape [rows, width], or [rows, ...shape] */
export const arrayOf = ({ inputs, width, shape = [width] }: Inputs): Tensor<"float32"> => tensor(inputs, [inputs.length / width, ...shape]);

/** Looks at rows some at a time. */
async function inBatches(
  given: Inputs,
  { posterior, draws, key, outputs, keep, batchSize = 2000 }: Drawing & Batching,
  take: (predictive: Predictive, rows: { readonly from: number; readonly count: number }) => Promise<void>,
): Promise<void> {
  const { inputs, width } = given;
  const rows = inputs.length / width;
  const atOnce = Math.max(1, Math.min(mostRows, Math.floor(mostValues / (draws * outputs)), Math.floor(mostInputs / width)));
  const options = { draws, batchSize };
  for (let from = 0; from < rows; from += atOnce) {
    const count = Math.min(atOnce, rows - from);
    const x = arrayOf({ ...given, inputs: inputs.subarray(from * width, (from + count) * width) });
    const predictive =
      keep === "logits" ? await predict(posterior, x, { ...options, keep }, key) : await predict(posterior, x, options, key);
    x.dispose();
    try {
      await take(predictive, { from, count });
    } finally {
      predictive.dispose();
    }
  }
}

/** Moments of a regression's rows. */
export async function numberMoments(given: Inputs, drawing: Drawing): Promise<NumberMoments> {
  return (await numberMomentsAt(given, drawing, undefined)).moments;
}

/** Moments, and the mean log density of scaled targets under the prediction, nats a row: one pass over the rows. */
export async function numberMomentsAt(
  given: Inputs,
  drawing: Drawing,
  targets: Float32Array | undefined,
): Promise<{ readonly moments: NumberMoments; readonly logDensity: number }> {
  const rows = given.inputs.length / given.width;
  const moments = { means: new Float64Array(rows), total: new Float64Array(rows), epistemic: new Float64Array(rows) };
  let sum = 0;
  await inBatches(given, { ...drawing, outputs: 2, keep: "none" }, async (predictive, { from, count }) => {
    const numeric = expectNumeric("numberMoments", predictive) as NumericPredictive;
    const arrays = {
      means: predictiveMean(numeric),
      total: predictiveStdDev(numeric),
      epistemic: predictiveStdDev(numeric, { noise: "excluded" }),
    };
    for (const [name, values] of Object.entries(arrays)) {
      moments[name as keyof NumberMoments].set(await values.read(), from);
      values.dispose();
    }
    if (targets === undefined) return;
    const y = tensor(Float32Array.from(targets.subarray(from, from + count)), [count, 1]);
    sum += (await metrics.lppd(predictive, y)) * count;
    y.dispose();
  });
  return { moments, logDensity: sum / rows };
}

/** Logits of a classifier's draws, of a batch of rows. */
async function readLogits(predictive: Predictive): Promise<DrawnLogits> {
  const { logits } = expectCategorical("readLogits", predictive);
  const [draws, rows, classes] = logits!.shape as [number, number, number];
  return { values: await logits!.read(), draws, rows, classes };
}

/** What a classifier is asked with: how many classes it has. */
export interface ClassDrawing extends Drawing {
  readonly classes: number;
}

/** Logits of the draws of a few rows, all at once. */
export async function drawnLogits(given: Inputs, { posterior, draws, key, batchSize = 2000 }: Drawing): Promise<DrawnLogits> {
  const x = arrayOf(given);
  const predictive = await predict(posterior, x, { draws, batchSize, keep: "logits" }, key);
  x.dispose();
  const logits = await readLogits(predictive);
  predictive.dispose();
  return logits;
}

/** Probabilities and entropies of a classifier's rows at a temperature. */
export async function classMomentsOf(given: Inputs, { classes, ...drawing }: ClassDrawing, temperature: number): Promise<ClassMoments> {
  const rows = given.inputs.length / given.width;
  const moments = { probabilities: new Float64Array(rows * classes), total: new Float64Array(rows), aleatoric: new Float64Array(rows) };
  await inBatches(given, { ...drawing, outputs: classes, keep: "logits" }, async (predictive, { from }) => {
    const own = classMoments(await readLogits(predictive), temperature);
    moments.probabilities.set(own.probabilities, from * classes);
    moments.total.set(own.total, from);
    moments.aleatoric.set(own.aleatoric, from);
  });
  return moments;
}
