export { importedNetworks } from "./imported-networks.ts";
export { mnistError } from "./mnist-error.ts";
export { regressionPriors } from "./regression-priors.ts";
export { quickstart } from "./quickstart.ts";
