/** The methods of inference: one line each. */
export { bayesByBackprop } from "./bayes-by-backprop.ts";
export { cyclicalSgld } from "./cyclical-sgld.ts";
export { deepEnsemble } from "./deep-ensemble.ts";
export { fullGaussian } from "./full-gaussian.ts";
export { hmc } from "./hmc.ts";
export { laplace } from "./laplace.ts";
export { lowRankGaussian } from "./low-rank-gaussian.ts";
export { map } from "./map.ts";
export { mcDropout } from "./mc-dropout.ts";
export { moped } from "./moped.ts";
export { multiSwag } from "./multi-swag.ts";
export { nuts } from "./nuts.ts";
export { sghmc } from "./sghmc.ts";
export { sgld } from "./sgld.ts";
export { swag } from "./swag.ts";
