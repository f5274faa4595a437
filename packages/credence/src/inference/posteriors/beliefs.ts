import { softplus, type Tensor } from "@credence/tensor";
import { weightName } from "../../nn/layer.ts";
import { expectNetwork, type Network } from "../../nn/network.ts";
import type { LayerBelief, MapBelief, WeightBelief } from "../../nn/noise.ts";
import { expectArraysOf } from "./saved.ts";

/** Parameters by layer, as noise models take them; index = the layer's place in the network. */
export function beliefsOf(
  network: Network,
  parameters: readonly {
    /** "0.weight.mean", "0.weight.rho", ... */
    readonly name: string;
    /** The array. */
    readonly value: Tensor;
  }[],
): (LayerBelief | undefined)[] {
  expectNetwork("beliefsOf", network);
  expectArraysOf("beliefsOf", parameters);
  const byName = new Map(parameters.map(({ name, value }) => [name, value]));
  const belief = (name: string): WeightBelief | undefined => {
    const mean = byName.get(`${name}.mean`);
    if (!mean) return undefined;
    const rho = byName.get(`${name}.rho`);
    return rho ? { mean, rho } : { mean };
  };
  return network.layers.map((layer, index) => {
    if (!layer.maps) return undefined;
    const maps = Object.entries(layer.maps).map(([map, arrays]): [string, MapBelief] => {
      const weight = belief(weightName(index, map, "weight"));
      if (!weight) throw new Error(`network: parameters of layer ${index} (${layer.kind}) are missing`);
      const bias = arrays.bias && belief(weightName(index, map, "bias"));
      return [map, bias ? { weight, bias } : { weight }];
    });
    return Object.fromEntries(maps);
  });
}

/** Means and standard deviations by weight name. */
export const marginalsOf = (network: Network, parameters: readonly { readonly name: string; readonly value: Tensor }[]) => {
  const byName = new Map(parameters.map(({ name, value }) => [name, value]));
  return network.weights.map(({ name }) => ({
    name,
    mean: byName.get(`${name}.mean`) as Tensor<"float32">,
    stdDev: softplus(byName.get(`${name}.rho`)!),
  }));
};
