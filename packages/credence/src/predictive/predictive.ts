import { divide, sum, type Tensor, tensor } from "@credence/tensor";
import { expectNotNegative } from "../settings.ts";
import { asProbabilities, type Logits, type Probabilities, probabilitiesFromLogits } from "./quantities.ts";

/** What draws from the posterior say about new x: one categorical distribution per draw. */
export interface CategoricalPredictive {
  readonly kind: "categorical";
  /** Class probabilities of every draw, [draws, batch, classes]; rows sum to 1. */
  readonly probabilities: Probabilities;
}

/** What draws from the posterior say about real-valued targets: one Gaussian per draw. */
export interface NormalPredictive {
  readonly kind: "normal";
  /** Mean of every draw, [draws, batch, outputs]. */
  readonly means: Tensor;
  /** Observation noise, the likelihood's standard deviation, in the targets' units. */
  readonly stdDev: number;
}

/** What draws from the posterior say about new x, by the likelihood's kind. */
export type Predictive = CategoricalPredictive | NormalPredictive;

/**
 * Narrows to a classifier's predictive: a measure of classes asked of a regression is refused by name.
 *
 * @throws for another kind, naming `where`
 */
export function expectCategorical(where: string, predictive: Predictive): CategoricalPredictive {
  if (predictive.kind !== "categorical")
    throw new Error(`${where}: the predictive is of kind "${predictive.kind}", expected "categorical"`);
  return predictive;
}

/**
 * Narrows to a regression's predictive.
 *
 * @throws for another kind, naming `where`
 */
export function expectNormal(where: string, predictive: Predictive): NormalPredictive {
  if (predictive.kind !== "normal") throw new Error(`${where}: the predictive is of kind "${predictive.kind}", expected "normal"`);
  return predictive;
}

/**
 * The predictive of a classifier from its logits or its probabilities.
 *
 * @shape [draws, batch, classes]
 * @throws for another number of axes
 */
export function categoricalPredictive(
  given: { readonly logits: Logits } | { readonly probabilities: Probabilities },
): CategoricalPredictive {
  const probabilities = "logits" in given ? probabilitiesFromLogits(given.logits) : given.probabilities;
  expectDraws("categoricalPredictive", probabilities, "classes");
  return { kind: "categorical", probabilities };
}

/**
 * The predictive of a regression from the means of its draws and the observation noise.
 *
 * @shape means [draws, batch, outputs]
 * @throws for another number of axes, or a stdDev below 0
 */
export function normalPredictive({ means, stdDev }: { readonly means: Tensor; readonly stdDev: number }): NormalPredictive {
  expectDraws("normalPredictive", means, "outputs");
  expectNotNegative("normalPredictive", "stdDev", stdDev);
  return { kind: "normal", means, stdDev };
}

type NestedDraws = readonly (readonly (readonly number[])[])[];

/**
 * The predictive of given class probabilities.
 *
 * @shape [draws, batch, classes], as nested lists or as an array
 * @throws for a nested row that is negative or does not sum to 1 within 1e-4; an array's values are not read
 * @example
 * // two draws that are sure of opposite things about one x
 * predictiveOf([[[1, 0]], [[0, 1]]]).probabilities.shape // [2, 1, 2]
 */
export function predictiveOf(probabilities: Probabilities | NestedDraws): CategoricalPredictive {
  if (!Array.isArray(probabilities)) return categoricalPredictive({ probabilities: probabilities as Probabilities });
  (probabilities as NestedDraws).forEach((rows, draw) => {
    rows.forEach((row, index) => {
      const total = row.reduce((sum, p) => sum + p, 0);
      if (!row.every((p) => p >= 0) || !(Math.abs(total - 1) <= 1e-4))
        throw new Error(`predictiveOf: row ${index} of draw ${draw} is [${row.join(", ")}], expected 0 or more with sum 1`);
    });
  });
  return categoricalPredictive({ probabilities: asProbabilities(tensor(probabilities as NestedDraws)) });
}

/**
 * The prediction: the mean over draws of the class probabilities. Probabilities are averaged, never logits: draws with logits [10, 0]
 * and [0, 1] give the first class 0.63, while their mean logits [5, 0.5] would give it 0.99. Differentiable.
 *
 *   p(y | x) = E_w p(y | x, w)
 *
 * @shape [draws, batch, classes] -> [batch, classes]
 * @throws for the predictive of a regression
 */
export function meanProbabilities(predictive: Predictive): Probabilities {
  const { probabilities } = expectCategorical("meanProbabilities", predictive);
  // divided, not multiplied by a rounded 1/draws: draws that are all exactly 1 average to exactly 1
  return asProbabilities(divide(sum(probabilities, { axis: 0 }), probabilities.shape[0]!));
}

function expectDraws(where: string, values: Tensor, last: string): void {
  if (values.shape.length !== 3 || values.shape[0] === 0)
    throw new Error(`${where}: values are [${values.shape.join(", ")}], expected [draws, batch, ${last}] with a draw or more`);
}
