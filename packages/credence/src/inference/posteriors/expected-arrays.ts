import type { Network } from "../../nn/network.ts";
import type { NamedArray } from "./saved.ts";

/** Of each weight, what a family keeps: a mean, or a mean and the rho of its standard deviation. */
export type WeightPart = "mean" | "rho";

/** @throws unless the arrays hold each part of each of the network's weights, in its shape; the first that does not fit is named */
export function expectArrays(
  network: Network,
  arrays: readonly NamedArray[],
  { where, parts, prefix = "" }: { readonly where: string; readonly parts: readonly WeightPart[]; readonly prefix?: string },
): void {
  const shapes = new Map(arrays.map(({ name, value }) => [name, value.shape]));
  for (const weight of network.weights)
    for (const part of parts) {
      const name = `${prefix}${weight.name}.${part}`;
      const shape = shapes.get(name);
      if (!shape) throw new Error(`${where}: the file has no array "${name}"`);
      if (shape.join() !== weight.shape.join())
        throw new Error(`${where}: "${name}" is [${shape.join(", ")}], expected [${weight.shape.join(", ")}]`);
    }
}
