import { printedAs, type Tensor } from "@credence/tensor";
import { expectForm, expectList, expectTensor } from "../settings.ts";
import { actsBefore } from "./channel-dropout.ts";
import { type Layer, weightName } from "./layer.ts";
import { type NamedWeight, type Network, sizeOfWeights } from "./network.ts";

/** "dense > activation > dense, 1,234 weights". */
export const networkText = ({ layers, size }: Network): string =>
  `${layers.map(({ kind }) => kind).join(" > ")}, ${size.toLocaleString("en-US")} weights`;

/** Layers one after the other. Weights are named by position: "0.weight", "0.bias", "2.weight", ... */
export function sequential(layers: readonly Layer[]): Network {
  expectList("sequential", "layers", layers);
  for (const [i, layer] of layers.entries())
    expectForm("sequential", `layer ${i}`, layer, {
      methods: ["forward", "toJSON"],
      expected: "a layer, such as dense({ inputs: 2, outputs: 1 })",
    });
  const weights: NamedWeight[] = layers.flatMap((layer, index) =>
    Object.entries(layer.maps ?? {}).flatMap(([map, arrays]) =>
      (["weight", "bias"] as const).flatMap((role) => {
        const array = arrays[role];
        return array ? [{ name: weightName(index, map, role), layer: index, map, role, shape: array.shape, fanIn: array.fanIn }] : [];
      }),
    ),
  );
  const network: Network = {
    layers,
    weights,
    size: sizeOfWeights(weights),
    forward(x, passes, { from = 0, end = layers.length } = {}) {
      expectTensor("network", "x", x);
      expectList("network", "passes", passes);
      for (let i = from; i < end; ) {
        const next = actsBefore(layers, i, end);
        for (let commuting = i + 1; commuting < next; commuting++) x = layers[commuting]!.forward(x, passes[commuting]!);
        x = layers[i]!.forward(x, passes[i]!);
        i = next;
      }
      return x as Tensor<"float32">;
    },
    toJSON: () => ({ layers: layers.map((layer) => layer.toJSON()) }),
  };
  return printedAs(network, (own) => `Network ${networkText(own)}`);
}
