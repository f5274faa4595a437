import { type CategoricalPredictive, expectCategorical } from "../../predictive/categorical-predictive.ts";
import type { Logits } from "../../predictive/quantities.ts";

/** @throws for a predictive whose logits were not kept, naming `where` */
export function keptLogits(where: string, predictive: CategoricalPredictive): Logits {
  const { logits } = expectCategorical(where, predictive);
  if (!logits) throw new Error(`${where}: the predictive has no logits, expected predict(..., { keep: "logits" })`);
  return logits;
}
