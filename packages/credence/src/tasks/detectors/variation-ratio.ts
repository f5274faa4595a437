import { scorerOf } from "../scores/score.ts";
import { variationRatio as score } from "../scores/variation-ratio.ts";
import { type Detector, scorerDetector } from "./detector.ts";

/** Share of draws that vote against the majority; draws + 1 values at most, so that many x tie. @see gal2016 */
export const variationRatio = (): Detector => scorerDetector("variationRatio", scorerOf(score));
