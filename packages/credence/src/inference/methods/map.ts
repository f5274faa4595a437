import { add, affine, constant, sum, type Tensor } from "@credence/tensor";
import { objectiveOf, uniformWeights } from "../../model/log-joint.ts";
import type { Model } from "../../model/model.ts";
import { exactNoise } from "../../nn/noise.ts";
import { bindPasses } from "../../nn/passes.ts";
import type { Inference, Problem } from "../inference.ts";
import { beliefsOf } from "../posteriors/beliefs.ts";
import { pointPosterior } from "../posteriors/point-posterior.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import type { NamedArray } from "../posteriors/saved.ts";
import { defaultInitialization, type Initialization, initialParameters } from "../training/initial-parameters.ts";
import { type IterativeOptions, iterate } from "../training/iterative.ts";
import type { StepMethod } from "../training/training.ts";

/** What a point estimate minimises and where it starts. */
export interface MapSettings {
  /** "model": maximum a posteriori, where a Gaussian prior is weight decay 1 / (N sd^2); "flat": maximum likelihood. */
  readonly prior?: "model" | "flat";
  readonly initialization?: Pick<Initialization, "mean">;
}

/** Settings of a point estimate, with those of every iterative method. */
export interface MapOptions extends IterativeOptions, MapSettings {}

type Wrap = (model: Model, arrays: readonly NamedArray[]) => Posterior;

/** Trains one set of weights, dropout layers on; `wrap` says what posterior they make. */
export function pointSteps(name: string, settings: MapSettings, wrap: Wrap): StepMethod {
  return {
    name,
    start(model, key) {
      const { network, likelihood, prior } = model;
      const initialization = { ...defaultInitialization, ...settings.initialization };
      const parameters = initialParameters(network, { family: "point", initialization, key: key.child("initial") });
      const beliefs = beliefsOf(network, parameters);
      return {
        parameters,
        posterior: () => wrap(model, parameters),
        objective({ x, y, place, key: stepKey }) {
          const { passes } = bindPasses(network, { noise: exactNoise, beliefs, dropout: "each", key: stepKey });
          const negativeLogProb = likelihood.negativeLogProb(network.forward(x, passes), y);
          const surprise = (): Tensor =>
            affine(
              parameters.map(({ value }) => sum(prior.logProb(value))).reduce((a, b) => add(a, b)),
              { scale: -1 },
            );
          const complexity = settings.prior === "model" ? surprise() : constant(0);
          return objectiveOf({ complexity, negativeLogProb }, { place, weights: uniformWeights() });
        },
      };
    },
  };
}

/** The steps of a point estimate, for whoever brings the minibatches. */
export const mapSteps = (settings: MapSettings = {}): StepMethod => pointSteps("map", settings, pointPosterior);

/** A method of points as inference over a data set. */
export const pointInference = (method: StepMethod, options: IterativeOptions): Inference => ({
  name: method.name,
  fit: ({ model, data }: Problem, key, { resume } = {}) => iterate({ method, model, data, key, options, resume }),
});

/**
 * A point estimate: maximum likelihood, or with `prior: "model"` maximum a posteriori.
 *
 *   minimise  -sum log p(y | x, w) - log p(w)
 */
export const map = (options: MapOptions): Inference => pointInference(mapSteps(options), options);
