export type { DType, Key, Shape, Tensor } from "./types.ts";
