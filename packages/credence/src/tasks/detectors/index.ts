/** The detectors: one line each. */
export { energy } from "./energy.ts";
export { mahalanobis } from "./mahalanobis.ts";
export { maxLogit } from "./max-logit.ts";
export { maximumProbability } from "./maximum-probability.ts";
export { mutualInformation } from "./mutual-information.ts";
export { nearestFeatures } from "./nearest-features.ts";
export { odin } from "./odin.ts";
export { predictiveEntropy } from "./predictive-entropy.ts";
export { variationRatio } from "./variation-ratio.ts";
