import type { ColorSlots } from "@credence/lab/figures";

/** The colour of every method in all figures of the source. */
export const methodSlots: ColorSlots = {
  "maximum probability": 0,
  "MC dropout, entropy": 1,
  "MC dropout, variation ratio": 4,
  "trust score": 2,
  ConfidNet: 3,
  ODIN: 5,
  "ODIN, as published": 6,
};
