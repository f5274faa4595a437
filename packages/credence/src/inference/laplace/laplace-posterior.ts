import {
  add,
  concat,
  type Key,
  matmul,
  multiply,
  normals,
  reshape,
  scope,
  stack,
  sum,
  type Tensor,
  tensor,
  transpose,
} from "@credence/tensor";
import { withLearned } from "../../model/learned-likelihood.ts";
import type { Model } from "../../model/model.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectOptions, expectPositive, expectText } from "../../settings.ts";
import { beliefsOf } from "../posteriors/beliefs.ts";
import { expectArrays } from "../posteriors/expected-arrays.ts";
import type { Family } from "../posteriors/family.ts";
import { expectPosterior, type OutputMoments, type Posterior, type WeightMarginal } from "../posteriors/posterior.ts";
import { printedPosterior } from "../posteriors/printed-posterior.ts";
import { inRowBatches } from "../posteriors/row-batches.ts";
import { expectNamedArrays, type NamedArray, savePosterior } from "../posteriors/saved.ts";
import { examplesAtOnce } from "./curvature.ts";
import { covarianceOf, deviation, type GaussianBlock, spreadRows, variances } from "./gaussian-block.ts";
import { expectCovarianceFits } from "./memory.ts";
import { readBlocks, savedBlocks } from "./saved-blocks.ts";
import { type Part, partOf, rowsByArray, sizeOf, type WeightSubset } from "./subset.ts";

/** A Gaussian around trained weights, and what came out with it. */
export interface LaplaceState {
  readonly weights: WeightSubset;
  /** Covariance of the random weights, block by block. */
  readonly blocks: readonly GaussianBlock[];
  /** Of the prior, by array of weights. */
  readonly priorPrecision: Readonly<Record<string, number>>;
  /** log p(y) as approximated, nats. */
  readonly logMarginalLikelihood: number;
  /** The means, as numbers: a draw does not wait for the engine. */
  readonly means: ReadonlyMap<string, Float32Array>;
}

/** What a covariance of weights may take. */
export interface CovarianceOptions {
  /** Largest memory its matrices may take while they are made. @default 1024 */
  readonly memoryMiB?: number;
}

/** A posterior of the Laplace approximation: its outputs have moments without drawing, and it has a marginal likelihood. */
export interface LaplacePosterior<P extends Predictive = Predictive> extends Posterior<P> {
  readonly kind: "laplace";
  /** Of the prior, by array of weights ("0.weight"): what was given, or what maximised the marginal likelihood. */
  readonly priorPrecision: Readonly<Record<string, number>>;
  /**
   * Covariance of the random weights, float64, block by block; the blocks are independent. Made anew, quadratic in a block's weights.
   * @throws where the matrices take more memory than allowed, before any of it is taken
   */
  weightCovariance(
    options?: CovarianceOptions,
  ): readonly { readonly arrays: readonly string[]; readonly rows: readonly (readonly number[])[] }[];
  outputMoments(x: Tensor): OutputMoments;
  logMarginalLikelihood(): Promise<number>;
}

/**
 * Narrows to a Laplace approximation: its prior precisions and the covariance of its weights.
 * @throws for another kind, naming `where`
 */
export function expectLaplace<P extends Predictive>(where: string, posterior: Posterior<P>): LaplacePosterior<P> {
  expectText("expectLaplace", "where", where);
  expectPosterior(where, posterior);
  if (posterior.kind !== "laplace") throw new Error(`${where}: the posterior is of kind "${posterior.kind}", expected "laplace"`);
  return posterior as LaplacePosterior<P>;
}

/** Gaussian over all weights or those of the last layer, around the means in `arrays`. */
export function laplacePosterior<P extends Predictive>(
  assumed: Model<P>,
  arrays: readonly NamedArray[],
  state: LaplaceState,
): LaplacePosterior<P> {
  expectNamedArrays("laplacePosterior", assumed, arrays);
  const model = withLearned(assumed, arrays);
  const { network } = model;
  const part = partOf("laplace", model, state.weights);
  const atMeans = beliefsOf(network, arrays);
  const drawn = (key: Key): ReadonlyMap<string, Float32Array> => drawnArrays(part, state, key);
  const evaluate = (x: Tensor, values: ReadonlyMap<string, Float32Array>): Tensor<"float32"> =>
    part.outputs(x, beliefsOf(network, replaced(part, arrays, values)));
  const posterior = printedPosterior({
    kind: "laplace",
    model,
    parameters: arrays,
    draw(key) {
      const values = drawn(key);
      return (x) => scope(() => evaluate(part.inputs(x, atMeans), values));
    },
    drawnOutputs: (x, { keys, batchSize }) =>
      scope(() => {
        // layers before the random ones run once for all draws
        const shared =
          part.start === 0
            ? x
            : withoutDraws(inRowBatches(x, batchSize, (rows) => asOneDraw(part.inputs(rows, atMeans) as Tensor<"float32">)));
        const outputs = keys.map((key) =>
          scope(() => {
            const values = drawn(key);
            return withoutDraws(inRowBatches(shared, batchSize, (rows) => asOneDraw(evaluate(rows, values))));
          }),
        );
        return stack(outputs);
      }),
    weightMarginals: () => marginals(network.weights, arrays, state.blocks, part),
    outputMoments: (x) => outputMoments(x, { part, atMeans, blocks: state.blocks }),
    logMarginalLikelihood: async () => state.logMarginalLikelihood,
    async save() {
      const { header, words } = savedBlocks(state);
      return savePosterior("laplace", model, [...arrays, ...words], header);
    },
    dispose() {
      for (const { value } of arrays) value.dispose();
    },
  });
  return Object.assign(posterior, {
    priorPrecision: state.priorPrecision,
    weightCovariance(options: CovarianceOptions = {}) {
      expectOptions<CovarianceOptions>("weightCovariance", options, { memoryMiB: true });
      const { memoryMiB = 1024 } = options;
      expectPositive("weightCovariance", "memoryMiB", memoryMiB);
      expectCovarianceFits("weightCovariance", state.blocks, memoryMiB);
      return state.blocks.map((block) => ({ arrays: block.arrays, rows: covarianceOf(block) }));
    },
  }) as LaplacePosterior<P>;
}

