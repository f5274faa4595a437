import type { Case } from "../suite.ts";
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

/** The repository's cases by suite, one file each. */
export const suites: Readonly<Record<string, readonly Case[]>> = {
  acquisition,
  adversarial,
  densities,
  elbo,
  exact,
  laplace,
  layers,
  mcmc,
  metrics,
  optimisers,
  "out-of-distribution": outOfDistribution,
  pruning,
  recurrent,
  uncertainty,
};
