import type { RegressionBands } from "../regression/measures.ts";
import type { DigitsResult } from "./digits.ts";

export type QuickstartResult = {
  readonly regression: {
    readonly bands: RegressionBands;
    readonly points: { readonly x: readonly number[]; readonly y: readonly number[] };
  };
  readonly digits: DigitsResult;
};
