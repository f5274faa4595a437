import type { Verdict } from "../experiment.ts";

/** The verdict on a claim: whether this budget, or this result, can speak of it at all, then whether it holds. */
export const verdictOf = (tested: boolean, holds: boolean): Verdict =>
  tested ? (holds ? "reproduced" : "not reproduced") : "not tested at this budget";
