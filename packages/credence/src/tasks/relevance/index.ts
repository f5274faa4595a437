export { type AutomaticRelevance, automaticRelevance, type RelevancePriorOptions, relevancePrior } from "./automatic-relevance.ts";
export type { InputGroups } from "./groups.ts";
export { type InputSignal, inputSignals } from "./input-signals.ts";
export { type Importance, type PermutationImportance, type PermutationOptions, permutationImportance } from "./permutation-importance.ts";
export { epistemic, error, type PredictionMeasure } from "./prediction-measures.ts";
