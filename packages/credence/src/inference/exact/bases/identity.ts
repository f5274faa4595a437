import { expectNothing } from "../../../settings.ts";
import type { Basis } from "../basis.ts";

/** x itself, without a constant: for features that were made elsewhere, such as those of `networkFeatures`. */
export function identity(...none: readonly []): Basis {
  expectNothing("identity", none);
  return { name: "identity", features: (x) => x };
}
