import type { Layer } from "./layer.ts";

/**
 * Dropout: each element (or channel) is 0 with probability `rate`, else divided by 1 - rate.
 *
 * Whether it acts is the method's business: on while fitting, off for point predictions, one mask per function for Monte Carlo dropout.
 */
export const dropout = ({
  rate,
  unit = "element",
}: {
  /** Probability of a 0, from 0 to below 1. */
  rate: number;
  /** What is dropped together. @default "element" */
  unit?: "element" | "channel";
}): Layer => {
  if (!(rate >= 0 && rate < 1)) throw new Error(`dropout: rate is ${rate}, expected from 0 to below 1`);
  return {
    kind: "dropout",
    drops: true,
    keepsZeros: true,
    forward: (x, pass) => pass.drop(x, { rate, unit }),
    toJSON: () => ({ kind: "dropout", rate, unit }),
  };
};
