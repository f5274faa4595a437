export { mnistError } from "./mnist-error.ts";
export { regressionPriors } from "./regression-priors.ts";
