import { laplaceFamily } from "../laplace/laplace-posterior.ts";
import { prunedFamily } from "../pruning/pruned-posterior.ts";
import { dropoutFamily } from "./dropout-posterior.ts";
import { ensembleFamily } from "./ensemble-posterior.ts";
import type { Family } from "./family.ts";
import { fullGaussianFamily } from "./full-gaussian-posterior.ts";
import { lowRankFamily } from "./low-rank-posterior.ts";
import { meanFieldFamily } from "./mean-field-posterior.ts";
import { mopedFamily } from "./moped-posterior.ts";
import { multiSwagFamily } from "./multi-swag-posterior.ts";
import { pointFamily } from "./point-posterior.ts";
import { samplesFamily } from "./samples-posterior.ts";
import { swagFamily } from "./swag-posterior.ts";

/** The families of posteriors that files may hold: one line each. */
export const families: readonly Family[] = [
  pointFamily,
  meanFieldFamily,
  prunedFamily,
  dropoutFamily,
  ensembleFamily,
  samplesFamily,
  laplaceFamily,
  lowRankFamily,
  fullGaussianFamily,
  swagFamily,
  multiSwagFamily,
  mopedFamily,
];
