import type { Shape, Tensor } from "@credence/tensor";
import type { BilinearMap, DrawnWeights, Noise } from "./noise.ts";

/** One array of a layer's weights. */
export interface WeightShape {
  readonly shape: Shape;
  /** Inputs that meet in one output: the scale of the usual initialisations. */
  readonly fanIn: number;
}

/** A map that a layer owns: how its weights act on x, and their shapes. */
export interface WeightedMap {
  readonly map: BilinearMap;
  readonly weight: WeightShape;
  readonly bias?: WeightShape;
}

/** The name of a layer's only map. It does not show in the names of its arrays. */
export const defaultMap = "default";

/** The network's name of an array: "0.weight" of the default map of layer 0, "0.recurrent.weight" of its map "recurrent". */
export const weightName = (layer: number, map: string, role: "weight" | "bias"): string =>
  map === defaultMap ? `${layer}.${role}` : `${layer}.${map}.${role}`;

/** What a layer may use in one pass through the network. */
export interface LayerPass {
  /** What the pass's noise does where a map is applied again: a layer that needs the same weights at every step looks here. */
  readonly reapplied: Noise["reapplied"];
  /**
   * A map of the layer with its weights bound under the pass's noise; it may be applied again, to x of the same shape.
   * @throws for a map the layer does not own
   */
  apply(x: Tensor, map?: string): Tensor;
  /**
   * The arrays that `apply` applies, where all examples of a draw share them, for a layer that makes the products of all its steps itself; undefined under
   * other noise. A pass that wraps another and changes its `apply` leaves it out. @default absent: undefined
   */
  readonly weights?: (map: string) => DrawnWeights | undefined;
  /** Multiplies by a mask of zeros and 1 / (1 - rate); the pass decides whether, and whether a mask serves one example or all. */
  drop(
    x: Tensor,
    options: {
      readonly rate: number;
      readonly unit: "element" | "channel";
      /** Which of the layer's masks, where it has several. @default none: its only one */
      readonly mask?: string;
    },
  ): Tensor;
}

/** A step of a network. Axes before `batch` are draws. */
export interface Layer {
  readonly kind: string;
  /** The maps the layer owns, where it owns weights: one named `defaultMap`, or several (a recurrent layer: "input", "recurrent"). */
  readonly maps?: { readonly [name: string]: WeightedMap };
  /** True where the layer is its default map applied once, and nothing else: what is known to be zero or is not asked for may be left out. */
  readonly linear?: true;
  /** True for layers that dropout acts on: the first of them is where draws part. */
  readonly drops: boolean;
  /** True where a channel (or feature) of zeros goes in and comes out as zeros, whatever the others hold: such channels need no work. */
  readonly keepsZeros: boolean;
  /**
   * True where f(a x) = a f(x) for any a from 0 up of each channel: a mask by channel may be applied behind the layer, to fewer values where it
   * pools. @default absent: it may not
   */
  readonly homogeneous?: true;
  forward(x: Tensor, pass: LayerPass): Tensor;
  /** Plain values from which `layerFromJSON` builds the layer again. */
  toJSON(): LayerDescription;
}

/** A layer as plain values: what a saved posterior keeps of it. */
export type LayerDescription = { readonly kind: string } & {
  readonly [setting: string]: string | number | boolean | readonly number[] | readonly LayerDescription[];
};
