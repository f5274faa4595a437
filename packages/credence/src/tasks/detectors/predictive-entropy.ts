import { predictiveEntropy as score } from "../scores/predictive-entropy.ts";
import { scorerOf } from "../scores/score.ts";
import { type Detector, scorerDetector } from "./detector.ts";

/** Entropy of the averaged prediction. */
export const predictiveEntropy: Detector = scorerDetector("predictiveEntropy", scorerOf(score));
