import type { Tensor } from "@credence/tensor";
import { expectForm } from "../settings.ts";
import type { Layer, LayerDescription, LayerPass } from "./layer.ts";

/** One array of weights of a network: "0.weight" is the first layer's, "0.recurrent.weight" that of its map "recurrent". */
export interface NamedWeight {
  readonly name: string;
  readonly layer: number;
  /** Which of the layer's maps it belongs to. */
  readonly map: string;
  readonly role: "weight" | "bias";
  readonly shape: readonly number[];
  readonly fanIn: number;
}

/** A function of x with named weights, built of layers. */
export interface Network {
  readonly layers: readonly Layer[];
  readonly weights: readonly NamedWeight[];
  /** Number of weights, biases included. */
  readonly size: number;
  /** Runs layers from..end, each with its own pass; what comes out are values, whatever goes in. */
  forward(x: Tensor, passes: readonly LayerPass[], range?: { readonly from?: number; readonly end?: number }): Tensor<"float32">;
  toJSON(): { readonly layers: readonly LayerDescription[] };
}

/** Numbers in some arrays of weights. */
export const sizeOfWeights = (weights: readonly Pick<NamedWeight, "shape">[]): number =>
  weights.reduce((total, { shape }) => total + shape.reduce((product, n) => product * n, 1), 0);

/** @throws unless it is a network, one of the library's or of one's own */
export const expectNetwork = (where: string, given: Network): void =>
  expectForm(where, "network", given, {
    methods: ["forward", "toJSON"],
    expected: "a network, such as mlp({ inputs: 2, hidden: [50], outputs: 1 })",
  });
