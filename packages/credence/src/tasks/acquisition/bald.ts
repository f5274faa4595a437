import { mutualInformation } from "../scores/mutual-information.ts";
import { scorerOf } from "../scores/score.ts";
import type { Acquisition } from "./acquisition.ts";
import { highestScore } from "./highest-score.ts";

/** Where the draws disagree most about the label: the highest mutual information, row by row. @see houlsby2011; gal2017 */
export const bald: Acquisition = highestScore("bald", scorerOf(mutualInformation));
