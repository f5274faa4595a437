import { concat, type Key, slice, type Tensor } from "@credence/tensor";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import {
  expectPredictArguments,
  type PredictiveOptions,
  type PredictOptions,
  predict,
  predictOptionNames,
} from "../../inference/predict.ts";
import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectFunction, expectOneOf, expectOptions, expectWhole } from "../../settings.ts";

/**
 * How uncertain a prediction is about each x: HIGH where uncertain, always; a confidence enters with its sign turned. A function of the
 * predictive alone, so that it can be taken of any method's.
 *
 * @shape -> [batch]
 */
export type Score<P extends Predictive = ClassPredictive> = (predictive: P) => Tensor<"float32">;

/**
 * How uncertain a posterior is about each x: HIGH where uncertain, always. For what needs more than a predictive, such as gradients or the
 * network's features; of a `Score`, `scorerOf` makes one. The same key, the same values.
 *
 * @shape x [batch, ...] -> [batch], the caller's to dispose
 */
export type Scorer<P extends Predictive = ClassPredictive> = (
  posterior: Posterior<P>,
  x: Tensor,
  options: PredictOptions,
  key: Key,
) => Promise<Tensor<"float32">>;

/**
 * Scores x by the predictive of the posterior's draws, `batchSize` rows at a time: the memory does not grow with a pool. All rows see the
 * same draws.
 *
 * @throws for draws or a batchSize that is no whole number from 1, and as the score
 */
export function scorerOf<P extends Predictive>(score: Score<P>, options: Pick<PredictiveOptions, "keep"> = {}): Scorer<P> {
  expectFunction("scorerOf", "score", score);
  expectOptions("scorerOf", options, { keep: true });
  const { keep } = options;
  if (keep !== undefined) expectOneOf("scorerOf", "keep", keep, ["logits"]);
  return async (posterior, x, given, key) => {
    expectPredictArguments("scorer", { posterior, x, key });
    expectOptions("scorer", given, predictOptionNames);
    const { draws, batchSize = 2000 } = given;
    expectWhole("scorer", "batchSize", batchSize);
    return inScoredBatches(x, batchSize, async (rows) => {
      const predictive: P = await predict(posterior, rows, { draws, batchSize, ...(keep && { keep }) }, key);
      const scored = score(predictive);
      predictive.dispose();
      return scored;
    });
  };
}

/** Scores `batchSize` rows of x at a time. @shape x [count, ...], score: [rows, ...] -> [rows]; -> [count] */
export async function inScoredBatches(
  x: Tensor,
  batchSize: number,
  score: (rows: Tensor) => Promise<Tensor<"float32">>,
): Promise<Tensor<"float32">> {
  const count = x.shape[0]!;
  const parts: Tensor<"float32">[] = [];
  for (let from = 0; from === 0 || from < count; from += batchSize) {
    const rows = rowsOf(x, { from, size: Math.min(batchSize, count - from) });
    parts.push(await score(rows));
    rows.dispose();
  }
  if (parts.length === 1) return parts[0]!;
  const all = concat(parts);
  for (const part of parts) part.dispose();
  return all;
}

const rowsOf = (x: Tensor, { from, size }: { from: number; size: number }): Tensor =>
  slice(
    x,
    x.shape.map((_, axis) => (axis === 0 ? from : 0)),
    x.shape.map((n, axis) => (axis === 0 ? size : n)),
  );
