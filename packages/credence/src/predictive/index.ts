export {
  type ObservationNoise,
  type PredictiveInterval,
  predictiveInterval,
  predictiveMean,
  predictiveMedian,
  predictiveQuantiles,
  predictiveStdDev,
} from "./intervals.ts";
export {
  type CategoricalPredictive,
  categoricalPredictive,
  expectCategorical,
  expectNormal,
  meanProbabilities,
  type NormalPredictive,
  normalPredictive,
  type Predictive,
  predictiveOf,
} from "./predictive.ts";
export {
  type AleatoricUncertainty,
  asProbabilities,
  type EpistemicUncertainty,
  type Logits,
  type Probabilities,
  probabilitiesFromLogits,
  type TotalUncertainty,
} from "./quantities.ts";
export { fitTemperature, type TemperatureFit, type TemperatureInput, withTemperature } from "./temperature.ts";
export * as uncertainty from "./uncertainty.ts";
