import { refused } from "../settings.ts";
import { studentTCdf } from "./student-t-cdf.ts";

/**
 * Quantile of Student's t with location 0 and scale 1: how many standard errors an interval reaches where the spread itself is estimated.
 *
 * @throws for a probability that is not between 0 and 1, and degrees of freedom that are not above 0
 * @example
 * studentTQuantile(0.975, 4) // 2.776
 */
export function studentTQuantile(probability: number, degreesOfFreedom: number): number {
  if (!(Number.isFinite(probability) && probability > 0 && probability < 1))
    throw refused("studentTQuantile", "probability", probability, "between 0 and 1");
  if (!(typeof degreesOfFreedom === "number" && degreesOfFreedom > 0))
    throw refused("studentTQuantile", "degreesOfFreedom", degreesOfFreedom, "above 0");
  if (probability < 0.5) return -studentTQuantile(1 - probability, degreesOfFreedom);
  let [low, high] = [0, 1];
  while (studentTCdf(high, degreesOfFreedom) < probability) high *= 2;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (studentTCdf(middle, degreesOfFreedom) < probability) low = middle;
    else high = middle;
  }
}
