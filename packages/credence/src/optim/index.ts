export { type AdamOptions, adam } from "./adam.ts";
export type { Optimizer, OptimizerState, Parameter } from "./optimizer.ts";
export { constantRate, cosineDecay, type Schedule, stepDecay } from "./schedules.ts";
export { sgd } from "./sgd.ts";
