import { type Key, keep, scope, stack, type Tensor } from "@credence/tensor";
import { expectFinite } from "../model/finite.ts";
import { arraysOf, type Predictive } from "../predictive/predictive.ts";
import type { Logits } from "../predictive/quantities.ts";
import { expectKey, expectOneOf, expectOptions, expectTensor, expectWhole } from "../settings.ts";
import { linearisedOutputs } from "./linearised-outputs.ts";
import { expectPosterior, type NetworkFunction, type Posterior } from "./posteriors/posterior.ts";
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
export function predictOutputs(posterior: Posterior, x: Tensor, options: PredictOptions, key: Key): Tensor<"float32"> {
  expectPredictArguments("predictOutputs", { posterior, x, key });
  expectOptions("predictOutputs", options, predictOptionNames);
  return outputsOf("predictOutputs", posterior, x, options, key);
}

/** Names of the options that all who predict take. */
export const predictOptionNames = { draws: true, batchSize: true } as const;

/** @throws unless there are a posterior, an array and a key, in the name of whoever predicts */
export function expectPredictArguments(where: string, { posterior, x, key }: { posterior: Posterior; x: Tensor; key: Key }): void {
  expectPosterior(where, posterior);
  expectTensor(where, "x", x);
  expectKey(where, key);
}

function outputsOf(
  where: string,
  posterior: Posterior,
  x: Tensor,
  { draws, batchSize = 2000 }: PredictOptions,
  key: Key,
): Tensor<"float32"> {
  expectWhole(where, "draws", draws);
  expectWhole(where, "batchSize", batchSize);
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
  /**
   * "nn": outputs of networks drawn from the posterior. "glm": of the network linearised in its weights, whose outputs are Gaussian: what a Laplace
   * approximation is made for, of a posterior with `outputMoments`, which takes as many rows at once as their gradients leave room for.
   * @default "nn"
   */
  readonly predictionType?: "nn" | "glm";
  /**
   * Of "glm": "mc" draws outputs, each example's on their own; "probit" divides logits by sqrt(1 + pi v / 8) of their variances v: one draw without
   * noise.
   * @default "mc"
   */
  readonly linkApproximation?: "mc" | "probit";
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
export async function predict<P extends Predictive>(posterior: Posterior<P>, x: Tensor, options: PredictiveOptions, key: Key): Promise<P> {
  expectPredictArguments("predict", { posterior, x, key });
  expectOptions("predict", options, { ...predictOptionNames, keep: true, predictionType: true, linkApproximation: true });
  const { keep: kept, predictionType = "nn", linkApproximation = "mc", ...rest } = options;
  expectOneOf("predict", "predictionType", predictionType, ["nn", "glm"]);
  expectOneOf("predict", "linkApproximation", linkApproximation, ["mc", "probit"]);
  const { likelihood } = posterior.model;
  if (kept !== undefined) {
    expectOneOf("predict", "keep", kept, ["logits"]);
    if (likelihood.outputs !== "logits")
      throw new Error(`predict: keep is "logits" of a ${likelihood.kind} likelihood, expected one whose outputs are logits`);
  }
  await expectFinite("predict", "x", x);
  const linearised = predictionType === "glm" ? await linearisedOutputs(posterior, x, { ...rest, linkApproximation, key }) : undefined;
  const predictive = scope(() =>
    likelihood.predictive(linearised ?? outputsOf("predict", posterior, x, rest, key), kept ? { keep: kept } : {}),
  );
  const arrays = arraysOf(predictive);
  for (const array of arrays) keep(array);
  if (linearised && !arrays.includes(linearised)) linearised.dispose();
  return predictive;
}
