import { type Key, scope } from "@credence/tensor";
import { expectOneOf, expectOptions, expectText, expectWhole, nameOfFunction, type SettingsJson } from "../../settings.ts";
import type { Data } from "../inference.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import { predictOutputs } from "../predict.ts";

/** Scores a posterior on data held out; lower is better. */
export type ValidationScore = (posterior: Posterior, validation: Data, key: Key) => number | Promise<number>;

/** When to stop, by a score on the validation data that `fit` is given. */
export interface EarlyStopping {
  /** Epochs in a row without a lower score after which training ends. */
  readonly patience: number;
  /** "negativeLogLikelihood": of the averaged prediction, nats per datum; or a function. @default "negativeLogLikelihood" */
  readonly score?: "negativeLogLikelihood" | ValidationScore;
  /** Functions drawn for the averaged prediction; a posterior with finitely many uses each of them once. @default 10 */
  readonly draws?: number;
  /** What a function measures, for the settings' JSON. @default the function's own name */
  readonly name?: string;
}

/** The score of a fit with validation data that names none. */
const defaultScore = { score: "negativeLogLikelihood", draws: 10 } as const;

/** @throws for the first setting out of range */
export function expectEarlyStopping(where: string, options: EarlyStopping): void {
  expectOptions(where, options, { patience: true, score: true, draws: true, name: true });
  const { patience, score = defaultScore.score, draws = defaultScore.draws, name } = options;
  if (name !== undefined) expectText(where, "name", name);
  expectWhole(where, "patience", patience);
  expectWhole(where, "draws", draws);
  if (typeof score !== "function") expectOneOf(where, "score", score, [defaultScore.score]);
}

/** The settings as plain values. @throws for a score that is a function without a name */
export function earlyStoppingSettings({
  patience,
  score = defaultScore.score,
  draws = defaultScore.draws,
  name,
}: EarlyStopping): SettingsJson {
  if (typeof score !== "function") return { patience, score, draws };
  return { patience, score: nameOfFunction("earlyStopping", "score", { of: score, name }) };
}

/** The score as a function: of every epoch by the same draws of the posterior, so that epochs differ by their weights alone. */
export function validationScore({ score = defaultScore.score, draws = defaultScore.draws }: Partial<EarlyStopping>): ValidationScore {
  if (typeof score === "function") return score;
  return (posterior, validation, key) => negativeLogLikelihoodOf(posterior, validation, { draws, key });
}

/**
 * Negative log-likelihood of the averaged prediction, nats per datum.
 *
 *   -1/N sum over examples of log( 1/S sum over draws of p(y | x, w_s) )
 *
 * Summed in float64, from the log densities of the draws, so that an example all draws find unlikely does not underflow. The draws are those of
 * the key, the same for every call.
 */
export async function negativeLogLikelihoodOf(
  posterior: Posterior,
  { x, y }: Data,
  { draws, key }: { readonly draws: number; readonly key: Key },
): Promise<number> {
  const perDraw = scope(() => posterior.model.likelihood.negativeLogProb(predictOutputs(posterior, x, { draws }, key), y));
  const [functions, count] = perDraw.shape as [number, number];
  const values = await perDraw.read();
  perDraw.dispose();
  let total = 0;
  for (let i = 0; i < count; i++) {
    let least = Number.POSITIVE_INFINITY;
    for (let draw = 0; draw < functions; draw++) least = Math.min(least, values[draw * count + i]!);
    let likelihood = 0;
    for (let draw = 0; draw < functions; draw++) likelihood += Math.exp(least - values[draw * count + i]!) / functions;
    total += least - Math.log(likelihood);
  }
  return total / count;
}
