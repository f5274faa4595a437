/** The methods of inference: one line each. */
export { bayesByBackprop } from "./bayes-by-backprop.ts";
export { deepEnsemble } from "./deep-ensemble.ts";
export { hmc } from "./hmc.ts";
export { laplace } from "./laplace.ts";
export { map } from "./map.ts";
export { mcDropout } from "./mc-dropout.ts";
export { nuts } from "./nuts.ts";
