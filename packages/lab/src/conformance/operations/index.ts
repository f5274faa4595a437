import type { Operation } from "../run-suite.ts";
import { densities } from "./densities.ts";
import { elbo } from "./elbo.ts";
import { layers } from "./layers.ts";
import { metrics } from "./metrics.ts";
import { optimisers } from "./optimisers.ts";
import { uncertainty } from "./uncertainty.ts";

/** What this library answers to each `op` of a conformance file. */
export const operations: Readonly<Record<string, Operation>> = {
  ...densities,
  ...elbo,
  ...layers,
  ...metrics,
  ...optimisers,
  ...uncertainty,
};
