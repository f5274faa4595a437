import { expectNothing } from "../../../settings.ts";
import type { Basis } from "../basis.ts";

/** A line or a plane: 1, x_1, ..., x_d. */
export function linear(...none: readonly []): Basis {
  expectNothing("linear", none);
  return { name: "linear", features: (x) => [1, ...Array.from(x)] };
}
