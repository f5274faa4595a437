/** The likelihoods by the kind that a saved one names: one line each. */
export { bernoulliLikelihood as bernoulli } from "./bernoulli.ts";
export { categoricalLikelihood as categorical } from "./categorical.ts";
export { heteroscedasticNormalLikelihood as heteroscedasticNormal } from "./heteroscedastic-normal.ts";
export { normalLikelihood as normal } from "./normal.ts";
export { studentTLikelihood as studentT } from "./student-t.ts";
