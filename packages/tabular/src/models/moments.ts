import { type Key, tensor } from "@credence/tensor";
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
import type { DrawnLogits } from "../calibrating/temperature.ts";

/** Inputs of the network, [rows, width]. */
export interface Inputs {
  readonly inputs: Float32Array<ArrayBuffer>;
  readonly width: number;
}

/** How predictions are drawn: the same functions for every row. */
export interface Drawing {
  readonly posterior: Posterior;
  readonly draws: number;
  readonly key: Key;
}

/** Rows looked at together: bounds the memory of their draws. */
const rowsAtOnce = 5000;

/** Mean and standard deviations of each row, in units of the scaled target. */
export interface NumberMoments {
  readonly means: Float64Array;
  readonly total: Float64Array;
  readonly epistemic: Float64Array;
}

/** Looks at rows some at a time. */
async function inBatches(
  { inputs, width }: Inputs,
  drawing: Drawing,
  take: (predictive: Predictive, from: number) => Promise<void>,
  logits: "logits" | "none" = "none",
): Promise<void> {
  const rows = inputs.length / width;
  const { posterior, draws, key } = drawing;
  for (let from = 0; from < rows; from += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - from);
    const x = tensor(inputs.subarray(from * width, (from + count) * width), [count, width]);
    const predictive =
      logits === "logits" ? await predict(posterior, x, { draws, keep: "logits" }, key) : await predict(posterior, x, { draws }, key);
    x.dispose();
    try {
      await take(predictive, from);
    } finally {
      predictive.dispose();
    }
  }
}

/** Moments of a regression's rows. */
export async function numberMoments(given: Inputs, drawing: Drawing): Promise<NumberMoments> {
  const rows = given.inputs.length / given.width;
  const moments = { means: new Float64Array(rows), total: new Float64Array(rows), epistemic: new Float64Array(rows) };
  await inBatches(given, drawing, async (predictive, from) => {
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
  });
  return moments;
}

/** Mean log density of scaled targets under the prediction, nats a row. */
export async function meanLogDensity(given: Inputs, drawing: Drawing, targets: Float32Array): Promise<number> {
  let sum = 0;
  await inBatches(given, drawing, async (predictive, from) => {
    const own = targets.subarray(from, from + rowsAtOnce);
    const y = tensor(Float32Array.from(own), [own.length, 1]);
    sum += (await metrics.lppd(predictive, y)) * own.length;
    y.dispose();
  });
  return sum / targets.length;
}

/** Logits of a classifier's draws. */
export async function drawnLogits(given: Inputs, drawing: Drawing): Promise<DrawnLogits> {
  const rows = given.inputs.length / given.width;
  let all: { values: Float32Array; draws: number; classes: number } | undefined;
  await inBatches(
    given,
    drawing,
    async (predictive, from) => {
      const { logits } = expectCategorical("drawnLogits", predictive);
      const [draws, count, classes] = logits!.shape as [number, number, number];
      all ??= { values: new Float32Array(draws * rows * classes), draws, classes };
      const values = await logits!.read();
      for (let draw = 0; draw < draws; draw++)
        all.values.set(values.subarray(draw * count * classes, (draw + 1) * count * classes), (draw * rows + from) * classes);
    },
    "logits",
  );
  return { ...all!, rows };
}
