import { describeValue } from "@credence/tensor";
import { expectList, expectObject } from "../settings.ts";
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
  dense: (settings: DenseOptions) => dense(settings),
  conv2d: (settings: Conv2dOptions) => conv2d(settings),
  maxPool: (settings: { size: number; stride: number }) => maxPool(settings),
  dropout: (settings: { rate: number; unit: "element" | "channel" }) => dropout(settings),
  activation: ({ name }: { name: ActivationName }) => activation(name),
  flatten: () => flatten(),
};

/** Builds a network again from `network.toJSON()`. */
export function networkFromJSON(description: {
  /** What `toJSON` of each layer gave. */
  readonly layers: readonly LayerDescription[];
}): Network {
  expectObject("networkFromJSON", "description", description, "what a network's toJSON() gives");
  expectList("networkFromJSON", "layers", description.layers);
  return sequential(
    description.layers.map((layer, index) => {
      expectObject("networkFromJSON", `layer ${index}`, layer, "what a layer's toJSON() gives");
      const { kind, ...settings } = layer;
      const build = Object.hasOwn(builders, kind) ? builders[kind] : undefined;
      if (!build)
        throw new Error(
          `network: layer ${index} is of kind ${describeValue(kind)}, expected one of ${Object.keys(builders).join(", ")}; a model with layers of your own is given to loadPosterior`,
        );
      return build(settings as never);
    }),
  );
}
