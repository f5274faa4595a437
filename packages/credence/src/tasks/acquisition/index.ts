/** The acquisition functions: one line each. */
export { bald } from "./bald.ts";
export { leastConfidence } from "./least-confidence.ts";
export { margin } from "./margin.ts";
export { maxEntropy } from "./max-entropy.ts";
export { meanStdDev } from "./mean-std-dev.ts";
export { random } from "./random.ts";
export { variationRatio } from "./variation-ratio.ts";
