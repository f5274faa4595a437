/** The failure predictors: one line each. The scores of a prediction serve here as they do as detectors. */
export { maximumProbability } from "../detectors/maximum-probability.ts";
export { mutualInformation } from "../detectors/mutual-information.ts";
export { predictiveEntropy } from "../detectors/predictive-entropy.ts";
export { variationRatio } from "../detectors/variation-ratio.ts";
export { confidnet } from "./confidnet.ts";
export { trustScore } from "./trust-score.ts";
