import { type ActivationName, activation } from "./activation.ts";
import { type Conv2dOptions, conv2d } from "./conv2d.ts";
import { type DenseOptions, dense } from "./dense.ts";
import { dropout } from "./dropout.ts";
import { flatten } from "./flatten.ts";
import type { Layer, LayerDescription } from "./layer.ts";
import { maxPool } from "./max-pool.ts";
import type { Network } from "./network.ts";
import { sequential } from "./sequential.ts";

/** How each kind of layer is built from its description; a new layer adds one line. */
const builders: Record<string, (description: never) => Layer> = {
  dense: (d: DenseOptions) => dense(d),
  conv2d: (d: Conv2dOptions) => conv2d(d),
  maxPool: (d: { size: number; stride: number }) => maxPool(d),
  dropout: (d: { rate: number; unit: "element" | "channel" }) => dropout(d),
  activation: (d: { name: ActivationName }) => activation(d.name),
  flatten: () => flatten(),
};

/** Builds a network again from `network.toJSON()`. */
export function networkFromJSON({
  layers,
}: {
  /** What `toJSON` of each layer gave. */
  readonly layers: readonly LayerDescription[];
}): Network {
  return sequential(
    layers.map((description, index) => {
      const build = Object.hasOwn(builders, description.kind) ? builders[description.kind] : undefined;
      if (!build)
        throw new Error(
          `network: layer ${index} is of kind "${description.kind}", expected one of ${Object.keys(builders).join(", ")}; a model with layers of your own is given to loadPosterior`,
        );
      return build(description as never);
    }),
  );
}
