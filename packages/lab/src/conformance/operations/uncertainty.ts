import { affine } from "@credence/tensor";
import { asProbabilities, categoricalPredictive, meanProbabilities, uncertainty as measure, scores } from "credence";
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
      // one class has no second one; the files have the difference itself, small where uncertain
      ...(predictive.probabilities.shape[2]! > 1 && { margin: await nested(affine(scores.margin(predictive), { scale: -1, shift: 1 })) }),
      leastConfidence: await nested(scores.leastConfidence(predictive)),
      variationRatio: await nested(scores.variationRatio(predictive)),
      meanStdDev: await nested(scores.meanStdDev(predictive)),
    };
  },
};
