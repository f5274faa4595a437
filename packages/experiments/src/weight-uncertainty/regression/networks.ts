import { dataSets, type RegressionPoints, significant } from "@credence/lab";
import { powerOfE } from "@credence/lab/figures";
import { type Key, keep, type Tensor, tensor } from "@credence/tensor";
import {
  adam,
  type Data,
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
const defaultLikelihoodStdDev = 0.1;

/** "gaussian-0", "mixture-1-6". */
export const priorId = (prior: RegressionPrior): string =>
  prior.kind === "gaussian" ? `gaussian-${prior.minusLogStdDev}` : `mixture-${prior.minusLogStdDev1}-${prior.minusLogStdDev2}`;

/** For a person: "Gaussian, sd e⁻¹". */
export const priorLabel = (prior: RegressionPrior): string =>
  prior.kind === "gaussian"
    ? `Gaussian, sd ${powerOfE(prior.minusLogStdDev)}`
    : `mixture, sds ${powerOfE(prior.minusLogStdDev1)} and ${powerOfE(prior.minusLogStdDev2)}`;

/** One network among those of the regression experiments. */
export interface RegressionNetwork {
  readonly label: string;
  readonly prior: RegressionPrior;
  readonly epochs: number;
  /** Which of several runs, from 1. */
  readonly run: number;
  readonly likelihoodStdDev?: number;
  /** How the expected likelihood is estimated: weights drawn for the batch, or with the local reparameterisation trick. */
  readonly estimator?: "shared" | "local";
}

type ModelOptions = Pick<RegressionNetwork, "prior" | "likelihoodStdDev"> & { readonly hidden: readonly number[] };

/** A perceptron of one input and one output under Gaussian noise. */
export const regressionModel = ({ prior, hidden, likelihoodStdDev = defaultLikelihoodStdDev }: ModelOptions): Model =>
  model({
    network: mlp({ inputs: 1, hidden, outputs: 1 }),
    prior:
      prior.kind === "gaussian"
        ? normal({ mean: 0, stdDev: Math.exp(-prior.minusLogStdDev) })
        : scaleMixture({ weight: 0.5, stdDev1: Math.exp(-prior.minusLogStdDev1), stdDev2: Math.exp(-prior.minusLogStdDev2) }),
    likelihood: normalLikelihood({ stdDev: likelihoodStdDev }),
  });

/** Where every network starts: both uniform on their interval. */
export const regressionInitialization = { mean: [-0.2, 0.2], rho: [-5, -4] } as const;

/**
 * Bayes by backprop as the source's code has it; `draws` of the weights are averaged in each step.
 *
 * It minimises the SUM of the batch's negative log-likelihood; ours is per datum. Adam's step on c times the gradient with epsilon e
 * is its step on the gradient with epsilon e / c, so an epsilon of 1e-8 / batchSize makes both take the same path.
 *
 * With the trick ("local") the complexity is the closed form, as there; the source draws each bias once for a batch and draw, here it is part
 * of the pre-activation, whose noise is independent between examples.
 */
export const regressionMethod = (
  { epochs, batchSize, draws, learningRate }: Readonly<Record<"epochs" | "batchSize" | "draws" | "learningRate", number>>,
  estimator: RegressionNetwork["estimator"] = "shared",
): Inference =>
  methods.bayesByBackprop({
    ...{ epochs, batchSize, draws, learningRate, estimator },
    schedule: stepDecay({ every: 5000, factor: 0.5 }),
    optimizer: adam({ epsilon: 1e-8 / batchSize }),
    complexityWeights: geometricWeights({ relativeTo: "batch" }),
    complexity: estimator === "local" ? "closed" : "monteCarlo",
    initialization: regressionInitialization,
  });

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

/** [-0.5, 1.5] in steps of 0.01: where functions are shown. */
export const shownInputs: readonly number[] = Array.from({ length: 201 }, (_, i) => Math.round(100 * (-0.5 + (2 * i) / 200)) / 100);

/** What a figure shows of numbers. */
export const rounded = (values: ArrayLike<number>): readonly number[] => significant(values, 5);
