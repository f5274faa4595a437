import { expectNothing } from "../../settings.ts";
import { predictiveEntropy as score } from "../scores/predictive-entropy.ts";
import { scorerOf } from "../scores/score.ts";
import { type Detector, scorerDetector } from "./detector.ts";

/** Entropy of the averaged prediction: of one network, of the draws of dropout or Laplace, of the members of an ensemble. @see lakshminarayanan2017 */
export function predictiveEntropy(...none: readonly []): Detector {
  expectNothing("predictiveEntropy", none);
  return scorerDetector("predictiveEntropy", scorerOf(score));
}
