import { banditMushroom } from "./bandit-mushroom/bandit-mushroom.ts";
import { importedNetworks } from "./imported-networks/imported-networks.ts";
import { mnistAdversarial } from "./mnist-adversarial/mnist-adversarial.ts";
import { mnistCalibration } from "./mnist-calibration/mnist-calibration.ts";
import { mnistError } from "./mnist-error/mnist-error.ts";
import { mnistPruning } from "./mnist-pruning/mnist-pruning.ts";
import { mnistWeights } from "./mnist-weights/mnist-weights.ts";
import { priorDensities } from "./prior-densities/prior-densities.ts";
import { quickstart } from "./quickstart/quickstart.ts";
import { regressionEnsembles } from "./regression-ensembles/regression-ensembles.ts";
import { regressionLocalReparameterization } from "./regression-local-reparameterization/regression-local-reparameterization.ts";
import { regressionNoise } from "./regression-noise/regression-noise.ts";
import { regressionPriors } from "./regression-priors/regression-priors.ts";

/** The registry: every experiment, a source's in the order of its chapters, which is their order in its book and in `credence list`. */
export const experiments = {
  quickstart,

  // weight-uncertainty
  priorDensities,
  regressionEnsembles,
  regressionNoise,
  regressionPriors,
  regressionLocalReparameterization,
  mnistError,
  mnistWeights,
  mnistCalibration,
  mnistPruning,
  mnistAdversarial,
  banditMushroom,
  importedNetworks,
} as const;
