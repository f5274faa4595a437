export * from "./distributions/index.ts";
export { type DiagnoseOptions, diagnose } from "./inference/diagnosis/diagnose.ts";
export type { Diagnosis } from "./inference/diagnosis/diagnosis.ts";
export * as bases from "./inference/exact/bases/index.ts";
export type { Basis, InputRows } from "./inference/exact/basis.ts";
export {
  type BayesianRidge,
  type BayesianRidgeOptions,
  bayesianRidge,
  type DiagonalGaussian,
  type RidgePrediction,
} from "./inference/exact/bayesian-ridge.ts";
export {
  type GaussianDivergenceOptions,
  type GridEvidenceOptions,
  gaussianDivergence,
  gridEvidence,
  type LogJoint,
} from "./inference/exact/grid-evidence.ts";
export { type FeaturesOptions, features, headOf } from "./inference/features.ts";
export type { Data, FitMemory, FitOptions, Inference, Problem, TrainingProgress } from "./inference/inference.ts";
export { gaussNewton, type WeightMatrix } from "./inference/laplace/gauss-newton.ts";
export { type CovarianceOptions, expectLaplace, type LaplacePosterior } from "./inference/laplace/laplace-posterior.ts";
export type { ChainDraws, DimensionSummary, DrawnChain } from "./inference/mcmc/chain-draws.ts";
export * as mcmc from "./inference/mcmc/index.ts";
export type { LogDensity } from "./inference/mcmc/log-density.ts";
export type { DensitySampler } from "./inference/mcmc/sampler.ts";
export type { SamplingOptions } from "./inference/mcmc/sampling-options.ts";
export type { Trajectory, TrajectoryOptions } from "./inference/mcmc/trajectory.ts";
export { type BayesByBackpropOptions, type BayesByBackpropSettings, boundTerms } from "./inference/methods/bayes-by-backprop.ts";
export type { CyclicalSgldOptions } from "./inference/methods/cyclical-sgld.ts";
export type { DeepEnsembleOptions } from "./inference/methods/deep-ensemble.ts";
export type { FullGaussianOptions } from "./inference/methods/full-gaussian.ts";
export type { HmcOptions } from "./inference/methods/hmc.ts";
export * as methods from "./inference/methods/index.ts";
export type { LaplaceOptions } from "./inference/methods/laplace.ts";
export type { LowRankGaussianOptions } from "./inference/methods/low-rank-gaussian.ts";
export type { MapOptions } from "./inference/methods/map.ts";
export type { McDropoutOptions } from "./inference/methods/mc-dropout.ts";
export type { MopedOptions } from "./inference/methods/moped.ts";
export type { MultiSwagOptions } from "./inference/methods/multi-swag.ts";
export type { NutsOptions } from "./inference/methods/nuts.ts";
export type { SghmcOptions } from "./inference/methods/sghmc.ts";
export type { SgldOptions } from "./inference/methods/sgld.ts";
export * as stepMethods from "./inference/methods/step-methods.ts";
export type { SwagOptions } from "./inference/methods/swag.ts";
export { beliefsOf } from "./inference/posteriors/beliefs.ts";
export type { Complexity, ComplexityOptions } from "./inference/posteriors/complexity.ts";
export { type DrawnWeights, drawWeights } from "./inference/posteriors/drawn-weights.ts";
export { dropoutPosterior } from "./inference/posteriors/dropout-posterior.ts";
export { ensemblePosterior } from "./inference/posteriors/ensemble-posterior.ts";
export { heldDraws } from "./inference/posteriors/held-draws.ts";
export { type ArraySource, type ImportOptions, importPosterior } from "./inference/posteriors/import-posterior.ts";
export { loadPosterior } from "./inference/posteriors/load-posterior.ts";
export { meanFieldPosterior } from "./inference/posteriors/mean-field-posterior.ts";
export { pointPosterior } from "./inference/posteriors/point-posterior.ts";
export type { KeptWeights, NetworkFunction, OutputMoments, Posterior, WeightMarginal } from "./inference/posteriors/posterior.ts";
export { type ReadMarginal, readMarginals } from "./inference/posteriors/read-marginals.ts";
export { samplesPosterior } from "./inference/posteriors/samples-posterior.ts";
export type { NamedArray } from "./inference/posteriors/saved.ts";
export { type PredictiveOptions, type PredictOptions, predict, predictOutputs } from "./inference/predict.ts";
export * as pruning from "./inference/pruning/index.ts";
export { run } from "./inference/run.ts";
export type { EarlyStopping, ValidationScore } from "./inference/training/early-stopping.ts";
export type { Initialization } from "./inference/training/initial-parameters.ts";
export { iterativeInference } from "./inference/training/iterative.ts";
export type { IterativeOptions } from "./inference/training/iterative-options.ts";
export { type KeepBestOptions, keepBest } from "./inference/training/keep-best.ts";
export type { ChainOptions, LangevinOptions } from "./inference/training/langevin-options.ts";
export { observe } from "./inference/training/observe.ts";
export type { MapSettings } from "./inference/training/point-steps.ts";
export {
  type CheckpointHeader,
  type FinishedStep,
  type OpenTraining,
  openTraining,
  type StepInput,
  type StepMemory,
  type StepMethod,
  type Trainable,
  type TrainingStart,
} from "./inference/training/training.ts";
export type { VariationalSettings } from "./inference/training/variational-settings.ts";
// by name too: the types of what they return
export type { ReliabilityBin } from "./metrics/calibration.ts";
export * as metrics from "./metrics/index.ts";
export type { Overconfidence } from "./metrics/overconfidence.ts";
export type { PairedDifference } from "./metrics/paired-errors.ts";
export type { Finding, Separation } from "./metrics/separation.ts";
export * from "./model/likelihoods/index.ts";
export {
  type BatchPlace,
  type ComplexityWeights,
  type GeometricWeightsOptions,
  geometricWeights,
  linearWarmUp,
  noComplexity,
  type ObjectiveTerms,
  objectiveOf,
  uniformWeights,
} from "./model/log-joint.ts";
export { type Model, model } from "./model/model.ts";
export { type LayerPrior, type Prior, type Priors, type PriorsOptions, priorOf, priors } from "./model/priors.ts";
export * from "./nn/index.ts";
export {
  type AdamOptions,
  adam,
  constantRate,
  cosineDecay,
  cosineRestarts,
  type Optimizer,
  type OptimizerState,
  type OptimizerStep,
  type Parameter,
  type Schedule,
  type SgdOptions,
  sgd,
  stepDecay,
} from "./optim/index.ts";
export * from "./predictive/index.ts";
export { decodeSafetensors, encodeSafetensors, type SafetensorsArray, type SafetensorsFile } from "./saving/safetensors.ts";
export type { SettingJson, SettingsJson } from "./settings.ts";
export type { Acquisition, Pool, RowSource } from "./tasks/acquisition/acquisition.ts";
export {
  type BatchBaldOptions,
  batchBaldWith,
  type GreedyBatch,
  type GreedyBatchOptions,
  greedyBatch,
} from "./tasks/acquisition/batch-bald.ts";
export { type EpigOptions, epigWith } from "./tasks/acquisition/epig.ts";
export { highestScore } from "./tasks/acquisition/highest-score.ts";
export * as acquisitions from "./tasks/acquisition/index.ts";
export { type PowerBaldOptions, powerBaldWith } from "./tasks/acquisition/power-bald.ts";
export { scorePool } from "./tasks/acquisition/score-pool.ts";
export {
  type ActiveLearning,
  type ActiveLearningRound,
  activeLearning,
  type TrainRequest,
} from "./tasks/active-learning/active-learning.ts";
export { type EpochSchedule, epochsByLabels } from "./tasks/active-learning/epochs-by-labels.ts";
export { type Answer, balancedStart, type Labeller, simulatedLabeller } from "./tasks/active-learning/labeller.ts";
export * as adversarial from "./tasks/adversarial/index.ts";
export {
  type VariationalAutoencoder,
  type VariationalAutoencoderOptions,
  variationalAutoencoder,
} from "./tasks/autoencoder/variational-autoencoder.ts";
export * as bandits from "./tasks/bandits/index.ts";
export {
  type Detector,
  type DetectorOptions,
  detectorOf,
  type Learn,
  type PreparedDetector,
  scorerDetector,
} from "./tasks/detectors/detector.ts";
export type { EnergyOptions } from "./tasks/detectors/energy.ts";
export * as detectors from "./tasks/detectors/index.ts";
export type { MahalanobisOptions } from "./tasks/detectors/mahalanobis.ts";
export type { NearestFeaturesOptions } from "./tasks/detectors/nearest-features.ts";
export type { OdinOptions } from "./tasks/detectors/odin.ts";
export { type PreparedDetectors, prepareTogether } from "./tasks/detectors/prepare-together.ts";
export { type DetectionSets, type ScoredSets, scoredSets } from "./tasks/detectors/scored-sets.ts";
export { type OdinSearch, type OdinSearchOptions, searchOdin } from "./tasks/detectors/search-odin.ts";
export {
  type ConfidenceLoss,
  type ConfidenceModelOptions,
  confidenceLikelihood,
  confidenceModel,
} from "./tasks/failure-prediction/confidence-model.ts";
export { type ConfidenceTrainingOptions, confidenceTraining } from "./tasks/failure-prediction/confidence-training.ts";
export { type ConfidnetOptions, confidence, trueClassProbabilities } from "./tasks/failure-prediction/confidnet.ts";
export type { FailurePredictor } from "./tasks/failure-prediction/failure-predictor.ts";
export * as failurePredictors from "./tasks/failure-prediction/index.ts";
export type { TrustScoreOptions } from "./tasks/failure-prediction/trust-score.ts";
export * as reinforcement from "./tasks/reinforcement/index.ts";
export * as relevance from "./tasks/relevance/index.ts";
export * as scores from "./tasks/scores/index.ts";
export { type Score, type Scorer, scorerOf } from "./tasks/scores/score.ts";
