import { scorerOf } from "../scores/score.ts";
import { variationRatio as score } from "../scores/variation-ratio.ts";
import type { Acquisition } from "./acquisition.ts";
import { highestScore } from "./highest-score.ts";

/** Where most draws vote against the majority; many rows tie. @see gal2017 */
export const variationRatio: Acquisition = highestScore("variationRatio", scorerOf(score));
