import { aleatoric } from "../../predictive/uncertainty.ts";
import type { Score } from "./score.ts";

/**
 * Mean entropy of the draws: `uncertainty.aleatoric`, what no amount of data removes.
 *
 *   E_w H[y | x, w]
 *
 * @shape probabilities [draws, batch, classes] -> [batch]
 * @units nats, in [0, log classes]
 */
export const expectedEntropy: Score = aleatoric;
