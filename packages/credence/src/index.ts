export * from "./distributions/index.ts";
export { type BayesByBackpropOptions, type BayesByBackpropSettings, boundTerms } from "./inference/bayes-by-backprop.ts";
export type { DeepEnsembleOptions } from "./inference/deep-ensemble.ts";
export { type ArraySource, type ImportOptions, importPosterior } from "./inference/import-posterior.ts";
export type { Data, FitOptions, Inference, Problem, TrainingProgress } from "./inference/inference.ts";
export type { IterativeOptions } from "./inference/iterative.ts";
export { type KeepBestOptions, keepBest } from "./inference/keep-best.ts";
export { loadPosterior } from "./inference/load-posterior.ts";
export type { MapOptions, MapSettings } from "./inference/map.ts";
export { beliefsOf, type Initialization } from "./inference/mean-field.ts";
export * as methods from "./inference/methods.ts";
export type { KeptWeights, NetworkFunction, Posterior, WeightMarginal } from "./inference/posterior.ts";
export { run } from "./inference/run.ts";
export * as stepMethods from "./inference/step-methods.ts";
export {
  type CheckpointHeader,
  type OpenTraining,
  openTraining,
  type StepInput,
  type StepMethod,
  type Trainable,
} from "./inference/training.ts";
export * as metrics from "./metrics/index.ts";
export { categoricalLikelihood, type Likelihood, normalLikelihood } from "./model/likelihood.ts";
export {
  type BatchPlace,
  type ComplexityWeights,
  geometricWeights,
  linearWarmUp,
  noComplexity,
  type ObjectiveTerms,
  objectiveOf,
  uniformWeights,
} from "./model/log-joint.ts";
export { type Model, model } from "./model/model.ts";
export * from "./nn/index.ts";
export { type AdamOptions, adam, constantRate, cosineDecay, type Optimizer, type Schedule, sgd, stepDecay } from "./optim/index.ts";
export * from "./predictive/index.ts";
export { type PredictOptions, predict, predictOutputs } from "./predictive/predict.ts";
export { decodeSafetensors, encodeSafetensors, type SafetensorsFile } from "./saving/safetensors.ts";
export * as adversarial from "./tasks/adversarial/index.ts";
export * as bandits from "./tasks/bandits/index.ts";
export * as pruning from "./tasks/pruning/index.ts";
