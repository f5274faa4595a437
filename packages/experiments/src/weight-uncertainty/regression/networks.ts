import { dataSets, type RegressionPoints } from "@credence/lab";
import { powerOfE } from "@credence/lab/figures";
import { type Key, keep, type Tensor, tensor } from "@credence/tensor";
import {
  adam,
  type Data,
  type Distribution,
  geometricWeights,
  type Inference,
  type Model,
  methods,
  mlp,
  model,
  normal,
  normalLikelihood,
  scaleMixture,
  stepDecay,
} from "credence";

/** A prior over each weight, by minus the logarithm of its standard deviations, as the source's tables name it. */
export type RegressionPrior =
  | { readonly kind: "gaussian"; readonly minusLogStdDev: number }
  | { readonly kind: "mixture"; readonly minusLogStdDev1: number; readonly minusLogStdDev2: number };

/** Standard deviation of the likelihood wherever it is not the thing studied; the source's, and wider than the data's own noise. */
export const defaultLikelihoodStdDev = 0.1;

/** "gaussian-0", "mixture-1-6". */
export const priorId = (prior: RegressionPrior): string =>
  prior.kind === "gaussian" ? `gaussian-${prior.minusLogStdDev}` : `mixture-${prior.minusLogStdDev1}-${prior.minusLogStdDev2}`;

/** For a person: "Gaussian, sd e⁻¹". */
export const priorLabel = (prior: RegressionPrior): string =>
  prior.kind === "gaussian"
    ? `Gaussian, sd ${powerOfE(prior.minusLogStdDev)}`
    : `mixture, sds ${powerOfE(prior.minusLogStdDev1)} and ${powerOfE(prior.minusLogStdDev2)}`;

const density = (prior: RegressionPrior): Distribution =>
  prior.kind === "gaussian"
    ? normal({ mean: 0, stdDev: Math.exp(-prior.minusLogStdDev) })
    : scaleMixture({ weight: 0.5, stdDev1: Math.exp(-prior.minusLogStdDev1), stdDev2: Math.exp(-prior.minusLogStdDev2) });

export interface RegressionModelOptions {
  readonly prior: RegressionPrior;
  readonly hidden: readonly number[];
  readonly likelihoodStdDev?: number;
}

/** A perceptron of one input and one output under Gaussian noise. */
export const regressionModel = ({ prior, hidden, likelihoodStdDev = defaultLikelihoodStdDev }: RegressionModelOptions): Model =>
  model({
    network: mlp({ inputs: 1, hidden, outputs: 1 }),
    prior: density(prior),
    likelihood: normalLikelihood({ stdDev: likelihoodStdDev }),
  });

export interface RegressionTraining {
  readonly epochs: number;
  readonly batchSize: number;
  /** Weight draws averaged in a step. */
  readonly draws: number;
  readonly learningRate: number;
}

/** How the expected likelihood is estimated: weights drawn for the batch, or with the local reparameterisation trick. */
export type RegressionEstimator = "shared" | "local";

/** Where every network starts: both uniform on their interval. */
export const regressionInitialization = { mean: [-0.2, 0.2], rho: [-5, -4] } as const;

/**
 * Bayes by backprop as the source's code has it.
 *
 * It minimises the SUM of the batch's negative log-likelihood; ours is per datum. Adam's step on c times the gradient with epsilon e
 * is its step on the gradient with epsilon e / c, so an epsilon of 1e-8 / batchSize makes both take the same path.
 *
 * With the trick ("local") the complexity is the closed form, as there; the source draws each bias once for a batch and draw, here it is part
 * of the pre-activation, whose noise is independent between examples.
 */
export function regressionMethod(
  { epochs, batchSize, draws, learningRate }: RegressionTraining,
  estimator: RegressionEstimator = "shared",
): Inference {
  return methods.bayesByBackprop({
    epochs,
    batchSize,
    draws,
    learningRate,
    schedule: stepDecay({ every: 5000, factor: 0.5 }),
    optimizer: adam({ epsilon: 1e-8 / batchSize }),
    complexityWeights: geometricWeights(),
    estimator,
    complexity: estimator === "local" ? "closed" : "monteCarlo",
    initialization: regressionInitialization,
  });
}

/** Points and the same as tensors that live until the run ends. */
export interface RegressionData extends Data {
  readonly points: RegressionPoints;
}

/** Points of the curve, evenly spaced over [low, high]; the errors are the key's own. */
export function regressionData({ count, low, high, key }: { count: number; low: number; high: number; key: Key }): RegressionData {
  const points = dataSets.blundellRegression.generate({ count, low, high }, key);
  return { points, x: column(points.x), y: column(points.y) };
}

/** [count, 1], kept until disposed. */
export const column = (values: ArrayLike<number>): Tensor => keep(tensor(Float32Array.from(values), [values.length, 1]));

/** `count` numbers from low to high, both included. */
export const evenly = (low: number, high: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
