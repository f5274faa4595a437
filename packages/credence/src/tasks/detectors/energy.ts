import { logSumExp, mean, negate, scope } from "@credence/tensor";
import { type CategoricalPredictive, expectCategorical } from "../../predictive/categorical-predictive.ts";
import { type Score, scorerOf } from "../scores/score.ts";
import { type Detector, scorerDetector } from "./detector.ts";

/**
 * Free energy of the logits, averaged over draws: high where all logits are low, however they compare, which the softmax cannot see.
 *
 *   -E_w log sum over classes of exp(f_c(x; w))
 *
 * @shape logits [draws, batch, classes] -> [batch]
 * @units nats, of any sign
 * @throws for a predictive whose logits were not kept
 */
export const freeEnergy: Score<CategoricalPredictive> = (predictive) => {
  const { logits } = expectCategorical("energy", predictive);
  if (!logits) throw new Error('energy: the predictive has no logits, expected predict(..., { keep: "logits" })');
  return scope(() => negate(mean(logSumExp(logits, { axis: -1 }), { axis: 0 })));
};

/** The energy of the logits. @see liu2020 */
export const energy: Detector<CategoricalPredictive> = scorerDetector("energy", scorerOf(freeEnergy, { keep: "logits" }));
