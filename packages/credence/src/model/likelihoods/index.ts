export { type BernoulliLikelihood, bernoulliLikelihood } from "./bernoulli.ts";
export { type CategoricalLikelihood, categoricalLikelihood } from "./categorical.ts";
export { likelihoodFromJSON } from "./from-json.ts";
export { type HeteroscedasticNormalLikelihood, heteroscedasticNormalLikelihood } from "./heteroscedastic-normal.ts";
export type { Scale } from "./learned-scale.ts";
export type { LearnedParameters, Likelihood, LikelihoodDescription, PredictiveOf } from "./likelihood.ts";
export { type NormalLikelihood, normalLikelihood } from "./normal.ts";
export { type StudentTLikelihood, type StudentTLikelihoodOptions, studentTLikelihood } from "./student-t.ts";
