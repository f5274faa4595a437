import { asProbabilities, categoricalPredictive, meanProbabilities, uncertainty as measure } from "credence";
import type { Operation } from "../run-suite.ts";
import { nested, tensorOf } from "./input.ts";

export const uncertainty: Readonly<Record<string, Operation>> = {
  "uncertainty.categorical": async (input) => {
    const predictive = categoricalPredictive({ probabilities: asProbabilities(tensorOf(input, "probabilities")) });
    return {
      mean: await nested(meanProbabilities(predictive)),
      total: await nested(measure.total(predictive)),
      aleatoric: await nested(measure.aleatoric(predictive)),
      epistemic: await nested(measure.epistemic(predictive)),
      // one class has no second one
      ...(predictive.probabilities.shape[2]! > 1 && { margin: await nested(measure.margin(predictive)) }),
      leastConfidence: await nested(measure.leastConfidence(predictive)),
      variationRatio: await nested(measure.variationRatio(predictive)),
      meanStdDev: await nested(measure.meanStdDev(predictive)),
    };
  },
};
