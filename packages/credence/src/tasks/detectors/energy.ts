import { affine, logSumExp, mean, scope } from "@credence/tensor";
import type { CategoricalPredictive } from "../../predictive/categorical-predictive.ts";
import { expectOptions, expectPositive } from "../../settings.ts";
import { type Score, scorerOf } from "../scores/score.ts";
import { type Detector, scorerDetector } from "./detector.ts";
import { keptLogits } from "./kept-logits.ts";

/** Settings of the energy. */
export interface EnergyOptions {
  /** T: logits are divided by it, the energy multiplied. @default 1 */
  readonly temperature?: number;
}

/**
 * Free energy of the logits, averaged over draws: high where all logits are low, however they compare, which the softmax cannot see.
 *
 *   -E_w T log sum over classes of exp(f_c(x; w) / T)
 *
 * @shape logits [draws, batch, classes] -> [batch]
 * @units nats, of any sign
 * @throws for a predictive whose logits were not kept
 */
export const freeEnergy =
  ({ temperature = 1 }: EnergyOptions = {}): Score<CategoricalPredictive> =>
  (predictive) =>
    scope(() => {
      const logits = affine(keptLogits("energy", predictive), { scale: 1 / temperature });
      return affine(mean(logSumExp(logits, { axis: -1 }), { axis: 0 }), { scale: -temperature });
    });

/** The free energy of the logits. @throws for a temperature that is not above 0 @see liu2020 */
export function energy(options: EnergyOptions = {}): Detector<CategoricalPredictive> {
  expectOptions<EnergyOptions>("energy", options, { temperature: true });
  const { temperature = 1 } = options;
  expectPositive("energy", "temperature", temperature);
  return scorerDetector("energy", scorerOf(freeEnergy(options), { keep: "logits" }));
}
