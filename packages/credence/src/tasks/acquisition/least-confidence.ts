import { leastConfidence as score } from "../scores/least-confidence.ts";
import { scorerOf } from "../scores/score.ts";
import type { Acquisition } from "./acquisition.ts";
import { highestScore } from "./highest-score.ts";

/** Where the most probable class is least probable. */
export const leastConfidence: Acquisition = highestScore("leastConfidence", scorerOf(score));
