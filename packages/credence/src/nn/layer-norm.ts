import { add } from "@credence/tensor";
import { expectOneOf, expectOptions, expectPositive, expectWhole } from "../settings.ts";
import type { Layer } from "./layer.ts";
import { gainOf, normalized } from "./normalized.ts";

/**
 * Layer normalisation: the features of each example (of each step, in sequences) to mean 0 and variance 1, then a gain and a shift for each.
 *
 *   y = (1 + w) (x - m) / sqrt(v + epsilon) + b
 *
 * w is the gain's distance from 1, so that a prior about 0 leaves x normalised.
 *
 * @shape x [batch, features], or sequences [batch, steps, features]; w, b [features]
 * @throws for features that are no whole number from 1, and an epsilon not above 0
 * @see   ba2016
 */
export const layerNorm = (options: {
  /** Features of x. */
  features: number;
  /** What x holds: examples, or sequences of steps. @default "rows" */
  of?: "rows" | "sequences";
  /** Added to the variance. @default 1e-5 */
  epsilon?: number;
}): Layer => {
  expectOptions("layerNorm", options, { features: true, of: true, epsilon: true });
  const { features, of = "rows", epsilon = 1e-5 } = options;
  expectWhole("layerNorm", "features", features);
  expectOneOf("layerNorm", "of", of, ["rows", "sequences"]);
  expectPositive("layerNorm", "epsilon", epsilon);
  const axes = of === "rows" ? 2 : 3;
  return {
    kind: "layerNorm",
    maps: gainOf(features, { axes, channel: axes - 1 }),
    drops: false,
    keepsZeros: false,
    forward(x, pass) {
      const { length } = x.shape;
      if (length < axes || length > axes + 1 || x.shape[length - 1] !== features)
        throw new Error(
          `layerNorm: x is [${x.shape.join(", ")}], expected [batch, ${of === "rows" ? "" : "steps, "}${features}] as it is of ${of}`,
        );
      const one = normalized(x, epsilon);
      return add(one, pass.apply(one));
    },
    toJSON: () => ({ kind: "layerNorm", features, of, epsilon }),
  };
};
