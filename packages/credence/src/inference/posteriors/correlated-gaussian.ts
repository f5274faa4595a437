import { add, type Key, reshape, scope, sqrt, stack, sum, type Tensor, zeros } from "@credence/tensor";
import { withLearned } from "../../model/learned-likelihood.ts";
import type { Model } from "../../model/model.ts";
import type { NamedWeight, Network } from "../../nn/network.ts";
import { exactNoise, type LayerBelief } from "../../nn/noise.ts";
import { bindPasses, type DropoutMode } from "../../nn/passes.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { beliefsOf } from "./beliefs.ts";
import type { Posterior, WeightMarginal } from "./posterior.ts";
import { printedPosterior } from "./printed-posterior.ts";
import { inRowBatches } from "./row-batches.ts";
import { type NamedArray, savePosterior } from "./saved.ts";

/** A Gaussian over some arrays of a network's weights, whose weights depend on each other and so are drawn all at once. */
export interface CorrelatedGaussian {
  /** The arrays that are random; the others are points at their means. */
  readonly weights: readonly NamedWeight[];
  /** Draws of each random array, by the network's name. @shape [draws, ...] each */
  draw(key: Key, draws: number): ReadonlyMap<string, Tensor>;
  /** Variance of each weight, by the network's name. */
  variances(): ReadonlyMap<string, Tensor>;
  /** log det of the covariance, nats. @shape [] */
  logDeterminant(): Tensor;
  /** Gives back what it keeps besides the arrays. @default absent: nothing */
  dispose?(): void;
}

/** What a family adds to the Gaussian itself. */
export interface CorrelatedParts<P extends Predictive> {
  readonly kind: string;
  readonly model: Model<P>;
  /** All arrays, now the posterior's own. */
  readonly arrays: readonly NamedArray[];
  readonly gaussian: CorrelatedGaussian;
  /** "function": a draw has one mask of dropout; "off": none. */
  readonly dropout: Exclude<DropoutMode, "each">;
  /** KL[q || prior], where the family tells it. @default absent */
  readonly complexity?: Posterior["complexity"];
}

/** Beliefs in which each random array is what was drawn, and each other one a point. */
export function drawnBeliefs(
  network: Network,
  arrays: readonly NamedArray[],
  drawn: ReadonlyMap<string, Tensor>,
): (LayerBelief | undefined)[] {
  const byName = new Map(arrays.map(({ name, value }) => [name, value]));
  return beliefsOf(
    network,
    network.weights.map(({ name }) => ({ name: `${name}.mean`, value: drawn.get(name) ?? byName.get(`${name}.mean`)! })),
  );
}

const withoutDraws = (values: Tensor): Tensor<"float32"> => reshape(values, values.shape.slice(1)) as Tensor<"float32">;
const asOneDraw = (rows: Tensor<"float32">): Tensor<"float32"> => reshape(rows, [1, ...rows.shape]);

/** A posterior of correlated weights: a draw is one set of them. Layers before the first that differs between draws run once for all. */
export function correlatedPosterior<P extends Predictive>(parts: CorrelatedParts<P>): Posterior<P> {
  const { kind, arrays, gaussian, dropout, complexity } = parts;
  const model = withLearned(parts.model, arrays);
  const { network } = model;
  const passesOf = (key: Key) => {
    const drawn = new Map([...gaussian.draw(key, 1)].map(([name, values]) => [name, withoutDraws(values)]));
    return bindPasses(network, { noise: exactNoise, beliefs: drawnBeliefs(network, arrays, drawn), dropout, key }).passes;
  };
  const masked = dropout === "function" ? network.layers.findIndex(({ drops }) => drops) : -1;
  const start = Math.min(gaussian.weights[0]!.layer, masked < 0 ? network.layers.length : masked);
  return printedPosterior({
    kind,
    model,
    parameters: arrays,
    draw: (key) => (x) => scope(() => network.forward(x, passesOf(key))),
    drawnOutputs: (x, { keys, batchSize }) =>
      scope(() => {
        const before = (rows: Tensor) => asOneDraw(network.forward(rows, passesOf(keys[0]!), { end: start }));
        const shared = start === 0 ? x : withoutDraws(inRowBatches(x, batchSize, before));
        return stack(
          keys.map((key) =>
            scope(() => {
              const passes = passesOf(key);
              return withoutDraws(inRowBatches(shared, batchSize, (rows) => asOneDraw(network.forward(rows, passes, { from: start }))));
            }),
          ),
        );
      }),
    weightMarginals: () => marginalsOf(network, arrays, gaussian),
    ...(complexity && { complexity }),
    save: () => savePosterior(kind, model, arrays),
    dispose() {
      for (const { value } of arrays) value.dispose();
      gaussian.dispose?.();
    },
  });
}

function marginalsOf(network: Network, arrays: readonly NamedArray[], gaussian: CorrelatedGaussian): WeightMarginal[] {
  const byName = new Map(arrays.map(({ name, value }) => [name, value]));
  const stdDevs = scope(() => {
    const variances = gaussian.variances();
    return network.weights.map(({ name, shape }) => {
      const variance = variances.get(name);
      return variance ? sqrt(variance) : zeros(shape);
    });
  });
  return network.weights.map(({ name }, i) => ({
    name,
    mean: byName.get(`${name}.mean`) as Tensor<"float32">,
    stdDev: stdDevs[i]!,
  }));
}

/** Sum of all values of all arrays. @shape [] */
export const totalOf = (arrays: readonly Tensor[]): Tensor => arrays.map((array) => sum(array)).reduce((total, one) => add(total, one));
