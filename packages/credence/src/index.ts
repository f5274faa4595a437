export type { Data, FitOptions, Inference, Problem, TrainingProgress } from "./inference/inference.ts";
export type { Posterior, WeightMarginal } from "./inference/posterior.ts";
export type { Model } from "./model/model.ts";
