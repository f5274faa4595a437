import { affine, type Key, keep, reshape, scope, slice, sum, type Tensor } from "@credence/tensor";
import type { Normal } from "../../distributions/normal.ts";
import { expectFinite } from "../../model/finite.ts";
import { withLearned } from "../../model/learned-likelihood.ts";
import type { Model } from "../../model/model.ts";
import { priorOf } from "../../model/priors.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectNumber, expectObject, expectOneOf, expectOptions, expectPositive } from "../../settings.ts";
import { expectFitArguments, expectInference, type FitOptions, type Inference, type Problem } from "../inference.ts";
import { type Curvature, curvatureOf, type Hessian } from "../laplace/curvature.ts";
import { laplacePosterior } from "../laplace/laplace-posterior.ts";
import { expectFits, laplaceMemory } from "../laplace/memory.ts";
import { logMarginalLikelihood, maximisedPriorPrecisions, type PriorBlock, underPrior } from "../laplace/prior-precision.ts";
import { meansOf } from "../laplace/saved-blocks.ts";
import { type Part, partOf, sizeOf, type WeightSubset } from "../laplace/subset.ts";
import { beliefsOf } from "../posteriors/beliefs.ts";
import { expectArrays } from "../posteriors/expected-arrays.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import type { NamedArray } from "../posteriors/saved.ts";

/** Settings of a Laplace approximation, under the names of laplace-torch where it has one. */
export interface LaplaceOptions {
  /** Which weights are random; the others stay as they were trained. @default "last-layer" */
  readonly weights?: WeightSubset;
  /** Structure of the curvature. @default "kronecker" */
  readonly curvature?: Curvature;
  /** Which curvature: generalised Gauss-Newton or empirical Fisher. @default "ggn" */
  readonly hessian?: Hessian;
  /**
   * 1 / variance of the Gaussian prior: "model", that of the model's prior; a number for all weights; numbers by place of the layer; or
   * "marginal-likelihood", what makes the data most probable with the trained weights kept.
   * @default "model"
   */
  readonly priorPrecision?: number | "model" | "marginal-likelihood" | Readonly<Record<number, number>>;
  /** Under "marginal-likelihood": one precision for all weights, or one for each layer. @default "scalar" */
  readonly priorStructure?: "scalar" | "layerwise";
  /** Largest memory its matrices may take while they are made. @default 1024 */
  readonly memoryMiB?: number;
  /** Trains the weights first, as it would by itself; the progress of the fit is its own. @default "none": those of the posterior given `from` stay as they are */
  readonly train?: Inference | "none";
}

const where = "laplace";
const optionNames = {
  weights: true,
  curvature: true,
  hessian: true,
  priorPrecision: true,
  priorStructure: true,
  memoryMiB: true,
  train: true,
} as const;

/**
 * The Laplace approximation: a Gaussian around trained weights, whose precision is the curvature of the negative log joint there.
 *
 *   q(w) = N(w*, (H + D)^-1),  H the generalised Gauss-Newton matrix or the empirical Fisher of all data, D the prior precision
 *
 * Fitted `from` the posterior of a trained network: `run(laplace({}).fit({ model, data }, key, { from }))`; the weights do not move. Exact where
 * outputs are linear in the weights and the noise is Gaussian. Around a classifier trained without a prior to probability 1, H is 0 and q is the
 * prior: train with `map({ prior: "model" })`. A full curvature takes the time of the eigenvectors of its matrix, cubic in the weights.
 *
 * @throws for settings out of range; when fitted, without trained weights, for a layer that is neither dense nor conv2d, and for a curvature that
 *   takes more memory than allowed, before any of it is taken
 * @see daxberger2021; mackay1992
 */
