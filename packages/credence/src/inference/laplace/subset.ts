import { key, type Tensor } from "@credence/tensor";
import type { Model } from "../../model/model.ts";
import { type LayerGradient, layerGradients } from "../../nn/layer-gradients.ts";
import type { NamedWeight, Network } from "../../nn/network.ts";
import type { LayerBelief } from "../../nn/noise.ts";
import { exactNoise } from "../../nn/noise.ts";
import { bindPasses } from "../../nn/passes.ts";
import { sequential } from "../../nn/sequential.ts";
import { expectCurved, jacobianRows, type PlacedGradients, placedGradients } from "./jacobians.ts";

/** Which weights are random; the others stay at their means. */
export type WeightSubset = "all" | "last-layer";

/** The part of a network whose weights are random: its layers from `start` on. */
export interface Part {
  /** Which weights. */
  readonly subset: WeightSubset;
  /** Place of its first layer. */
  readonly start: number;
  /** Arrays of weights, in the network's order and with its names. */
  readonly weights: readonly NamedWeight[];
  /** Activations that the part is given. */
  inputs(x: Tensor, beliefs: readonly (LayerBelief | undefined)[]): Tensor;
  /** The network's outputs, from what `inputs` gives. */
  outputs(x: Tensor, beliefs: readonly (LayerBelief | undefined)[]): Tensor<"float32">;
  /** Factors of the gradients by each layer with weights, by its place in the whole network. @shape x: what `inputs` gives */
  gradients(
    x: Tensor,
    options: { readonly beliefs: readonly (LayerBelief | undefined)[]; readonly of?: (outputs: Tensor) => Tensor },
  ): (PlacedGradients & { readonly layer: number })[];
}

/** @throws for a layer in it that is neither dense nor conv2d, naming it */
export function partOf(where: string, { network }: Pick<Model, "network">, subset: WeightSubset): Part {
  const start = subset === "all" ? 0 : network.weights.at(-1)!.layer;
  const weights = network.weights.filter(({ layer }) => layer >= start);
  for (const { layer } of weights) expectCurved(where, network.layers[layer]!, layer);
  const own: Network = start === 0 ? network : sequential(network.layers.slice(start));
  const passes = (beliefs: readonly (LayerBelief | undefined)[]) =>
    bindPasses(network, { noise: exactNoise, beliefs, dropout: "off", key: key(0) }).passes;
  return {
    subset,
    start,
    weights,
    inputs: (x, beliefs) => (start === 0 ? x : network.forward(x, passes(beliefs), { end: start })),
    outputs: (x, beliefs) => network.forward(x, passes(beliefs), { from: start }),
    gradients: (x, { beliefs, of }) =>
      layerGradients(own, x, { beliefs: beliefs.slice(start), ...(of && { of }) }).map((entry: LayerGradient) => ({
        layer: entry.layer + start,
        ...placedGradients(network.layers[entry.layer + start]!, entry),
      })),
  };
}

/** Rows of the Jacobian by each array of the part. @shape [values * batch, size] each */
export function rowsByArray(part: Part, entries: readonly (PlacedGradients & { readonly layer: number })[]): Map<string, Tensor> {
  const rows = new Map<string, Tensor>();
  for (const entry of entries) {
    const { weight, bias } = jacobianRows(entry);
    for (const { name, role } of part.weights.filter(({ layer }) => layer === entry.layer))
      rows.set(name, role === "weight" ? weight : bias);
  }
  return rows;
}

/** Number of weights in an array. */
export const sizeOf = ({ shape }: NamedWeight): number => shape.reduce((product, n) => product * n, 1);
