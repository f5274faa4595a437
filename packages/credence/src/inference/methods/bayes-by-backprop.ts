import { add, type Key, reshape, type Tensor } from "@credence/tensor";
import { withLearned } from "../../model/learned-likelihood.ts";
import { negativeLogProbOf } from "../../model/likelihoods/likelihood.ts";
import { objectiveOf } from "../../model/log-joint.ts";
import { expectModel, type Model } from "../../model/model.ts";
import { priorOf } from "../../model/priors.ts";
import {
  type FusedPriors,
  flipoutNoise,
  type LayerBelief,
  localReparameterizationNoise,
  type Noise,
  type NoiseSource,
  sharedNoise,
} from "../../nn/noise.ts";
import { bindPasses } from "../../nn/passes.ts";
import { expectKey, expectList, expectOneOf, expectOptions, expectTensor, expectWhole, type OptionNames } from "../../settings.ts";
import type { Inference } from "../inference.ts";
import { beliefsOf, noiseWhereRandom } from "../posteriors/beliefs.ts";
import { closedFormComplexity, hasClosedForm, klMonteCarloOfWeights } from "../posteriors/complexity.ts";
import { meanFieldPosterior } from "../posteriors/mean-field-posterior.ts";
import { initialParameters, likelihoodParameters } from "../training/initial-parameters.ts";
import { iterativeInference } from "../training/iterative.ts";
import { type IterativeOptions, iterativeOptionNames } from "../training/iterative-options.ts";
import type { StepMethod } from "../training/training.ts";
import {
  firstRandomLayer,
  randomSizes,
  resolvedVariational,
  type VariationalSettings,
  variationalJson,
  variationalSettingNames,
} from "../training/variational-settings.ts";

/** What Bayes by backprop minimises and where it starts. */
export interface BayesByBackpropSettings extends VariationalSettings {
  /** How the expected likelihood is estimated: one draw of weights for the batch, noise per pre-activation, or signs per example. @default "shared" */
  readonly estimator?: "shared" | "local" | "flipout";
  /**
   * "monteCarlo": log q(w) - log p(w) at drawn weights, any prior (those of the likelihood where the prior's density is fused into the draw, else
   * draws of their own); "closed": the formula, normal or Laplace prior; "closedWhereKnown": the formula where the prior has one, else Monte Carlo.
   * By default "monteCarlo" with shared noise, "closedWhereKnown" with the others.
   * @default "monteCarlo" with shared noise, "closedWhereKnown" with the others
   */
  readonly complexity?: "monteCarlo" | "closed" | "closedWhereKnown";
}

/** Settings of Bayes by backprop, with those of every iterative method. */
export interface BayesByBackpropOptions extends IterativeOptions, BayesByBackpropSettings {}

/** Names of the settings. */
const bayesByBackpropSettingNames = {
  estimator: true,
  complexity: true,
  ...variationalSettingNames,
} as const satisfies OptionNames<BayesByBackpropSettings>;

const noises = { shared: sharedNoise, local: localReparameterizationNoise, flipout: flipoutNoise };

export interface BoundInput {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly beliefs: readonly (LayerBelief | undefined)[];
  readonly estimator: "shared" | "local" | "flipout";
  readonly complexity: "monteCarlo" | "closed";
  readonly draws: number;
  readonly key: Key;
  /** Stored noise per weighted layer instead of the key's. */
  readonly sources?: readonly NoiseSource[];
}

/** The priors of each layer as the kernel of the draw knows them; undefined where it does not know that of some weight. */
function fusedPriors({ network, prior }: Model): ((layer: number) => FusedPriors) | undefined {
  if (!network.weights.every((weight) => priorOf(prior, weight).fused)) return undefined;
  const of = (layer: number, role: "weight" | "bias") => priorOf(prior, { layer, role }).fused;
  return (layer) => ({ weight: of(layer, "weight")!, bias: of(layer, "bias")! });
}

/** Whether the complexity comes with the noise's own pass over the weights: drawn with shared noise, in closed form with the local one. */
function fusedWith(model: Model, { estimator, complexity }: Pick<BoundInput, "estimator" | "complexity">) {
  if (estimator === "shared" && complexity === "monteCarlo") return fusedPriors(model);
  const { network, prior } = model;
  const normal = network.weights.every((weight) => priorOf(prior, weight).fused?.kind === "normal");
  return estimator === "local" && complexity === "closed" && normal ? fusedPriors(model) : undefined;
}

