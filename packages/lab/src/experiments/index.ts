import { importedNetworks } from "./imported-networks.ts";
import { mnistError } from "./mnist-error.ts";
import { quickstart } from "./quickstart.ts";
import { regressionPriors } from "./regression-priors.ts";

/** The registry: every experiment, a source's in the order of its chapters, which is their order in its book and in `credence list`. */
export const experiments = {
  quickstart,

  // weight-uncertainty
  regressionPriors,
  mnistError,
  importedNetworks,
} as const;
