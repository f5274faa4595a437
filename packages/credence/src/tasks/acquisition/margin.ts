import { margin as score } from "../scores/margin.ts";
import { scorerOf } from "../scores/score.ts";
import type { Acquisition } from "./acquisition.ts";
import { highestScore } from "./highest-score.ts";

/** Where the two most probable classes are nearest to each other. @see scheffer2001 */
export const margin: Acquisition = highestScore("margin", scorerOf(score));
