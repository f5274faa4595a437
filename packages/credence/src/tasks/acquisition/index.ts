/** The acquisition functions: one line each. */
export { bald } from "./bald.ts";
export { batchBald } from "./batch-bald.ts";
export { epig } from "./epig.ts";
export { leastConfidence } from "./least-confidence.ts";
export { margin } from "./margin.ts";
export { maxEntropy } from "./max-entropy.ts";
export { meanStdDev } from "./mean-std-dev.ts";
export { powerBald } from "./power-bald.ts";
export { random } from "./random.ts";
export { variationRatio } from "./variation-ratio.ts";