function expectBoundInput(model: Model, input: BoundInput): void {
  const where = "boundTerms";
  expectModel(where, model);
  expectOptions<BoundInput>(where, input, {
    x: true,
    y: true,
    beliefs: true,
    estimator: true,
    complexity: true,
    draws: true,
    key: true,
    sources: true,
  });
  const { x, y, estimator, complexity, draws, key, sources } = input;
  expectTensor(where, "x", x);
  expectTensor(where, "y", y);
  expectOneOf(where, "estimator", estimator, Object.keys(noises));
  expectOneOf(where, "complexity", complexity, ["monteCarlo", "closed"]);
  expectWhole(where, "draws", draws);
  expectKey(where, key);
  if (sources !== undefined) expectList(where, "sources", sources);
}

/**
 * Both terms of the bound at one minibatch, before weighting, and the outputs they come from.
 *
 * @shape complexity [] or [draws], negativeLogProb [draws, batch], outputs [draws, batch, outputs]
 */
export function boundTerms(model: Model, input: BoundInput): { complexity: Tensor; negativeLogProb: Tensor; outputs: Tensor } {
  expectBoundInput(model, input);
  const { network, likelihood } = model;
  const { x, y, beliefs, estimator, complexity, draws, key } = input;
  const fused = fusedWith(model, input);
  const withPrior = estimator === "local" ? localReparameterizationNoise : sharedNoise;
  const noise = (layer: number): Noise => (fused ? withPrior({ draws, prior: fused(layer) }) : noises[estimator]({ draws }));
  const { passes, complexities } = bindPasses(network, {
    noise: noiseWhereRandom(beliefs, noise),
    beliefs,
    dropout: "each",
    key,
    ...(input.sources ? { sources: input.sources } : {}),
  });
  let outputs = network.forward(x, passes);
  if (draws === 1 && outputs.shape.length === 2) outputs = reshape(outputs, [1, ...outputs.shape]);
  const cost = fused
    ? complexities.reduce((total, part) => add(total, part))
    : complexity === "closed"
      ? closedFormComplexity(model, beliefs)
      : klMonteCarloOfWeights(model, beliefs, { draws, key: key.child("complexity") });
  return { complexity: cost, negativeLogProb: negativeLogProbOf(likelihood, outputs, y), outputs };
}

/** The steps of Bayes by backprop, for whoever brings the minibatches. @throws for settings out of range @see blundell2015 */
export function bayesByBackpropSteps(settings: BayesByBackpropSettings = {}): StepMethod {
  expectOptions("bayesByBackprop", settings, bayesByBackpropSettingNames);
  return stepsOf(settings);
}

function stepsOf(settings: BayesByBackpropSettings): StepMethod {
  const { estimator = "shared" } = settings;
  const where = "bayesByBackprop";
  expectOneOf(where, "estimator", estimator, Object.keys(noises));
  const { complexity: asked = estimator === "shared" ? "monteCarlo" : "closedWhereKnown" } = settings;
  expectOneOf(where, "complexity", asked, ["monteCarlo", "closed", "closedWhereKnown"]);
  const resolved = resolvedVariational(where, settings);
  const { draws, complexityWeights, temperature, initialization, layers } = resolved;
  return {
    name: where,
    start(assumed, key) {
      const complexity = asked !== "closedWhereKnown" ? asked : hasClosedForm(assumed) ? "closed" : "monteCarlo";
      const randomFrom = firstRandomLayer(where, assumed.network, layers);
      const weights = initialParameters(assumed.network, { family: "gaussian", initialization, randomFrom, key: key.child("initial") });
      const parameters = [...weights, ...likelihoodParameters(assumed.likelihood)];
      const model = withLearned(assumed, parameters);
      const beliefs = beliefsOf(model.network, parameters);
      return {
        parameters,
        posterior: () => meanFieldPosterior(model, parameters),
        objective: ({ x, y, place, key: stepKey }) =>
          objectiveOf(boundTerms(model, { x, y, beliefs, estimator, complexity, draws, key: stepKey }), {
            place,
            weights: complexityWeights,
            temperature,
          }),
      };
    },
    toJSON: () => ({ name: where, estimator, complexity: asked, ...variationalJson(resolved) }),
    memory(network) {
      const { random, fixed } = randomSizes(where, network, layers);
      const parameters = 2 * random + fixed;
      // what is drawn of a weight, its noise and its gradient
      return { parameters, besides: 3 * draws * random, posterior: parameters, setsOfWeights: draws };
    },
  };
}

/**
 * Bayes by backprop: a mean-field Gaussian fitted by stochastic gradients of the evidence lower bound.
 *
 *   minimise  KL[q(w) || p(w)] - E_q sum log p(y | x, w),   q(w) = N(mean, softplus(rho)^2)
 *
 * @see blundell2015; kingma2015 for "local"; wen2018 for "flipout"
 */
export function bayesByBackprop(options: BayesByBackpropOptions): Inference {
  expectOptions("bayesByBackprop", options, { ...iterativeOptionNames, ...bayesByBackpropSettingNames });
  return iterativeInference(stepsOf(options), options);
}