export function laplace(options: LaplaceOptions = {}): Inference {
  expectOptions(where, options, optionNames);
  const { weights = "last-layer", curvature = "kronecker", hessian = "ggn", priorPrecision = "model", priorStructure = "scalar" } = options;
  const { memoryMiB = 1024, train = "none" } = options;
  expectOneOf(where, "weights", weights, ["all", "last-layer"]);
  expectOneOf(where, "curvature", curvature, ["full", "kronecker", "diagonal"]);
  expectOneOf(where, "hessian", hessian, ["ggn", "empirical-fisher"]);
  expectOneOf(where, "priorStructure", priorStructure, ["scalar", "layerwise"]);
  expectPositive(where, "memoryMiB", memoryMiB);
  if (typeof priorPrecision === "number") expectPositive(where, "priorPrecision", priorPrecision);
  else if (typeof priorPrecision === "string") expectOneOf(where, "priorPrecision", priorPrecision, ["model", "marginal-likelihood"]);
  else {
    expectObject(where, "priorPrecision", priorPrecision, 'a number, "model", "marginal-likelihood", or numbers by layer');
    for (const [layer, value] of Object.entries(priorPrecision)) expectPositive(where, `priorPrecision[${layer}]`, value);
  }
  if (train !== "none") expectInference(where, train);
  const settings = { weights, curvature, hessian, priorPrecision, priorStructure, memoryMiB };
  return {
    name: where,
    ...(train !== "none" && { trainsInside: true }),
    async *fit<P extends Predictive>(problem: Problem<P>, key: Key, given: FitOptions = {}) {
      expectFitArguments(where, problem, key, given);
      // said before training, not after it
      expectFits(where, { network: problem.model.network, subset: weights, curvature, memoryMiB });
      expectPlainPriors(problem.model);
      if (train === "none") {
        if (!given.from)
          throw new Error(
            `${where}: no trained weights, expected fit(problem, key, { from: posterior }), or train: a method that trains them`,
          );
        return await approximated(problem, given.from, settings);
      }
      const training = train.fit(problem, key.child("train"), given);
      const trained = yield* training;
      try {
        return await approximated(problem, trained, settings);
      } finally {
        trained.dispose();
      }
    },
    toJSON: () => ({
      name: where,
      ...settings,
      priorPrecision: typeof priorPrecision === "object" ? { ...priorPrecision } : priorPrecision,
      train: train === "none" ? train : train.toJSON(),
    }),
    memory(network) {
      const { fit, posterior } = laplaceMemory(where, { network, subset: weights, curvature });
      const training = train === "none" ? undefined : train.memory?.(network);
      return { fit: Math.max(fit, training?.fit ?? 0), posterior, setsOfWeights: training?.setsOfWeights ?? 1 };
    },
  };
}

type Settings = Required<Omit<LaplaceOptions, "train">>;

async function approximated<P extends Predictive>(
  { model: assumed, data }: Problem<P>,
  from: Posterior,
  settings: Settings,
): Promise<Posterior<P>> {
  const { weights: subset, curvature, hessian } = settings;
  if (!from.parameters)
    throw new Error(`${where}: from is of kind "${from.kind}", expected one with the weights of a single network, such as "point"`);
  expectArrays(assumed, from.parameters, { where: `${where}: from`, parts: ["mean"] });
  await expectFinite(where, "x", data.x);
  await expectFinite(where, "y", data.y);
  const arrays = from.parameters.filter(({ name }) => !name.endsWith(".rho")).map(copied);
  try {
    const model = withLearned(assumed, arrays);
    const beliefs = beliefsOf(model.network, arrays);
    const part = partOf(where, model, subset);
    const blocks = await curvatureOf({ model, beliefs, data, part, curvature, hessian });
    const means = await meansOf(arrays);
    const { groups, precisions: given } = precisionsOf(model, part, settings);
    const priorBlocks = blocks.map((block): PriorBlock => {
      const own = block.arrays.map((name) => part.weights.find((weight) => weight.name === name)!);
      return {
        block,
        group: Int32Array.from(own.flatMap((weight) => new Array<number>(sizeOf(weight)).fill(groups.get(weight.name)!))),
        squares: Float64Array.from(own.flatMap((weight) => squaresOf(means.get(weight.name)!, priorMean(model, weight)))),
      };
    });
    const precisions = given ?? maximisedPriorPrecisions(priorBlocks, Math.max(...groups.values()) + 1);
    const logLikelihood = await logLikelihoodOf(model, part, { beliefs, data });
    return laplacePosterior(assumed, arrays, {
      weights: subset,
      blocks: priorBlocks.map((one) => underPrior(one, precisions).gaussian),
      priorPrecision: Object.fromEntries([...groups].map(([name, group]) => [name, precisions[group]!])),
      logMarginalLikelihood: logMarginalLikelihood(priorBlocks, { precisions, logLikelihood }),
      means,
    });
  } catch (error) {
    for (const { value } of arrays) value.dispose();
    throw error;
  }
}

