import { key, reshape, scope, type Tensor } from "@credence/tensor";
import type { Network } from "../nn/network.ts";
import { exactNoise } from "../nn/noise.ts";
import { bindPasses } from "../nn/passes.ts";
import { expectOptions, expectTensor, expectWhole } from "../settings.ts";
import { beliefsOf } from "./posteriors/beliefs.ts";
import { expectPosterior, type Posterior } from "./posteriors/posterior.ts";
import { inRowBatches } from "./posteriors/row-batches.ts";

/** Which activations are features, and how many examples are held at once. */
export interface FeaturesOptions {
  /** Place of the layer whose inputs they are, from 0. @default the last layer with weights, whose inputs a classifier is linear in */
  readonly layer?: number;
  /** Examples evaluated at a time: bounds the memory. @default 2000 */
  readonly batchSize?: number;
}

/** Place of the last layer with weights. @throws for a network without any */
export function outputLayer({ layers }: Network): number {
  const last = layers.findLastIndex(({ maps }) => maps !== undefined);
  if (last < 0) throw new Error("features: the network has no layer with weights, expected one or more");
  return last;
}

/**
 * Activations of a trained network before one of its layers: what it has made of x. At the means of the weights, dropout off, whatever the family.
 *
 * @shape x [batch, ...] -> [batch, ...], the shape that layer takes
 * @throws for a posterior that is not of a single network (an ensemble: ask its members), and for a layer the network does not have
 * @example
 * const network = mlp({ inputs: 2, hidden: [3], outputs: 2 });
 * const small = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
 * const data = { x: tensor([[0, 1]]), y: integers([1]) };
 * const posterior = await run(methods.map({ epochs: 1, batchSize: 1 }).fit({ model: small, data }, key(0)));
 * features(posterior, data.x).shape // => [1, 3]
 */
export function features(posterior: Posterior, x: Tensor, options: FeaturesOptions = {}): Tensor<"float32"> {
  expectPosterior("features", posterior);
  expectTensor("features", "x", x);
  expectOptions<FeaturesOptions>("features", options, { layer: true, batchSize: true });
  const { layer, batchSize = 2000 } = options;
  const { network } = posterior.model;
  if (!posterior.parameters)
    throw new Error(
      `features: the posterior is of kind "${posterior.kind}", expected one with the weights of a single network, such as "point" or "dropout"`,
    );
  const end = layer === undefined ? outputLayer(network) : layer;
  expectWhole("features", "layer", end, 0);
  if (end >= network.layers.length)
    throw new Error(`features: layer is ${end}, expected at most ${network.layers.length - 1}, the network's last`);
  expectWhole("features", "batchSize", batchSize);
  const beliefs = beliefsOf(network, posterior.parameters);
  // neither the noise nor the dropout of these passes draws anything
  const { passes } = bindPasses(network, { noise: exactNoise, beliefs, dropout: "off", key: key(0) });
  return scope(() => {
    const batches = inRowBatches(x, batchSize, (rows) => {
      const activations = network.forward(rows, passes, { end }) as Tensor<"float32">;
      return reshape(activations, [1, ...activations.shape]);
    });
    return reshape(batches, batches.shape.slice(1));
  });
}
