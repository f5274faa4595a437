import { add, affine, constant, sum, type Tensor } from "@credence/tensor";
import { withLearned } from "../../model/learned-likelihood.ts";
import { negativeLogProbOf } from "../../model/likelihoods/likelihood.ts";
import { objectiveOf, uniformWeights } from "../../model/log-joint.ts";
import type { Model } from "../../model/model.ts";
import { priorOf } from "../../model/priors.ts";
import { exactNoise } from "../../nn/noise.ts";
import { bindPasses } from "../../nn/passes.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectOneOf, type OptionNames } from "../../settings.ts";
import { beliefsOf } from "../posteriors/beliefs.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import type { NamedArray } from "../posteriors/saved.ts";
import {
  defaultInitialization,
  type Initialization,
  initialParameters,
  likelihoodParameters,
  resolvedInitialization,
} from "./initial-parameters.ts";
import type { StepMethod } from "./training.ts";

/** What a point estimate minimises and where it starts. */
export interface MapSettings {
  /** "model": maximum a posteriori, where a Gaussian prior is weight decay 1 / (N sd^2); "flat": maximum likelihood. @default "flat" */
  readonly prior?: "model" | "flat";
  /** Where weights start. @default { mean: "fan-in" } */
  readonly initialization?: Pick<Initialization, "mean">;
}

/** Names of the settings. */
export const mapSettingNames = { prior: true, initialization: true } as const satisfies OptionNames<MapSettings>;

/** What posterior the trained arrays make. */
type Wrap = <P extends Predictive>(model: Model<P>, arrays: readonly NamedArray[]) => Posterior<P>;

/** Trains one set of weights, dropout layers on; `wrap` says what posterior they make. */
export function pointSteps(name: string, settings: MapSettings, wrap: Wrap): StepMethod {
  const { prior: assumedPrior = "flat" } = settings;
  const { mean } = resolvedInitialization(name, settings.initialization);
  expectOneOf(name, "prior", assumedPrior, ["model", "flat"]);
  return {
    name,
    start(assumed, key) {
      const { network, prior } = assumed;
      const weights = initialParameters(network, {
        family: "point",
        initialization: { ...defaultInitialization, mean },
        key: key.child("initial"),
      });
      const parameters = [...weights, ...likelihoodParameters(assumed.likelihood)];
      const model = withLearned(assumed, parameters);
      const beliefs = beliefsOf(network, parameters);
      return {
        parameters,
        posterior: () => wrap(model, parameters),
        objective({ x, y, place, key: stepKey }) {
          const { passes } = bindPasses(network, { noise: exactNoise, beliefs, dropout: "each", key: stepKey });
          const negativeLogProb = negativeLogProbOf(model.likelihood, network.forward(x, passes), y);
          const surprise = (): Tensor =>
            affine(
              weights.map(({ value }, i) => sum(priorOf(prior, network.weights[i]!).logProb(value))).reduce((a, b) => add(a, b)),
              { scale: -1 },
            );
          const complexity = assumedPrior === "model" ? surprise() : constant(0);
          return objectiveOf({ complexity, negativeLogProb }, { place, weights: uniformWeights() });
        },
      };
    },
    toJSON: () => ({ name, prior: assumedPrior, initialization: { mean } }),
    memory: ({ size }) => ({ parameters: size, besides: 0, posterior: size, setsOfWeights: 1 }),
  };
}
