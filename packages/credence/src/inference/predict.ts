import { type Key, keep, scope, stack, type Tensor } from "@credence/tensor";
import { expectFinite, expectTensor } from "../model/finite.ts";
import { arraysOf, type Predictive } from "../predictive/predictive.ts";
import type { Logits } from "../predictive/quantities.ts";
import { expectOneOf, expectWhole } from "../settings.ts";
import type { NetworkFunction, Posterior } from "./posteriors/posterior.ts";
import { inRowBatches } from "./posteriors/row-batches.ts";

/** How many draws a prediction averages, and how many examples are held at once. */
export interface PredictOptions {
  /** Functions drawn from the posterior; a posterior with finitely many functions uses each of them once instead. */
  readonly draws: number;
  /** Examples evaluated at a time: bounds the memory. @default 2000 */
  readonly batchSize?: number;
}

/**
 * Outputs of draws from the posterior, before the likelihood's link: the same draws for every x.
 * @shape x [batch, ...] -> [draws, batch, outputs]
 * @throws where draws or batchSize is no whole number from 1
 */
export function predictOutputs(posterior: Posterior, x: Tensor, { draws, batchSize = 2000 }: PredictOptions, key: Key): Tensor<"float32"> {
  expectWhole("predict", "draws", draws);
  expectWhole("predict", "batchSize", batchSize);
  const evaluated = (functions: readonly NetworkFunction[]) =>
    inRowBatches(x, batchSize, (rows) => stack(functions.map((evaluate) => evaluate(rows))));
  if (posterior.support) return evaluated(posterior.support);
  const keys = Array.from({ length: draws }, (_, draw) => key.child(draw));
  return posterior.drawnOutputs?.(x, { keys, batchSize }) ?? evaluated(keys.map((own) => posterior.draw(own)));
}

/** Options of `predict`. */
export interface PredictiveOptions extends PredictOptions {
  /** "logits": what the softmax or sigmoid is taken of stays in the predictive too, for scores that need it; twice the memory. @default none: only what the likelihood's predictive holds */
  readonly keep?: "logits";
}

/**
 * The posterior predictive distribution as draws: p(y | x) = mean over draws of p(y | x, w). Its kind is that of the model's likelihood.
 *
 * What it returns lives until it is disposed.
 * @shape x [batch, ...] -> probabilities or means [draws, batch, ...]
 * @throws as `predictOutputs`, for x that is no array of the engine or not finite, and where logits are to be kept of a likelihood whose outputs are none
 */
export function predict<P extends Predictive>(
  posterior: Posterior<P>,
  x: Tensor,
  options: PredictiveOptions & {
    /** What stays in the predictive. */
    readonly keep: "logits";
  },
  key: Key,
): Promise<P & { readonly logits: Logits }>;
export function predict<P extends Predictive>(posterior: Posterior<P>, x: Tensor, options: PredictiveOptions, key: Key): Promise<P>;
export async function predict<P extends Predictive>(
  posterior: Posterior<P>,
  x: Tensor,
  { keep: kept, ...options }: PredictiveOptions,
  key: Key,
): Promise<P> {
  if (!posterior?.model) {
    const shown = posterior instanceof Promise ? "a promise, which wants an await" : typeof posterior;
    throw new Error(`predict: posterior is ${shown}, expected what a fit gives: await run(method.fit(...))`);
  }
  const { likelihood } = posterior.model;
  if (kept !== undefined) {
    expectOneOf("predict", "keep", kept, ["logits"]);
    if (likelihood.outputs !== "logits")
      throw new Error(`predict: keep is "logits" of a ${likelihood.kind} likelihood, expected one whose outputs are logits`);
  }
  expectTensor("predict", "x", x);
  await expectFinite("predict", "x", x);
  const predictive = scope(() => likelihood.predictive(predictOutputs(posterior, x, options, key), kept ? { keep: kept } : {}));
  for (const array of arraysOf(predictive)) keep(array);
  return predictive;
}
