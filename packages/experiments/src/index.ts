import type { Experiment } from "@credence/lab";

export { type Source, sources } from "./sources.ts";
export { usualSeconds } from "./usual-seconds.ts";

/**
 * The registry: every experiment by name, loaded when it is asked for. Those of a source stand in the order of its chapters, which is their
 * order in its book and in `credence list`.
 */
export const experiments: Readonly<Record<string, () => Promise<Experiment>>> = {
  quickstart: async () => (await import("./quickstart/quickstart.ts")).quickstart,
  "uci-regression": async () => (await import("./uci-regression/uci-regression.ts")).uciRegression,

  // weight-uncertainty
  "prior-densities": async () => (await import("./weight-uncertainty/prior-densities/prior-densities.ts")).priorDensities,
  "regression-ensembles": async () =>
    (await import("./weight-uncertainty/regression-ensembles/regression-ensembles.ts")).regressionEnsembles,
  "regression-noise": async () => (await import("./weight-uncertainty/regression-noise/regression-noise.ts")).regressionNoise,
  "regression-priors": async () => (await import("./weight-uncertainty/regression-priors/regression-priors.ts")).regressionPriors,
  "regression-local-reparameterization": async () =>
    (await import("./weight-uncertainty/regression-local-reparameterization/regression-local-reparameterization.ts"))
      .regressionLocalReparameterization,
  "mnist-error": async () => (await import("./weight-uncertainty/mnist-error/mnist-error.ts")).mnistError,
  "mnist-conjectures": async () => (await import("./weight-uncertainty/mnist-conjectures/mnist-conjectures.ts")).mnistConjectures,
  "mnist-weights": async () => (await import("./weight-uncertainty/mnist-weights/mnist-weights.ts")).mnistWeights,
  "mnist-calibration": async () => (await import("./weight-uncertainty/mnist-calibration/mnist-calibration.ts")).mnistCalibration,
  "mnist-pruning": async () => (await import("./weight-uncertainty/mnist-pruning/mnist-pruning.ts")).mnistPruning,
  "mnist-adversarial": async () => (await import("./weight-uncertainty/mnist-adversarial/mnist-adversarial.ts")).mnistAdversarial,
  "bandit-mushroom": async () => (await import("./weight-uncertainty/bandit-mushroom/bandit-mushroom.ts")).banditMushroom,
  "imported-networks": async () => (await import("./weight-uncertainty/imported-networks/imported-networks.ts")).importedNetworks,

  // robust-deep-learning
  "linear-regression": async () => (await import("./robust-deep-learning/linear-regression/linear-regression.ts")).linearRegression,
  "basis-regression": async () => (await import("./robust-deep-learning/basis-regression/basis-regression.ts")).basisRegression,
  "logistic-uncertainty": async () =>
    (await import("./robust-deep-learning/logistic-uncertainty/logistic-uncertainty.ts")).logisticUncertainty,
  "two-moons": async () => (await import("./robust-deep-learning/two-moons/two-moons.ts")).twoMoonsExperiment,
  "mnist-variation-ratio": async () =>
    (await import("./robust-deep-learning/mnist-variation-ratio/mnist-variation-ratio.ts")).mnistVariationRatio,
  "failure-prediction": async () => (await import("./robust-deep-learning/failure-prediction/failure-prediction.ts")).failurePrediction,
  "out-of-distribution": async () => (await import("./robust-deep-learning/out-of-distribution/out-of-distribution.ts")).outOfDistribution,

  // active-learning
  "mnist-dropout": async () => (await import("./active-learning/mnist-dropout/mnist-dropout.ts")).mnistDropout,
  "active-random": async () => (await import("./active-learning/active-random/active-random.ts")).activeRandom,
  "active-mnist": async () => (await import("./active-learning/active-mnist/active-mnist.ts")).activeMnist,
  "active-scaling": async () => (await import("./active-learning/active-scaling/active-scaling.ts")).activeScaling,
  "active-acquisition-size": async () =>
    (await import("./active-learning/active-acquisition-size/active-acquisition-size.ts")).activeAcquisitionSize,
  "active-dirty-mnist": async () => (await import("./active-learning/active-dirty-mnist/active-dirty-mnist.ts")).activeDirtyMnist,

  // label-randomization
  "label-randomization": async () => (await import("./label-randomization/label-randomization/label-randomization.ts")).labelRandomization,
  "label-fractions": async () => (await import("./label-randomization/label-fractions/label-fractions.ts")).labelFractions,

  // overview
  "methods-compared": async () => (await import("./overview/methods-compared/methods-compared.ts")).methodsCompared,
  "elbo-identity": async () => (await import("./overview/elbo-identity/elbo-identity.ts")).elboIdentity,
  "mcmc-diagnostics": async () => (await import("./overview/mcmc-diagnostics/mcmc-diagnostics.ts")).mcmcDiagnostics,
  "prior-regularization": async () => (await import("./overview/prior-regularization/prior-regularization.ts")).priorRegularization,
  "posterior-families": async () => (await import("./overview/posterior-families/posterior-families.ts")).posteriorFamilies,
  "thompson-exploration": async () => (await import("./overview/thompson-exploration/thompson-exploration.ts")).thompsonExploration,
  "feature-relevance": async () => (await import("./overview/feature-relevance/feature-relevance.ts")).featureRelevance,
  "bayesian-cnn": async () => (await import("./overview/bayesian-cnn/bayesian-cnn.ts")).bayesianCnn,
  "recurrent-sequence": async () => (await import("./overview/recurrent-sequence/recurrent-sequence.ts")).recurrentSequence,
  "question-classification": async () =>
    (await import("./overview/question-classification/question-classification.ts")).questionClassification,
};
