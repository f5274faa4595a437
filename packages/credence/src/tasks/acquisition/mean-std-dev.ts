import { meanStdDev as score } from "../scores/mean-std-dev.ts";
import { scorerOf } from "../scores/score.ts";
import type { Acquisition } from "./acquisition.ts";
import { highestScore } from "./highest-score.ts";

/** Where class probabilities vary most between draws. @see gal2017 */
export const meanStdDev: Acquisition = highestScore("meanStdDev", scorerOf(score));
