import { floats } from "../array.ts";
import type { Tensor } from "../types.ts";
import { binary } from "./elementwise.ts";

const comparison =
  (name: "greater" | "greaterEqual" | "equal") =>
  (a: Tensor, b: Tensor): Tensor =>
    binary(name, floats(name, a, "a"), floats(name, b, "b"));

/** 1 where a > b, else 0. */
export const greater = comparison("greater");
/** 1 where a >= b, else 0. */
export const greaterEqual = comparison("greaterEqual");
/** 1 where a = b, else 0. */
export const equal = comparison("equal");
