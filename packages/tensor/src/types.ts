import type { Part } from "./part.ts";

/** Element types: float32 for values, int32 for labels, indices and raw bits. */
export type DType = "float32" | "int32";
/** Sizes of the axes, the last one contiguous; [] is a single value. */
export type Shape = readonly number[];

/** What values of each element type are read into. */
export interface ValuesOf {
  readonly float32: Float32Array<ArrayBuffer>;
  readonly int32: Int32Array<ArrayBuffer>;
}

/** A dense row-major array in the engine's memory. Values never change under a reader, except parameters under an optimiser's step. `Tensor` alone is of either type. */
export interface Tensor<Type extends DType = DType> {
  readonly shape: Shape;
  readonly dtype: Type;
  /** Number of elements. */
  readonly size: number;
  /**
   * Copies the values out, or a part of them that follow each other; asynchronous so that another device can stand behind the same call.
   * @throws for a part that reaches beyond the array
   */
  read(part?: Part): Promise<ValuesOf[Type]>;
  /** Type, shape and first values, "Tensor float32 [2] [1, 2]": what `console.log` of Node prints. A browser's console lists the fields instead. */
  toString(): string;
  /** Gives the memory back at once. Inside a `scope` nobody needs to call it. */
  dispose(): void;
}

/** A point in the tree of random streams: a value depends on the key and the index only. */
export interface Key {
  /** The 64 bits, as two unsigned 32-bit words. */
  readonly words: readonly [number, number];
  /** A stream of its own: equal labels give equal children, different labels independent ones. */
  child(label: string | number): Key;
}
