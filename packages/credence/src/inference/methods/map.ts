import type { Inference } from "../inference.ts";
import { pointPosterior } from "../posteriors/point-posterior.ts";
import { iterativeInference } from "../training/iterative.ts";
import type { IterativeOptions } from "../training/iterative-options.ts";
import { type MapSettings, pointSteps } from "../training/point-steps.ts";
import type { StepMethod } from "../training/training.ts";

/** Settings of a point estimate, with those of every iterative method. */
export interface MapOptions extends IterativeOptions, MapSettings {}

/** The steps of a point estimate, for whoever brings the minibatches. */
export const mapSteps = (settings: MapSettings = {}): StepMethod => pointSteps("map", settings, pointPosterior);

/**
 * A point estimate: maximum likelihood, or with `prior: "model"` maximum a posteriori.
 *
 *   minimise  -sum log p(y | x, w) - log p(w)
 */
export const map = (options: MapOptions): Inference => iterativeInference(mapSteps(options), options);
