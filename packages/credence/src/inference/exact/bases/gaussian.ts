import { describeValue } from "@credence/tensor";
import { expectList, expectOptions, expectPositive } from "../../../settings.ts";
import type { Basis } from "../basis.ts";
import { type InputRows, inputRows } from "../basis.ts";

/**
 * Bumps around centres, without a constant:
 *
 *   phi_j(x) = exp(-|x - c_j|^2 / (2 scale^2))
 *
 * Far from all centres every feature is 0, and with it the epistemic variance of a prediction: a model is then sure of 0 where it knows nothing.
 *
 * @throws for centres that are no list, and a scale that is not above 0
 * @see bishop2006, eq. 3.4
 */
export function gaussian(options: {
  /** Where the bumps are: numbers, or points of several inputs. */
  readonly centres: InputRows;
  /** Their standard deviation, in units of x. */
  readonly scale: number;
}): Basis {
  expectOptions("gaussian", options, { centres: true, scale: true });
  expectList("gaussian", "centres", options.centres as readonly unknown[]);
  expectPositive("gaussian", "scale", options.scale);
  expectCentres(options.centres);
  const centres = inputRows(options.centres);
  const denominator = 2 * options.scale ** 2;
  return {
    name: "gaussian",
    features: (x) =>
      centres.map((centre) => {
        let squares = 0;
        for (let i = 0; i < x.length; i++) {
          const away = x[i]! - centre[i]!;
          squares += away * away;
        }
        return Math.exp(-squares / denominator);
      }),
  };
}

/** @throws for a centre that is neither a finite number nor a point of as many as the others */
function expectCentres(given: InputRows): void {
  const sizeOf = (centre: unknown): number | undefined => {
    if (typeof centre === "number") return Number.isFinite(centre) ? 1 : undefined;
    const point = Array.isArray(centre) || ArrayBuffer.isView(centre) ? Array.from(centre as unknown as ArrayLike<number>) : [];
    return point.length > 0 && point.every(Number.isFinite) ? point.length : undefined;
  };
  const centres = Array.from(given as ArrayLike<unknown>);
  const sizes = centres.map(sizeOf);
  const wrong = sizes.findIndex((size) => size === undefined || size !== sizes[0]);
  if (wrong >= 0)
    throw new Error(
      `gaussian: centres[${wrong}] is ${describeValue(centres[wrong])}, expected a finite number, or a list of as many as each centre has`,
    );
}
