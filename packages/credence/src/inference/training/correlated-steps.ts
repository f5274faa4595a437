import { withLearned } from "../../model/learned-likelihood.ts";
import { negativeLogProbOf } from "../../model/likelihoods/likelihood.ts";
import { objectiveOf } from "../../model/log-joint.ts";
import type { Model } from "../../model/model.ts";
import type { NamedWeight } from "../../nn/network.ts";
import { exactNoise } from "../../nn/noise.ts";
import { bindPasses } from "../../nn/passes.ts";
import type { Parameter } from "../../optim/optimizer.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import type { SettingsJson } from "../../settings.ts";
import { correlatedComplexity } from "../posteriors/correlated-complexity.ts";
import { type CorrelatedGaussian, drawnBeliefs } from "../posteriors/correlated-gaussian.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import type { NamedArray } from "../posteriors/saved.ts";
import { initialParameters, likelihoodParameters } from "./initial-parameters.ts";
import type { StepMemory, StepMethod } from "./training.ts";
import { firstRandomLayer, randomSizes, resolvedVariational, type VariationalSettings, variationalJson } from "./variational-settings.ts";

/** How weights are correlated. */
export interface CovarianceStructure {
  /** Parameters of the covariance besides each weight's rho. */
  parameters(weights: readonly NamedWeight[], key: Parameters<StepMethod["start"]>[1]): Parameter[];
  gaussian(network: Model["network"], arrays: readonly NamedArray[]): CorrelatedGaussian;
  posterior<P extends Predictive>(model: Model<P>, arrays: readonly NamedArray[], gaussian: CorrelatedGaussian): Posterior<P>;
  /** What of the settings says so. */
  readonly settings: SettingsJson;
  /** Numbers of those parameters, and of what a step makes of them beside their gradients, for so many random weights. */
  memory(random: number): Pick<StepMemory, "parameters" | "besides">;
}

/**
 * A Gaussian with correlated weights, fitted by stochastic gradients of the evidence lower bound through draws of the weights; its entropy is exact, and
 * so is the whole complexity under normal priors.
 */
export function correlatedSteps(name: string, settings: VariationalSettings, structure: CovarianceStructure): StepMethod {
  const resolved = resolvedVariational(name, settings);
  const { draws, complexityWeights, temperature, initialization, layers } = resolved;
  return {
    name,
    start(assumed, key) {
      const { network, likelihood } = assumed;
      const randomFrom = firstRandomLayer(name, network, layers);
      const random = network.weights.filter(({ layer }) => layer >= randomFrom);
      // what is refused is refused before anything is made
      const covariance = structure.parameters(random, key.child("covariance"));
      const weights = initialParameters(network, { family: "gaussian", initialization, randomFrom, key: key.child("initial") });
      const parameters = [...weights, ...covariance, ...likelihoodParameters(likelihood)];
      const model = withLearned(assumed, parameters);
      const gaussian = structure.gaussian(network, parameters);
      return {
        parameters,
        posterior: () => structure.posterior(model, parameters, gaussian),
        objective({ x, y, place, key: stepKey }) {
          const drawn = gaussian.draw(stepKey.child("weights"), draws);
          const beliefs = drawnBeliefs(network, parameters, drawn);
          const { passes } = bindPasses(network, { noise: exactNoise, beliefs, dropout: "each", key: stepKey });
          const negativeLogProb = negativeLogProbOf(model.likelihood, network.forward(x, passes), y);
          const complexity = correlatedComplexity(model, { arrays: parameters, gaussian, drawn });
          return objectiveOf({ complexity, negativeLogProb }, { place, weights: complexityWeights, temperature });
        },
      };
    },
    toJSON: () => ({ name, ...structure.settings, ...variationalJson(resolved) }),
    memory(network) {
      const { random, fixed } = randomSizes(name, network, layers);
      const covariance = structure.memory(random);
      const parameters = 2 * random + fixed + covariance.parameters;
      return { parameters, besides: 3 * draws * random + covariance.besides, posterior: parameters, setsOfWeights: draws };
    },
  };
}
