import { failurePredictors } from "credence";
import type { NamedDetector } from "../mnist/compared.ts";

/** Shares of the images answered, at which the errors among them are kept. */
export const riskCoverages: readonly number[] = [0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 1];

/** Those that need no training of their own, of the network with dropout off or on; ConfidNet stands beside them. */
export const namedPredictors: readonly NamedDetector<"point" | "dropout">[] = [
  { label: "maximum probability", asks: "point", detector: failurePredictors.maximumProbability() },
  { label: "MC dropout, entropy", asks: "dropout", detector: failurePredictors.predictiveEntropy() },
  { label: "MC dropout, mutual information", asks: "dropout", detector: failurePredictors.mutualInformation() },
  { label: "MC dropout, variation ratio", asks: "dropout", detector: failurePredictors.variationRatio() },
  { label: "trust score", asks: "point", detector: failurePredictors.trustScore() },
];

/** ConfidNet's labels by the classifier's dropout while its head is trained. */
export const confidnetLabels = { on: "ConfidNet", off: "ConfidNet, dropout off" } as const;
export type Dropout = keyof typeof confidnetLabels;
