import type { Data } from "../../inference/inference.ts";
import { expectAttacked, type FixedPredictive } from "./fixed-predictive.ts";
import { inputGradient } from "./input-gradient.ts";

/** How many of some examples give an attack nothing to follow. */
export type GradientMasking = {
  readonly examples: number;
  /** Examples whose loss is 0 or less: the label's averaged probability rounds to 1. */
  readonly zeroLoss: number;
  /** Examples whose gradient is exactly 0 for every input. */
  readonly zeroGradient: number;
};

/**
 * Examples whose loss -log p(label), or whose whole gradient, float32 makes exactly 0: a sign attack changes nothing there, and robustness
 * that comes of it is none.
 *
 * @shape x [batch, ...], y int32 [batch]
 * @throws as `inputGradient`
 * @see athalye2018
 */
export async function gradientMasking(attacked: FixedPredictive, data: Data): Promise<GradientMasking> {
  expectAttacked("gradientMasking", attacked, data);
  const { loss, gradient } = inputGradient(attacked, data);
  const [losses, slopes] = [await loss.read(), await gradient.read()];
  for (const array of [loss, gradient]) array.dispose();
  const inputs = slopes.length / losses.length;
  const isFlat = (_: number, i: number) => slopes.subarray(i * inputs, (i + 1) * inputs).every((slope) => slope === 0);
  // the log of a mean may round to either side of 0
  const zeroLoss = Array.from(losses).filter((value) => value <= 0).length;
  return { examples: losses.length, zeroLoss, zeroGradient: Array.from(losses).filter(isFlat).length };
}
