import { predictiveEntropy } from "../scores/predictive-entropy.ts";
import { scorerOf } from "../scores/score.ts";
import type { Acquisition } from "./acquisition.ts";
import { highestScore } from "./highest-score.ts";

/** Where the averaged prediction is least sure: the highest predictive entropy. Coin flips that no label settles are among them. */
export const maxEntropy: Acquisition = highestScore("maxEntropy", scorerOf(predictiveEntropy));
