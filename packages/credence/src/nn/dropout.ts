import { expectBelowOne, expectOneOf, expectOptions } from "../settings.ts";
import type { Layer } from "./layer.ts";

/**
 * Dropout: each element (or channel) is 0 with probability `rate`, else divided by 1 - rate.
 *
 * Whether it acts is the method's business: on while fitting, off for point predictions, one mask per function for Monte Carlo dropout.
 *
 * @throws for a rate outside [0, 1), and where it acts by channel on what are no images
 */
export const dropout = (options: {
  /** Probability of a 0, from 0 to below 1. */
  rate: number;
  /** What is dropped together; "channel" of images [batch, channels, height, width]. @default "element" */
  unit?: "element" | "channel";
}): Layer => {
  expectOptions("dropout", options, { rate: true, unit: true });
  const { rate, unit = "element" } = options;
  expectBelowOne("dropout", "rate", rate);
  expectOneOf("dropout", "unit", unit, ["element", "channel"]);
  return {
    kind: "dropout",
    drops: true,
    keepsZeros: true,
    forward: (x, pass) => pass.drop(x, { rate, unit }),
    toJSON: () => ({ kind: "dropout", rate, unit }),
  };
};
