import { broadcastTo, concat, type Key, reshape, scope, type Tensor } from "@credence/tensor";
import type { LayerPass } from "../../nn/layer.ts";
import type { Network } from "../../nn/network.ts";
import type { LayerBelief, Noise } from "../../nn/noise.ts";
import { bindPasses } from "../../nn/passes.ts";
import { isPoint } from "./beliefs.ts";
import type { DrawnOutputsOptions } from "./posterior.ts";
import { inRowBatches } from "./row-batches.ts";

/** Weights and activations, in numbers, of draws evaluated together: 4 MiB, so that what one operation writes the next finds in cache. */
const TOGETHER = 2 ** 20;

/** Drawn weights, in numbers, held while the rows of x go by in several batches: 64 MiB. */
export const HELD = 2 ** 24;

/** Multiplications from which a matrix product keeps all threads busy by itself (operations/matmul.ts): draws of such gain nothing together. */
const LARGE_PRODUCT = 2 ** 18;

/** How a network's weights are drawn: what is believed of them, and the noise of so many draws at once. */
export interface DrawnWeights {
  readonly beliefs: readonly (LayerBelief | undefined)[];
  readonly noise: (draws: number) => Noise | ((layer: number) => Noise);
}

/** How many draws are worth evaluating together on so many rows: 1 where their products are large, or not all plain matrix products. */
export function drawsTogether(network: Network, rows: number): number {
  let outputsOfAll = 0;
  for (const { maps, linear } of network.layers)
    for (const { map, weight } of Object.values(maps ?? {})) {
      const [inputs, outputs] = weight.shape as [number, number];
      if (!linear || map.axes !== 2 || rows * inputs * outputs >= LARGE_PRODUCT) return 1;
      outputsOfAll += outputs;
    }
  // a layer's product, its sum with the bias, its activation and its dropout
  return Math.max(1, Math.floor(TOGETHER / (network.size + 4 * rows * outputsOfAll)));
}

/** How many of the first layers are the same for all draws, where some of them have weights: points below the first layer that is random or drops. */
export function sharedLayers({ layers }: Network, beliefs: DrawnWeights["beliefs"]): number {
  const first = layers.findIndex(({ drops, maps }, layer) => drops || (maps && !isPoint(beliefs[layer])));
  return layers.slice(0, Math.max(0, first)).some(({ maps }) => maps) ? first : 0;
}

/** Functions of several keys with their weights drawn now, from one layer on: rows [rows, ...] -> [draws, rows, outputs]. `held` may stand in for the masks of dropout. */
export function boundDraws(
  network: Network,
  { beliefs, noise, from, held = (pass) => pass }: DrawnWeights & { readonly from: number; readonly held?: (pass: LayerPass) => LayerPass },
  own: readonly Key[],
): (rows: Tensor) => Tensor<"float32"> {
  const key = own.length === 1 ? own[0]! : own;
  const { passes } = bindPasses(network, { noise: noise(own.length), beliefs, dropout: "function", key });
  const each = passes.map(held);
  return (rows) => {
    const outputs = network.forward(rows, each, { from });
    // dropout at rate 0 is nothing: all draws are one
    if (own.length > 1 && outputs.shape.length === rows.shape.length) return broadcastTo(outputs, [own.length, ...outputs.shape]);
    return own.length === 1 ? reshape(outputs, [1, ...outputs.shape]) : outputs;
  };
}

/**
 * Outputs of one function per key, each with weights drawn once, however many batches the rows make. Draws whose products are small are
 * evaluated together; layers of points below the random ones run once for all.
 * @shape x [count, ...] -> [draws, count, outputs]
 */
export function drawnOutputs(
  network: Network,
  x: Tensor,
  { beliefs, noise, keys, batchSize }: DrawnWeights & DrawnOutputsOptions,
): Tensor<"float32"> {
  const from = sharedLayers(network, beliefs);
  const count = x.shape[0] ?? 0;
  const together = x.shape.length === 2 ? drawsTogether(network, Math.min(count, batchSize)) : 1;
  const held = together > 1 ? together : count > batchSize ? Math.max(1, Math.floor(HELD / network.size)) : 1;
  const bound = (own: readonly Key[]) => boundDraws(network, { beliefs, noise, from }, own);
  const shared = (): Tensor => {
    if (from === 0) return x;
    const { passes } = bindPasses(network, { noise: noise(1), beliefs, dropout: "off", key: keys[0]! });
    const inputs = inRowBatches(x, batchSize, (rows) => {
      const below = network.forward(rows, passes, { end: from });
      return reshape(below, [1, ...below.shape]);
    });
    return reshape(inputs, inputs.shape.slice(1));
  };
  return scope(() => {
    const inputs = shared();
    return joined(
      groups(keys, held).map((own) =>
        scope(() => {
          const functions = groups(own, together).map(bound);
          return inRowBatches(inputs, batchSize, (rows) => joined(functions.map((evaluate) => scope(() => evaluate(rows)))));
        }),
      ),
    );
  });
}

export const joined = (parts: readonly Tensor<"float32">[]): Tensor<"float32"> => (parts.length === 1 ? parts[0]! : concat(parts));

export const groups = (keys: readonly Key[], size: number): (readonly Key[])[] =>
  Array.from({ length: Math.ceil(keys.length / size) }, (_, group) => keys.slice(group * size, (group + 1) * size));
