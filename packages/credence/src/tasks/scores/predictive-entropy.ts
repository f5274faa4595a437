import { total } from "../../predictive/uncertainty.ts";
import type { Score } from "./score.ts";

/**
 * Entropy of the mean prediction: `uncertainty.total`, the "max entropy" of active learning. High for a coin flip that all draws agree on, too.
 *
 *   H[y | x] = -sum over classes of p log p,  p = E_w p(y | x, w)
 *
 * @shape probabilities [draws, batch, classes] -> [batch]
 * @units nats, in [0, log classes]
 */
export const predictiveEntropy: Score = total;
