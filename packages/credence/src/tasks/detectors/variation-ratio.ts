import { expectNothing } from "../../settings.ts";
import { scorerOf } from "../scores/score.ts";
import { variationRatio as score } from "../scores/variation-ratio.ts";
import { type Detector, scorerDetector } from "./detector.ts";

/** Share of draws that vote against the majority; draws + 1 values at most, so that many x tie. @see gal2016 */
export function variationRatio(...none: readonly []): Detector {
  expectNothing("variationRatio", none);
  return scorerDetector("variationRatio", scorerOf(score));
}
