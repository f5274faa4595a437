import type { Operation } from "../run-suite.ts";
import { acquisition } from "./acquisition.ts";
import { adversarial } from "./adversarial.ts";
import { densities } from "./densities.ts";
import { elbo } from "./elbo.ts";
import { exact } from "./exact.ts";
import { laplace } from "./laplace.ts";
import { layers } from "./layers.ts";
import { mcmc } from "./mcmc.ts";
import { metrics } from "./metrics.ts";
import { optimisers } from "./optimisers.ts";
import { outOfDistribution } from "./out-of-distribution.ts";
import { pruning } from "./pruning.ts";
import { recurrent } from "./recurrent.ts";
import { uncertainty } from "./uncertainty.ts";

/** What this library answers to each `op` of a conformance file. */
export const operations: Readonly<Record<string, Operation>> = {
  ...acquisition,
  ...adversarial,
  ...densities,
  ...elbo,
  ...exact,
  ...laplace,
  ...layers,
  ...mcmc,
  ...metrics,
  ...optimisers,
  ...outOfDistribution,
  ...pruning,
  ...recurrent,
  ...uncertainty,
};
