import {
  add,
  affine,
  exp,
  gatherRows,
  logSumExp,
  multiply,
  negate,
  softmax,
  softplus,
  subtract,
  sum,
  type Tensor,
  tensor,
} from "@credence/tensor";
import type { Likelihood } from "../../model/likelihoods/index.ts";
import { expectOneOf } from "../../settings.ts";

/**
 * What an attack makes large, of the averaged prediction p:
 * - negativeLogProb: -log p(y | x), the loss of training;
 * - logOdds: log (1 - p(y | x)) - log p(y | x), which rises with it and whose gradient never vanishes.
 */
export type AttackLossName = "negativeLogProb" | "logOdds";

/** A loss of the mean over draws, by what each draw contributes. */
export interface AttackLoss {
  /** What is differentiated in one draw: outputs [batch, outputs] -> [batch]. */
  ofDraw(outputs: Tensor, y: Tensor, draw: number): Tensor;
  /** Values of the draws [draws, batch] -> the loss [batch] and its derivative with respect to each value [draws, batch]. */
  combine(values: Tensor): { loss: Tensor; shares: Tensor };
}

/**
 * The losses by name.
 *
 * With n the negative log-probability of a draw, D draws:
 *
 *   L = log D - logSumExp(-n),  dL/dn = softmax(-n)
 *
 * With m = logSumExp of the other classes' logits - the label's logit, so that p = sigmoid(-m) and 1 - p = sigmoid(m) in a draw:
 *
 *   L = logSumExp(log sigmoid(m)) - logSumExp(log sigmoid(-m)),  dL/dm = p (1 - p) (1 / sum (1 - p) + 1 / sum p)
 *
 * in logarithms, because p (1 - p) underflows where a network is sure.
 *
 * @throws for logOdds of a likelihood without classes
 */
export function attackLoss(name: AttackLossName, likelihood: Likelihood): AttackLoss {
  if (name === "negativeLogProb")
    return {
      ofDraw: (outputs, y, draw) => (likelihood.ofDraw?.(draw) ?? likelihood).negativeLogProb(outputs, y),
      combine(values) {
        const logProb = negate(values);
        const loss = affine(logSumExp(logProb, { axis: 0 }), { scale: -1, shift: Math.log(values.shape[0]!) });
        return { loss, shares: softmax(logProb, 0) };
      },
    };
  expectOneOf("attack", "loss", name, ["negativeLogProb", "logOdds"]);
  if (likelihood.kind !== "categorical")
    throw new Error(`attack: loss is logOdds for a ${likelihood.kind} likelihood, expected a categorical one`);
  return {
    ofDraw(outputs, y) {
      const own = oneHot(y, outputs.shape[outputs.shape.length - 1]!);
      // the label's logit out of the sum, without 0 times infinity
      const others = add(outputs, affine(own, { scale: -1e30 }));
      return subtract(logSumExp(others, { axis: -1 }), sum(multiply(outputs, own), { axis: -1 }));
    },
    combine(values) {
      const logWrong = negate(softplus(negate(values)));
      const logRight = negate(softplus(values));
      const [wrong, right] = [logWrong, logRight].map((logs) => logSumExp(logs, { axis: 0 })) as [Tensor, Tensor];
      const both = add(logWrong, logRight);
      return { loss: subtract(wrong, right), shares: add(exp(subtract(both, wrong)), exp(subtract(both, right))) };
    },
  };
}

/** int32 [batch] -> [batch, classes] of zeros and ones. */
function oneHot(y: Tensor, classes: number): Tensor {
  const identity = Float32Array.from({ length: classes * classes }, (_, i) => Number(i % (classes + 1) === 0));
  return gatherRows(tensor(identity, [classes, classes]), y);
}
