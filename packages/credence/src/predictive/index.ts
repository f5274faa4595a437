export { type BernoulliPredictive, bernoulliPredictive, expectBernoulli } from "./bernoulli-predictive.ts";
export { type CategoricalPredictive, categoricalPredictive, expectCategorical, predictiveOf } from "./categorical-predictive.ts";
export { type ClassPredictive, classProbabilities, meanProbabilities, someDraws } from "./class-probabilities.ts";
export { type ContinuousPredictive, expectContinuous } from "./continuous-predictive.ts";
export { crossFittedTemperature } from "./cross-fitted-temperature.ts";
export {
  type ObservationNoise,
  type PredictiveInterval,
  predictiveInterval,
  predictiveMean,
  predictiveMedian,
  predictiveQuantiles,
  predictiveStdDev,
  type SpreadOptions,
} from "./intervals.ts";
export { expectNormal, type NormalPredictive, normalPredictive } from "./normal-predictive.ts";
export { expectNumeric, type LogDensities, type LogDensityRequest, type NumericPredictive, type Predictive } from "./predictive.ts";
export {
  type AleatoricUncertainty,
  asProbabilities,
  type EpistemicUncertainty,
  type Logits,
  type Probabilities,
  probabilitiesFromLogits,
  type TotalUncertainty,
} from "./quantities.ts";
export type { StandardDensity } from "./standard-density.ts";
export { expectStudentT, type StudentTPredictive, studentTPredictive } from "./student-t-predictive.ts";
export { studentTQuantile } from "./student-t-quantile.ts";
export { type OutputScaling, type ScaledOptions, scaleTargets, standardization, type TargetScaling } from "./target-scaling.ts";
export { fitTemperature, type TemperatureFit, type TemperatureInput, withTemperature } from "./temperature.ts";
export * as uncertainty from "./uncertainty.ts";
