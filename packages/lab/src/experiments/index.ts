export { importedNetworks } from "./imported-networks.ts";
export { mnistError } from "./mnist-error.ts";
export { quickstart } from "./quickstart.ts";
export { regressionPriors } from "./regression-priors.ts";
