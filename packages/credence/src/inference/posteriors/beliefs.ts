import { softplus, type Tensor } from "@credence/tensor";
import type { Network } from "../../nn/network.ts";
import type { LayerBelief, WeightBelief } from "../../nn/noise.ts";

/** Parameters by layer, as noise models take them; index = the layer's place in the network. */
export function beliefsOf(
  network: Network,
  parameters: readonly { readonly name: string; readonly value: Tensor }[],
): (LayerBelief | undefined)[] {
  const byName = new Map(parameters.map(({ name, value }) => [name, value]));
  const belief = (name: string): WeightBelief | undefined => {
    const mean = byName.get(`${name}.mean`);
    if (!mean) return undefined;
    const rho = byName.get(`${name}.rho`);
    return rho ? { mean, rho } : { mean };
  };
  return network.layers.map((layer, index) => {
    if (!layer.weighted) return undefined;
    const weight = belief(`${index}.weight`);
    if (!weight) throw new Error(`network: parameters of layer ${index} (${layer.kind}) are missing`);
    const bias = layer.weighted.bias && belief(`${index}.bias`);
    return bias ? { weight, bias } : { weight };
  });
}

/** Means and standard deviations by weight name. */
export const marginalsOf = (network: Network, parameters: readonly { readonly name: string; readonly value: Tensor }[]) => {
  const byName = new Map(parameters.map(({ name, value }) => [name, value]));
  return network.weights.map(({ name }) => ({ name, mean: byName.get(`${name}.mean`)!, stdDev: softplus(byName.get(`${name}.rho`)!) }));
};
