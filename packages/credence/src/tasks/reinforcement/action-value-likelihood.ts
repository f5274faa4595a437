import { affine, multiply, slice, square, subtract, sum } from "@credence/tensor";
import type { Likelihood } from "../../model/likelihoods/likelihood.ts";
import { type NormalPredictive, normalPredictive } from "../../predictive/normal-predictive.ts";

/**
 * Values of actions, of which each example has the target of one: Gaussian noise around the output of the action taken.
 *
 *   -log p(y | f) = sum over actions a of taken_a (y_a - f_a)^2 / (2 sd^2) + log sd + log(2 pi) / 2
 *
 * @shape outputs [..., batch, actions]; y [batch, 2 actions], the targets, then 1 for the action taken and 0 for the others
 * @units nats; stdDev in those of the returns
 */
export function actionValueLikelihood({ stdDev }: { readonly stdDev: number }): Likelihood<NormalPredictive> {
  const constant = Math.log(stdDev) + 0.5 * Math.log(2 * Math.PI);
  return {
    kind: "actionValue",
    negativeLogProb(outputs, y) {
      const actions = outputs.shape.at(-1)!;
      const batch = y.shape[0]!;
      const targets = slice(y, [0, 0], [batch, actions]);
      const taken = slice(y, [0, actions], [batch, actions]);
      const away = multiply(subtract(outputs, targets), taken);
      return affine(sum(square(away), { axis: -1 }), { scale: 0.5 / stdDev ** 2, shift: constant });
    },
    predictive: (means) => normalPredictive({ means, stdDev }),
    toJSON: () => ({ kind: "actionValue", stdDev }),
  };
}
