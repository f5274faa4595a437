import { expectOptions } from "../../settings.ts";
import type { Inference } from "../inference.ts";
import { dropoutPosterior, firstDropout } from "../posteriors/dropout-posterior.ts";
import { iterativeInference } from "../training/iterative.ts";
import { type IterativeOptions, iterativeOptionNames } from "../training/iterative-options.ts";
import { type MapSettings, mapSettingNames, pointSteps } from "../training/point-steps.ts";
import type { StepMethod } from "../training/training.ts";

/** Settings of Monte Carlo dropout: those of a point estimate. */
export interface McDropoutOptions extends IterativeOptions, MapSettings {}

/** The steps of Monte Carlo dropout, for whoever brings the minibatches. @see gal2016 */
export function mcDropoutSteps(settings: MapSettings = {}): StepMethod {
  expectOptions("mcDropout", settings, mapSettingNames);
  return stepsOf(settings);
}

function stepsOf(settings: MapSettings): StepMethod {
  const points = pointSteps("mcDropout", settings, dropoutPosterior);
  return {
    ...points,
    start(model, key) {
      // said before training, not after it
      firstDropout(model.network);
      return points.start(model, key);
    },
  };
}

/**
 * Monte Carlo dropout: trained as a network with dropout, predicting with dropout left on.
 * @see gal2016
 */
export function mcDropout(options: McDropoutOptions): Inference {
  expectOptions("mcDropout", options, { ...iterativeOptionNames, ...mapSettingNames });
  return iterativeInference(stepsOf(options), options);
}
