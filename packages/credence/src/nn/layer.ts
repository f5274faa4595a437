import type { Shape, Tensor } from "@credence/tensor";
import type { BilinearMap } from "./noise.ts";

/** One array of a layer's weights. */
export interface WeightShape {
  readonly shape: Shape;
  /** Inputs that meet in one output: the scale of the usual initialisations. */
  readonly fanIn: number;
}

/** What a layer may use in one pass through the network. */
export interface LayerPass {
  /** The layer's map with its weights bound under the pass's noise. */
  apply(x: Tensor): Tensor;
  /** Multiplies by a mask of zeros and 1 / (1 - rate); the pass decides whether, and whether a mask serves one example or all. */
  drop(x: Tensor, options: { readonly rate: number; readonly unit: "element" | "channel" }): Tensor;
}

/** A step of a network. Axes before `batch` are draws. */
export interface Layer {
  readonly kind: string;
  /** Where the layer owns weights: how they act, and their shapes. */
  readonly weighted?: { readonly map: BilinearMap; readonly weight: WeightShape; readonly bias?: WeightShape };
  /** True for layers that dropout acts on: the first of them is where draws part. */
  readonly drops: boolean;
  /** True where a channel (or feature) of zeros goes in and comes out as zeros, whatever the others hold: such channels need no work. */
  readonly keepsZeros: boolean;
  forward(x: Tensor, pass: LayerPass): Tensor;
  /** Plain values from which `layerFromJSON` builds the layer again. */
  toJSON(): LayerDescription;
}

/** A layer as plain values: what a saved posterior keeps of it. */
export type LayerDescription = { readonly kind: string } & { readonly [setting: string]: string | number | boolean | readonly number[] };
