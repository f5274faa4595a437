import { key, reshape, scope, type Tensor } from "@credence/tensor";
import { isOfLikelihood } from "../model/learned-likelihood.ts";
import { model } from "../model/model.ts";
import { priorFrom } from "../model/priors.ts";
import type { Network } from "../nn/network.ts";
import { exactNoise } from "../nn/noise.ts";
import { bindPasses } from "../nn/passes.ts";
import { sequential } from "../nn/sequential.ts";
import type { Predictive } from "../predictive/predictive.ts";
import { expectOptions, expectTensor, expectWhole } from "../settings.ts";
import { beliefsOf } from "./posteriors/beliefs.ts";
import { pointPosterior } from "./posteriors/point-posterior.ts";
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

/** The arrays of a single network, and the layer that parts features from what is made of them. @throws for another posterior or layer */
function splitAt(where: string, { kind, model: { network }, parameters }: Posterior, layer: number | undefined) {
  if (!parameters)
    throw new Error(
      `${where}: the posterior is of kind "${kind}", expected one with the weights of a single network, such as "point" or "dropout"`,
    );
  const end = layer === undefined ? outputLayer(network) : layer;
  expectWhole(where, "layer", end, 0);
  if (end >= network.layers.length)
    throw new Error(`${where}: layer is ${end}, expected at most ${network.layers.length - 1}, the network's last`);
  return { parameters, end };
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
  const { parameters, end } = splitAt("features", posterior, layer);
  expectWhole("features", "batchSize", batchSize);
  const beliefs = beliefsOf(network, parameters);
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

/**
 * What a trained network makes of its features: a network of the layers from one on, which takes `features` of that layer in place of x, at the means
 * of the weights, dropout off. Scores of many inputs again and again, while the layers before it stay as they are, cost the head alone.
 *
 * Its arrays are the posterior's, which gives them back.
 *
 * @throws for a posterior that is not of a single network, and for a layer the network does not have
 * @example
 * const network = mlp({ inputs: 2, hidden: [3], outputs: 2 });
 * const small = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
 * const data = { x: tensor([[0, 1]]), y: integers([1]) };
 * const posterior = await run(methods.map({ epochs: 1, batchSize: 1 }).fit({ model: small, data }, key(0)));
 * const predictive = await predict(headOf(posterior), features(posterior, data.x), { draws: 1 }, key(1));
 * predictive.probabilities.shape // => [1, 1, 2]
 */
export function headOf<P extends Predictive>(
  posterior: Posterior<P>,
  options: {
    /** Place of its first layer in the posterior's network, from 0. @default the last layer with weights */
    readonly layer?: number;
  } = {},
): Posterior<P> {
  expectPosterior("headOf", posterior);
  expectOptions("headOf", options, { layer: true });
  const { parameters, end } = splitAt("headOf", posterior, options.layer);
  const { network, prior, likelihood } = posterior.model;
  const head = sequential(network.layers.slice(end));
  const own = network.weights.filter(({ layer }) => layer >= end);
  const names = new Map(own.map(({ name }, place) => [`${name}.mean`, `${head.weights[place]!.name}.mean`]));
  const arrays = parameters.flatMap(({ name, value }) => {
    const renamed = isOfLikelihood(name) ? name : names.get(name);
    return renamed === undefined ? [] : [{ name: renamed, value }];
  });
  const point = pointPosterior(model({ network: head, prior: priorFrom(prior, end), likelihood }), arrays);
  return Object.assign(point, { dispose() {} });
}
