import { learnedArrays } from "../../model/learned-likelihood.ts";
import type { Model } from "../../model/model.ts";
import type { NamedWeight, Network } from "../../nn/network.ts";
import type { NamedArray } from "./saved.ts";

/** Of each weight, what a family keeps: a mean, or a mean and the rho of its standard deviation where the weight is random. */
export type WeightPart = "mean" | "rho";

/** The weights that have a rho: those of all layers from the first that has one, at least those of the last. */
export function randomWeights(network: Network, arrays: readonly NamedArray[]): NamedWeight[] {
  const names = new Set(arrays.map(({ name }) => name));
  const first = network.weights.find(({ name }) => names.has(`${name}.rho`)) ?? network.weights.at(-1)!;
  return network.weights.filter(({ layer }) => layer >= first.layer);
}

interface Expected {
  readonly where: string;
  readonly parts: readonly WeightPart[];
  readonly prefix?: string;
  /** Further arrays of a family. @default none */
  readonly others?: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/**
 * @throws unless the arrays hold each part of each of the network's weights (a rho of the random ones) and what the likelihood learns; the first that
 *   does not fit is named
 */
export function expectArrays(
  { network, likelihood }: Model,
  arrays: readonly NamedArray[],
  { where, parts, prefix = "", others = [] }: Expected,
): void {
  const byName = new Map(arrays.map(({ name, value }) => [name, value]));
  const expect = (name: string, expected: readonly number[]): void => {
    const value = byName.get(name);
    if (!value) throw new Error(`${where}: the file has no array "${name}"`);
    if (value.shape.join() !== expected.join())
      throw new Error(`${where}: "${name}" is [${value.shape.join(", ")}], expected [${expected.join(", ")}]`);
    if (value.dtype !== "float32") throw new Error(`${where}: "${name}" is ${value.dtype}, expected float32`);
  };
  const random = new Set(randomWeights(network, arrays));
  for (const weight of network.weights)
    for (const part of parts) if (part === "mean" || random.has(weight)) expect(`${prefix}${weight.name}.${part}`, weight.shape);
  for (const { name, shape } of others) expect(`${prefix}${name}`, shape);
  for (const { name } of learnedArrays(likelihood)) expect(`${prefix}${name}`, []);
}
