import { softplus, type Tensor, zeros } from "@credence/tensor";
import { weightName } from "../../nn/layer.ts";
import { expectNetwork, type Network } from "../../nn/network.ts";
import { exactNoise, type LayerBelief, type MapBelief, type Noise, type WeightBelief } from "../../nn/noise.ts";
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

/** A layer whose weights are points. */
export const isPoint = (belief: LayerBelief | undefined): boolean => Object.values(belief ?? {}).every(({ weight }) => !weight.rho);

/** The noise of layers whose weights are random; those of points are exact. */
export const noiseWhereRandom =
  (beliefs: readonly (LayerBelief | undefined)[], noise: (layer: number) => Noise) =>
  (layer: number): Noise =>
    isPoint(beliefs[layer]) ? exactNoise : noise(layer);

/** Means and standard deviations by weight name; a point has the standard deviation 0. */
export const marginalsOf = (network: Network, parameters: readonly { readonly name: string; readonly value: Tensor }[]) => {
  const byName = new Map(parameters.map(({ name, value }) => [name, value]));
  return network.weights.map(({ name, shape }) => {
    const rho = byName.get(`${name}.rho`);
    return {
      name,
      mean: byName.get(`${name}.mean`) as Tensor<"float32">,
      stdDev: rho ? softplus(rho) : zeros(shape),
    };
  });
};
