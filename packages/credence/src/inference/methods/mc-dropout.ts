import type { Inference } from "../inference.ts";
import { dropoutPosterior, firstDropout } from "../posteriors/dropout-posterior.ts";
import type { StepMethod } from "../training/training.ts";
import { type MapOptions, type MapSettings, pointInference, pointSteps } from "./map.ts";

/** The steps of Monte Carlo dropout, for whoever brings the minibatches. @see gal2016 */
export function mcDropoutSteps(settings: MapSettings = {}): StepMethod {
  const points = pointSteps("mcDropout", settings, dropoutPosterior);
  return {
    name: points.name,
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
export const mcDropout = (options: MapOptions): Inference => pointInference(mcDropoutSteps(options), options);
