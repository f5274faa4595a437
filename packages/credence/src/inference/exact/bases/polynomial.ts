import { expectOptions, expectWhole } from "../../../settings.ts";
import type { Basis } from "../basis.ts";

/**
 * Powers of each input: 1, x_1, x_1^2, ..., x_1^degree, x_2, ...; no products between inputs.
 * @throws for a degree that is no whole number from 1
 * @example
 * bases.polynomial({ degree: 3 }).features([2]) // => [1, 2, 4, 8]
 */
export function polynomial(options: {
  /** The highest power. */
  readonly degree: number;
}): Basis {
  expectOptions("polynomial", options, { degree: true });
  const { degree } = options;
  expectWhole("polynomial", "degree", degree);
  return {
    name: "polynomial",
    features: (x) => [1, ...Array.from(x).flatMap((one) => Array.from({ length: degree }, (_, power) => one ** (power + 1)))],
  };
}
