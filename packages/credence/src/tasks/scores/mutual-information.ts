import { epistemic } from "../../predictive/uncertainty.ts";
import type { Score } from "./score.ts";

/**
 * Mutual information between the label and the weights: `uncertainty.epistemic`, how much the draws disagree. The score of BALD.
 *
 *   I[y; w | x] = H[ E_w p(y | x, w) ] - E_w H[ p(y | x, w) ]
 *
 * @shape probabilities [draws, batch, classes] -> [batch]
 * @units nats, in [0, log classes]
 * @see   houlsby2011, eq. 2
 */
export const mutualInformation: Score = epistemic;
