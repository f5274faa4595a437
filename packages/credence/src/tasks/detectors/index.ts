/** The detectors: one line each. */
export { energy } from "./energy.ts";
export { maximumProbability } from "./maximum-probability.ts";
export { mutualInformation } from "./mutual-information.ts";
export { predictiveEntropy } from "./predictive-entropy.ts";
