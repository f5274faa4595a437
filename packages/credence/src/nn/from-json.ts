import { describeValue } from "@credence/tensor";
import { expectList, expectObject } from "../settings.ts";
import { type ActivationName, activation } from "./activation.ts";
import { averagePool } from "./average-pool.ts";
import { type Conv2dOptions, conv2d } from "./conv2d.ts";
import { type DenseOptions, dense } from "./dense.ts";
import { dropout } from "./dropout.ts";
import { embedding } from "./embedding.ts";
import { flatten } from "./flatten.ts";
import { groupNorm } from "./group-norm.ts";
import { gru } from "./gru.ts";
import type { Layer, LayerDescription } from "./layer.ts";
import { layerNorm } from "./layer-norm.ts";
import { lstm } from "./lstm.ts";
import { maxPool } from "./max-pool.ts";
import type { Network } from "./network.ts";
import type { RecurrentOptions } from "./recurrent.ts";
import { residual } from "./residual.ts";
import { sequential } from "./sequential.ts";

/** Settings as a layer's factory takes them. */
type SettingsOf<Make extends (settings: never) => Layer> = Parameters<Make>[0];

/** A residual block as plain values. */
interface ResidualDescription {
  readonly layers: readonly LayerDescription[];
  readonly shortcut: readonly LayerDescription[];
}

/** How each kind of layer is built from its description; a new layer adds one line. */
const builders: Record<string, (description: never) => Layer> = {
  dense: (settings: DenseOptions) => dense(settings),
  conv2d: (settings: Conv2dOptions) => conv2d(settings),
  maxPool: (settings: SettingsOf<typeof maxPool>) => maxPool(settings),
  averagePool: (settings: SettingsOf<typeof averagePool>) => averagePool(settings),
  dropout: (settings: SettingsOf<typeof dropout>) => dropout(settings),
  activation: ({ name }: { name: ActivationName }) => activation(name),
  flatten: () => flatten(),
  layerNorm: (settings: SettingsOf<typeof layerNorm>) => layerNorm(settings),
  groupNorm: (settings: SettingsOf<typeof groupNorm>) => groupNorm(settings),
  embedding: (settings: SettingsOf<typeof embedding>) => embedding(settings),
  lstm: (settings: RecurrentOptions) => lstm(settings),
  gru: (settings: RecurrentOptions) => gru(settings),
  residual: ({ layers, shortcut }: ResidualDescription) =>
    residual({
      layers: layersFromJSON("layers", layers),
      shortcut: layersFromJSON("shortcut", shortcut),
    }),
};

/** @throws for a layer of no kind above, by its place */
function layersFromJSON(list: string, descriptions: readonly LayerDescription[]): Layer[] {
  expectList("networkFromJSON", list, descriptions);
  return descriptions.map((layer, index) => {
    expectObject("networkFromJSON", `layer ${index}`, layer, "what a layer's toJSON() gives");
    const { kind, ...settings } = layer;
    const build = Object.hasOwn(builders, kind) ? builders[kind] : undefined;
    if (!build)
      throw new Error(
        `network: layer ${index} is of kind ${describeValue(kind)}, expected one of ${Object.keys(builders).join(", ")}; a model with layers of your own is given to loadPosterior`,
      );
    return build(settings as never);
  });
}

/** Builds a network again from `network.toJSON()`. */
export function networkFromJSON(description: {
  /** What `toJSON` of each layer gave. */
  readonly layers: readonly LayerDescription[];
}): Network {
  expectObject("networkFromJSON", "description", description, "what a network's toJSON() gives");
  return sequential(layersFromJSON("layers", description.layers));
}
