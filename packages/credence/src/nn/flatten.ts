import { reshape } from "@credence/tensor";
import { expectNothing } from "../settings.ts";
import type { Layer } from "./layer.ts";

/** Images to rows: [..., channels, height, width] -> [..., channels * height * width]. */
export function flatten(...none: readonly []): Layer {
  expectNothing("flatten", none);
  return {
    kind: "flatten",
    drops: false,
    keepsZeros: true,
    forward: (x) => reshape(x, [...x.shape.slice(0, -3), x.shape.slice(-3).reduce((product, n) => product * n, 1)]),
    toJSON: () => ({ kind: "flatten" }),
  };
}
