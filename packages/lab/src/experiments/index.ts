import { banditMushroom } from "./bandit-mushroom.ts";
import { importedNetworks } from "./imported-networks.ts";
import { mnistAdversarial } from "./mnist-adversarial.ts";
import { mnistCalibration } from "./mnist-calibration.ts";
import { mnistError } from "./mnist-error.ts";
import { mnistPruning } from "./mnist-pruning.ts";
import { mnistWeights } from "./mnist-weights.ts";
import { priorDensities } from "./prior-densities.ts";
import { quickstart } from "./quickstart.ts";
import { regressionEnsembles } from "./regression-ensembles.ts";
import { regressionLocalReparameterization } from "./regression-local-reparameterization.ts";
import { regressionNoise } from "./regression-noise.ts";
import { regressionPriors } from "./regression-priors.ts";

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
