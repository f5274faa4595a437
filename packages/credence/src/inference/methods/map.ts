import { expectOptions } from "../../settings.ts";
import type { Inference } from "../inference.ts";
import { pointPosterior } from "../posteriors/point-posterior.ts";
import { iterativeInference } from "../training/iterative.ts";
import { type IterativeOptions, iterativeOptionNames } from "../training/iterative-options.ts";
import { type MapSettings, mapSettingNames, pointSteps } from "../training/point-steps.ts";
import type { StepMethod } from "../training/training.ts";

/** Settings of a point estimate, with those of every iterative method. */
export interface MapOptions extends IterativeOptions, MapSettings {}

/** Names of the settings. */
export const mapOptionNames = { ...iterativeOptionNames, ...mapSettingNames } as const;

/** The steps of a point estimate, for whoever brings the minibatches. */
export function mapSteps(settings: MapSettings = {}): StepMethod {
  expectOptions("map", settings, mapSettingNames);
  return pointSteps("map", settings, pointPosterior);
}

/**
 * A point estimate: maximum likelihood, or with `prior: "model"` maximum a posteriori.
 *
 *   minimise  -sum log p(y | x, w) - log p(w)
 */
export function map(options: MapOptions): Inference {
  expectOptions("map", options, mapOptionNames);
  return iterativeInference(pointSteps("map", options, pointPosterior), options);
}
