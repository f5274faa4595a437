import { concat, divide, negate, scope, sigmoid, slice, sum, type Tensor } from "@credence/tensor";
import { expectOptions, expectWhole } from "../settings.ts";
import type { BernoulliPredictive } from "./bernoulli-predictive.ts";
import type { CategoricalPredictive } from "./categorical-predictive.ts";
import { expectKind, expectPredictive, type Predictive } from "./predictive.ts";
import { asProbabilities, type Probabilities } from "./quantities.ts";

/** A predictive of classes: measures of classes take either kind. */
export type ClassPredictive = CategoricalPredictive | BernoulliPredictive;

/**
 * Class probabilities of every draw. A coin is two classes: 0 and 1.
 *
 * @shape categorical as it is; Bernoulli [draws, batch, 1] -> [draws, batch, 2]
 * @throws for the predictive of a regression, and for several coins at once, which are not one class of several
 */
export function classProbabilities(where: string, predictive: Predictive): Probabilities {
  expectPredictive(where, predictive);
  if (predictive.kind !== "bernoulli") return expectKind<CategoricalPredictive>(where, predictive, "categorical").probabilities;
  const { logits } = predictive as BernoulliPredictive;
  const outputs = logits.shape[2]!;
  if (outputs !== 1)
    throw new Error(`${where}: the Bernoulli predictive has ${outputs} outputs, expected 1, whose 0 and 1 are two classes`);
  // each from its own logit: 1 - p would round a small probability off
  const sides: Tensor[] = [sigmoid(negate(logits)), sigmoid(logits)];
  return asProbabilities(concat(sides, 2));
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
export const meanProbabilities = (predictive: ClassPredictive): Probabilities => averagedProbabilities("meanProbabilities", predictive);

/** `meanProbabilities` for a measure that is named in the error. */
export function averagedProbabilities(where: string, predictive: Predictive): Probabilities {
  const probabilities = classProbabilities(where, predictive);
  // divided, not multiplied by a rounded 1/draws: draws that are all exactly 1 average to exactly 1
  return asProbabilities(divide(sum(probabilities, { axis: 0 }), probabilities.shape[0]!));
}

/**
 * Some of the draws of a classifier's prediction, `count` from place `from` on: fifty draws also hold five of ten. Arrays of its own.
 *
 * @shape [draws, batch, classes] -> [count, batch, classes]
 * @throws for draws the prediction does not have
 */
export function someDraws(
  predictive: CategoricalPredictive,
  options: {
    /** The first of them. @default 0 */
    from?: number;
    /** How many. */
    count: number;
  },
): Probabilities {
  const { probabilities } = expectKind<CategoricalPredictive>("someDraws", predictive, "categorical");
  expectOptions("someDraws", options, { from: true, count: true });
  const { from = 0, count } = options;
  expectWhole("someDraws", "from", from, 0);
  expectWhole("someDraws", "count", count);
  const [draws, batch, classes] = probabilities.shape as [number, number, number];
  if (!(from >= 0 && count >= 1 && from + count <= draws))
    throw new Error(`someDraws: ${count} draws from place ${from} on, expected some of ${draws}`);
  return asProbabilities(scope(() => slice(probabilities, [from, 0, 0], [count, batch, classes])));
}
