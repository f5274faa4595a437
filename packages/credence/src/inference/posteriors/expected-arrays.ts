import { learnedArrays } from "../../model/learned-likelihood.ts";
import type { Model } from "../../model/model.ts";
import type { NamedArray } from "./saved.ts";

/** Of each weight, what a family keeps: a mean, or a mean and the rho of its standard deviation. */
export type WeightPart = "mean" | "rho";

/** @throws unless the arrays hold each part of each of the network's weights and what the likelihood learns; the first that does not fit is named */
export function expectArrays(
  { network, likelihood }: Model,
  arrays: readonly NamedArray[],
  { where, parts, prefix = "" }: { readonly where: string; readonly parts: readonly WeightPart[]; readonly prefix?: string },
): void {
  const byName = new Map(arrays.map(({ name, value }) => [name, value]));
  const expect = (name: string, expected: readonly number[]): void => {
    const value = byName.get(name);
    if (!value) throw new Error(`${where}: the file has no array "${name}"`);
    if (value.shape.join() !== expected.join())
      throw new Error(`${where}: "${name}" is [${value.shape.join(", ")}], expected [${expected.join(", ")}]`);
    if (value.dtype !== "float32") throw new Error(`${where}: "${name}" is ${value.dtype}, expected float32`);
  };
  for (const weight of network.weights) for (const part of parts) expect(`${prefix}${weight.name}.${part}`, weight.shape);
  for (const { name } of learnedArrays(likelihood)) expect(`${prefix}${name}`, []);
}
