/** The scores of a classifier's prediction, high = uncertain: one line each. */
export { expectedEntropy } from "./expected-entropy.ts";
export { leastConfidence } from "./least-confidence.ts";
export { margin } from "./margin.ts";
export { meanStdDev } from "./mean-std-dev.ts";
export { mutualInformation } from "./mutual-information.ts";
export { predictiveEntropy } from "./predictive-entropy.ts";
export { variationRatio } from "./variation-ratio.ts";
