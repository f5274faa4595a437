import { expectNothing } from "../../settings.ts";
import { mutualInformation as score } from "../scores/mutual-information.ts";
import { scorerOf } from "../scores/score.ts";
import { type Detector, scorerDetector } from "./detector.ts";

/** How much the draws disagree: what their posterior has not settled. @see houlsby2011, eq. 2 */
export function mutualInformation(...none: readonly []): Detector {
  expectNothing("mutualInformation", none);
  return scorerDetector("mutualInformation", scorerOf(score));
}
