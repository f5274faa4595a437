import { categoricalLikelihood, type Inference, type Model, methods, mlp, model, normal } from "credence";
import texts from "./texts.json" with { type: "json" };

/** What is compared: one network, and four families of posteriors, two of them made from that network. */
export const familyNames = ["network", "mean-field", "low-rank", "swag", "laplace"] as const;
export type FamilyName = (typeof familyNames)[number];

export const words: Readonly<Record<FamilyName, string>> = texts.families;

/** How long each is trained. */
export interface FamilyEpochs {
  readonly point: number;
  readonly bound: number;
  readonly swag: number;
}

/** 784-100-100-10 with ReLU. */
export const classifier: Model = model({
  network: mlp({ inputs: 784, hidden: [100, 100], outputs: 10 }),
  prior: normal({ mean: 0, stdDev: 0.1 }),
  likelihood: categoricalLikelihood(),
});

const batchSize = 100;

/** How each is fitted; SWAG and Laplace start from the network. */
export const methodsOf = ({ point, bound, swag }: FamilyEpochs): Readonly<Record<FamilyName, Inference>> => ({
  network: methods.map({ epochs: point, batchSize, prior: "model" }),
  "mean-field": methods.bayesByBackprop({ epochs: bound, batchSize, estimator: "local" }),
  "low-rank": methods.lowRankGaussian({ epochs: bound, batchSize, rank: 4 }),
  swag: methods.swag({ epochs: swag, batchSize, learningRate: 0.01, rank: 20, thin: 20 }),
  laplace: methods.laplace({ curvature: "kronecker" }),
});
