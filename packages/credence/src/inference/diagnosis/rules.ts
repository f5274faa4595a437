/** What the field gets wrong: one line each, by the name of its diagnosis in camel case. */
export { complexityWeight } from "./complexity-weight.ts";
export { deadPrior } from "./dead-prior.ts";
export { fewDraws } from "./few-draws.ts";
export { initialSpread } from "./initial-spread.ts";
export { memoryEstimate } from "./memory-estimate.ts";
export { noiseModel } from "./noise-model.ts";
export { shortChain } from "./short-chain.ts";
export { weightDecay } from "./weight-decay.ts";
export { worseThanGuessing } from "./worse-than-guessing.ts";