const asOneDraw = (rows: Tensor<"float32">): Tensor<"float32"> => reshape(rows, [1, ...rows.shape]);
const withoutDraws = (rows: Tensor<"float32">): Tensor<"float32"> => reshape(rows, rows.shape.slice(1));

/** Values of the random arrays under one key: mean + C e. */
function drawnArrays(part: Part, { blocks, means }: LaplaceState, key: Key): ReadonlyMap<string, Float32Array> {
  const values = new Map<string, Float32Array>();
  for (const [i, block] of blocks.entries()) {
    const away = deviation(block, normals(key.child("weights").child(i), block.spread.length));
    let from = 0;
    for (const name of block.arrays) {
      const mean = means.get(name)!;
      const start = from;
      values.set(
        name,
        mean.map((value, at) => value + away[start + at]!),
      );
      from += mean.length;
    }
  }
  if (values.size !== part.weights.length) throw new Error(`laplace: blocks hold ${values.size} arrays, expected ${part.weights.length}`);
  return values;
}

const replaced = (part: Part, arrays: readonly NamedArray[], values: ReadonlyMap<string, Float32Array>): NamedArray[] => {
  const shapes = new Map(part.weights.map(({ name, shape }) => [name, shape]));
  return arrays.map((array) => {
    const name = array.name.replace(/\.mean$/, "");
    const own = values.get(name);
    return own ? { name: array.name, value: tensor(own, shapes.get(name)!) } : array;
  });
};

function marginals(
  weights: Model["network"]["weights"],
  arrays: readonly NamedArray[],
  blocks: readonly GaussianBlock[],
  part: Part,
): WeightMarginal[] {
  const stdDevs = new Map<string, Float32Array>();
  const sizes = new Map(part.weights.map((weight) => [weight.name, sizeOf(weight)]));
  for (const block of blocks) {
    const all = Float32Array.from(variances(block), Math.sqrt);
    let from = 0;
    for (const name of block.arrays) {
      stdDevs.set(name, all.slice(from, from + sizes.get(name)!));
      from += sizes.get(name)!;
    }
  }
  return weights.map((weight) => ({
    name: weight.name,
    mean: arrays.find(({ name }) => name === `${weight.name}.mean`)!.value as Tensor<"float32">,
    stdDev: tensor(stdDevs.get(weight.name) ?? new Float32Array(sizeOf(weight)), weight.shape),
  }));
}

/** f(x; w*) and J (H + D)^-1 J', of the network linearised in its random weights. */
function outputMoments(
  x: Tensor,
  { part, atMeans, blocks }: { part: Part; atMeans: ReturnType<typeof beliefsOf>; blocks: readonly GaussianBlock[] },
): OutputMoments {
  return scope(() => {
    const mean = withoutDraws(inRowBatches(x, 2000, (rows) => asOneDraw(part.outputs(part.inputs(rows, atMeans), atMeans))));
    const count = mean.shape[1]!;
    const size = part.weights.reduce((total, weight) => total + sizeOf(weight), 0);
    const stacked = inRowBatches(x, examplesAtOnce(count, size), (rows) => {
      const gradients = part.gradients(part.inputs(rows, atMeans), { beliefs: atMeans });
      const byArray = rowsByArray(part, gradients);
      const covariance = blocks
        .map(({ arrays, ...block }) => {
          const spread = spreadRows(
            { arrays, ...block },
            concat(
              arrays.map((name) => byArray.get(name)!),
              1,
            ),
          );
          const [all, size] = spread.shape as [number, number];
          const perExample = transpose(reshape(spread, [count, all / count, size]), [1, 0, 2]);
          return matmul(perExample, perExample, { transposeB: true });
        })
        .reduce((total, one) => add(total, one));
      return asOneDraw(covariance);
    });
    const covariance = withoutDraws(stacked);
    const identity = tensor(
      Float32Array.from({ length: count * count }, (_, i) => (i % (count + 1) === 0 ? 1 : 0)),
      [count, count],
    );
    return { mean, covariance, variance: sum(multiply(covariance, identity), { axis: -1 }) };
  });
}

/** Files hold the weights as means, and the factors of the covariance with every bit of their float64. */
export const laplaceFamily: Family = {
  kind: "laplace",
  async revive({ model, arrays, header }) {
    expectArrays(model, arrays, { where: "loadPosterior", parts: ["mean"] });
    const { state, own } = await readBlocks(model, arrays, header);
    return laplacePosterior(model, own, state);
  },
};
