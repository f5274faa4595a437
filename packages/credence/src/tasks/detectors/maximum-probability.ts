import { expectNothing } from "../../settings.ts";
import { leastConfidence } from "../scores/least-confidence.ts";
import { scorerOf } from "../scores/score.ts";
import { type Detector, scorerDetector } from "./detector.ts";

/** The baseline: 1 minus the largest mean probability. @see hendrycks2017 */
export function maximumProbability(...none: readonly []): Detector {
  expectNothing("maximumProbability", none);
  return scorerDetector("maximumProbability", scorerOf(leastConfidence));
}
