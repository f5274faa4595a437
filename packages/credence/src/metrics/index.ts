export { accuracy, accuracyByLabel, accuracyOfDraws } from "./accuracy.ts";
export { bootstrap, resamples } from "./bootstrap.ts";
export { brier } from "./brier.ts";
export {
  type CalibrationOptions,
  expectedCalibrationError,
  maximumCalibrationError,
  type ReliabilityBin,
  reliabilityBins,
} from "./calibration.ts";
export { type ClassPrediction, type TopLabel, topLabel } from "./class-scores.ts";
export { crps } from "./crps.ts";
export { intervalCoverage, meanIntervalWidth } from "./interval-coverage.ts";
export { intervalScore } from "./interval-score.ts";
export { lppd, meanLogDensity } from "./lppd.ts";
export { negativeLogLikelihood } from "./negative-log-likelihood.ts";
export { type Overconfidence, overconfidence } from "./overconfidence.ts";
export { type PacBayesOptions, pacBayesBound } from "./pac-bayes.ts";
export { type PairedDifference, pairedDifference, pairedDrops } from "./paired-errors.ts";
export { combinedLogDensities, type PointwiseLogDensities, pointwiseLogDensities } from "./pointwise-log-densities.ts";
export { probabilityIntegralTransform } from "./probability-integral-transform.ts";
export { auroc, averagePrecision, fprAtTpr, precisionRecallCurve, rocCurve } from "./ranking.ts";
export { areaUnderRiskCoverage, type RiskCoverageCurve, riskCoverageCurve } from "./risk-coverage.ts";
export { rmse } from "./rmse.ts";
export { type Finding, type Separation, separation } from "./separation.ts";
export { meanDifferenceWidth, type Sample, stdDevFactor } from "./two-samples.ts";
export type { Values } from "./values.ts";
