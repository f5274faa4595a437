import { max, mean, negate, scope } from "@credence/tensor";
import type { CategoricalPredictive } from "../../predictive/categorical-predictive.ts";
import { expectNothing } from "../../settings.ts";
import { type Score, scorerOf } from "../scores/score.ts";
import { type Detector, scorerDetector } from "./detector.ts";
import { keptLogits } from "./kept-logits.ts";

/**
 * Minus the largest logit, averaged over draws: high where no class has evidence for it.
 *
 *   -E_w max over classes of f_c(x; w)
 *
 * @shape logits [draws, batch, classes] -> [batch]
 * @units nats, of any sign
 * @throws for a predictive whose logits were not kept
 */
export const lowestEvidence: Score<CategoricalPredictive> = (predictive) =>
  scope(() => negate(mean(max(keptLogits("maxLogit", predictive), { axis: -1 }), { axis: 0 })));

/** Minus the largest logit. @see hendrycks2022 */
export function maxLogit(...none: readonly []): Detector<CategoricalPredictive> {
  expectNothing("maxLogit", none);
  return scorerDetector("maxLogit", scorerOf(lowestEvidence, { keep: "logits" }));
}
