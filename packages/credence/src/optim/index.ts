export { type AdamOptions, adam } from "./adam.ts";
export type { Optimizer, OptimizerState, OptimizerStep, Parameter } from "./optimizer.ts";
export { constantRate, cosineDecay, cosineRestarts, type Schedule, stepDecay } from "./schedules.ts";
export { type SgdOptions, sgd } from "./sgd.ts";