const copied = ({ name, value }: NamedArray): NamedArray => ({ name, value: scope(() => keep(affine(value, { scale: 1 }))) });

/** Which precision each array has, and their values where they are not to be found. */
function precisionsOf(
  { prior }: Model,
  { weights }: Part,
  { priorPrecision, priorStructure }: Settings,
): { groups: Map<string, number>; precisions?: number[] } {
  const layers = [...new Set(weights.map(({ layer }) => layer))];
  if (priorPrecision === "marginal-likelihood")
    return { groups: new Map(weights.map(({ name, layer }) => [name, priorStructure === "scalar" ? 0 : layers.indexOf(layer)])) };
  const groups = new Map(weights.map(({ name }, i) => [name, i]));
  if (typeof priorPrecision === "number") return { groups, precisions: weights.map(() => priorPrecision) };
  if (typeof priorPrecision === "object")
    return {
      groups,
      precisions: weights.map(({ layer }) => {
        const own = priorPrecision[layer];
        if (own === undefined)
          throw new Error(`${where}: priorPrecision has nothing for layer ${layer}, expected one for each of ${layers.join(", ")}`);
        expectNumber(where, `priorPrecision[${layer}]`, own);
        return own;
      }),
    };
  return {
    groups,
    precisions: weights.map((weight) => {
      const own = priorOf(prior, weight);
      if (own.kind !== "normal")
        throw new Error(
          `${where}: the prior of "${weight.name}" is ${own.kind}, expected normal, or a priorPrecision of its own or by "marginal-likelihood"`,
        );
      return (own as Normal<number>).stdDev ** -2;
    }),
  };
}

/** @throws for a Gaussian prior whose mean or standard deviation is an array: a group of weights has one of each here */
function expectPlainPriors({ network, prior }: Model): void {
  for (const weight of network.weights) {
    const own = priorOf(prior, weight) as Normal;
    if (own.kind === "normal" && (typeof own.mean !== "number" || typeof own.stdDev !== "number"))
      throw new Error(`${where}: the prior of "${weight.name}" is normal with arrays, expected plain numbers for mean and stdDev`);
  }
}

/** Where the prior is centred: its mean where it is Gaussian, else 0. */
function priorMean({ prior }: Model, weight: Part["weights"][number]): number {
  const own = priorOf(prior, weight);
  return own.kind === "normal" ? (own as Normal<number>).mean : 0;
}

const squaresOf = (values: Float32Array, mean: number): number[] => Array.from(values, (value) => (value - mean) ** 2);

/** log p(y | w*), nats, summed in float64. */
async function logLikelihoodOf(
  { likelihood }: Model,
  part: Part,
  { beliefs, data }: { beliefs: ReturnType<typeof beliefsOf>; data: Problem["data"] },
): Promise<number> {
  let total = 0;
  const count = data.x.shape[0]!;
  for (let from = 0; from < count; from += 1000) {
    const rows = (x: Tensor) => slice(x, [from, ...x.shape.slice(1).map(() => 0)], [Math.min(1000, count - from), ...x.shape.slice(1)]);
    const each = scope(() =>
      sum(
        likelihood.negativeLogProb(
          reshape(part.outputs(part.inputs(rows(data.x), beliefs), beliefs), [1, Math.min(1000, count - from), -1]),
          rows(data.y),
        ),
        { axis: 0 },
      ),
    );
    for (const value of await each.read()) total -= value;
    each.dispose();
  }
  return total;
}
