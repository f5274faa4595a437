import { add, affine, constant, sum, type Tensor } from "@credence/tensor";
import { objectiveOf, uniformWeights } from "../../model/log-joint.ts";
import type { Model } from "../../model/model.ts";
import { exactNoise } from "../../nn/noise.ts";
import { bindPasses } from "../../nn/passes.ts";
import { expectOneOf } from "../../settings.ts";
import { beliefsOf } from "../posteriors/beliefs.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import type { NamedArray } from "../posteriors/saved.ts";
import { defaultInitialization, type Initialization, initialParameters, resolvedInitialization } from "./initial-parameters.ts";
import type { StepMethod } from "./training.ts";

/** What a point estimate minimises and where it starts. */
export interface MapSettings {
  /** "model": maximum a posteriori, where a Gaussian prior is weight decay 1 / (N sd^2); "flat": maximum likelihood. */
  readonly prior?: "model" | "flat";
  readonly initialization?: Pick<Initialization, "mean">;
}

/** What posterior the trained arrays make. */
type Wrap = (model: Model, arrays: readonly NamedArray[]) => Posterior;

/** Trains one set of weights, dropout layers on; `wrap` says what posterior they make. */
export function pointSteps(name: string, settings: MapSettings, wrap: Wrap): StepMethod {
  const { prior: assumed = "flat" } = settings;
  const { mean } = resolvedInitialization(settings.initialization);
  expectOneOf(name, "prior", assumed, ["model", "flat"]);
  return {
    name,
    start(model, key) {
      const { network, likelihood, prior } = model;
      const parameters = initialParameters(network, {
        family: "point",
        initialization: { ...defaultInitialization, mean },
        key: key.child("initial"),
      });
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
          const complexity = assumed === "model" ? surprise() : constant(0);
          return objectiveOf({ complexity, negativeLogProb }, { place, weights: uniformWeights() });
        },
      };
    },
    toJSON: () => ({ name, prior: assumed, initialization: { mean } }),
  };
}
