import { type Detector, failurePredictors } from "credence";

/** Dropout networks that vote. */
export const draws = 100;

/** Shares of the images answered, at which the errors among them are kept. */
export const riskCoverages: readonly number[] = [0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 1];

export interface NamedPredictor {
  readonly label: string;
  /** The network with dropout off, or with dropout on. */
  readonly asks: "point" | "dropout";
  // a predictor of categorical predictions, as all networks here make
  readonly predictor: Detector<never>;
}

/** Those that need no training of their own; ConfidNet stands beside them. */
export const namedPredictors: readonly NamedPredictor[] = [
  { label: "maximum probability", asks: "point", predictor: failurePredictors.maximumProbability() },
  { label: "MC dropout, entropy", asks: "dropout", predictor: failurePredictors.predictiveEntropy() },
  { label: "MC dropout, mutual information", asks: "dropout", predictor: failurePredictors.mutualInformation() },
  { label: "MC dropout, variation ratio", asks: "dropout", predictor: failurePredictors.variationRatio() },
  { label: "trust score", asks: "point", predictor: failurePredictors.trustScore() },
];

/** ConfidNet's labels by the classifier's dropout while its head is trained. */
export const confidnetLabels = { on: "ConfidNet", off: "ConfidNet, dropout off" } as const;
export type Dropout = keyof typeof confidnetLabels;
