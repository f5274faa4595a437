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

/** What is scored, by which draws. */
export interface ScoredInputs<P extends Predictive = ClassPredictive> {
  /** Whose draws. */
  readonly posterior: Posterior<P>;
  /** [batch, ...] */
  readonly x: Tensor;
  /** How many draws, and how many rows of x at a time. */
  readonly options: PredictOptions;
  /** The same key, the same draws. */
  readonly key: Key;
}

/** Work that scorers of one kind have in common: several of them that ask about the same inputs are scored by one call. */
export interface SharedWork<P extends Predictive = ClassPredictive> {
  /** What this one asks for, as `by` understands it. */
  readonly asks: unknown;
  /** Scores of several that share it: each as by itself, bit for bit. */
  by(asks: readonly unknown[], inputs: ScoredInputs<P>): Promise<Tensor<"float32">[]>;
}

/** A scorer whose work others can share. */
export type SharedScorer<P extends Predictive = ClassPredictive> = Scorer<P> & { readonly shares: SharedWork<P> };

/** The scorer that asks `by` for one thing. */
export function sharedScorer<P extends Predictive, Asked>(
  asks: Asked,
  by: (asks: readonly Asked[], inputs: ScoredInputs<P>) => Promise<Tensor<"float32">[]>,
): SharedScorer<P> {
  const scorer: Scorer<P> = async (posterior, x, options, key) => {
    expectPredictArguments("scorer", { posterior, x, key });
    expectOptions("scorer", options, predictOptionNames);
    const [scored] = await by([asks], { posterior, x, options, key });
    return scored!;
  };
  return Object.assign(scorer, { shares: { asks, by: by as SharedWork<P>["by"] } });
}

/**
 * Scores x by the predictive of the posterior's draws, `batchSize` rows at a time: the memory does not grow with a pool. All rows see the
 * same draws.
 *
 * @throws for draws or a batchSize that is no whole number from 1, and as the score
 */
export function scorerOf<P extends Predictive>(score: Score<P>, options: Pick<PredictiveOptions, "keep"> = {}): SharedScorer<P> {
  expectFunction("scorerOf", "score", score);
  expectOptions("scorerOf", options, { keep: true });
  const { keep } = options;
  if (keep !== undefined) expectOneOf("scorerOf", "keep", keep, ["logits"]);
  return sharedScorer<P, PredictiveScore<P>>({ score, ...(keep && { keep }) }, scoresOfOnePredictive);
}

interface PredictiveScore<P extends Predictive> extends Pick<PredictiveOptions, "keep"> {
  readonly score: Score<P>;
}

/** Several scores of one predictive, whose draws are evaluated once. */
async function scoresOfOnePredictive<P extends Predictive>(
  asks: readonly PredictiveScore<P>[],
  { posterior, x, options: { draws, batchSize = 2000 }, key }: ScoredInputs<P>,
): Promise<Tensor<"float32">[]> {
  expectWhole("scorer", "batchSize", batchSize);
  const keep = asks.find((one) => one.keep)?.keep;
  return inScoredBatches(x, batchSize, async (rows) => {
    const predictive: P = await predict(posterior, rows, { draws, batchSize, ...(keep && { keep }) }, key);
    const scored = asks.map(({ score }) => score(predictive));
    predictive.dispose();
    return scored;
  });
}

/** Scores `batchSize` rows of x at a time, by as many scores as `score` gives. @shape x [count, ...], score: [rows, ...] -> [rows] each; -> [count] each */
export async function inScoredBatches(
  x: Tensor,
  batchSize: number,
  score: (rows: Tensor) => Promise<Tensor<"float32">[]>,
): Promise<Tensor<"float32">[]> {
  const count = x.shape[0]!;
  const parts: Tensor<"float32">[][] = [];
  for (let from = 0; from === 0 || from < count; from += batchSize) {
    const rows = rowsOf(x, { from, size: Math.min(batchSize, count - from) });
    parts.push(await score(rows));
    rows.dispose();
  }
  if (parts.length === 1) return parts[0]!;
  const all = parts[0]!.map((_, place) => concat(parts.map((part) => part[place]!)));
  for (const part of parts.flat()) part.dispose();
  return all;
}

const rowsOf = (x: Tensor, { from, size }: { from: number; size: number }): Tensor =>
  slice(
    x,
    x.shape.map((_, axis) => (axis === 0 ? from : 0)),
    x.shape.map((n, axis) => (axis === 0 ? size : n)),
  );
