import { categoricalLikelihood, type Inference, type Model, methods, mlp, model, normal } from "credence";

export const setNames = ["mnist", "imbalanced-fashion"] as const;
export type SetName = (typeof setNames)[number];
export const setWords: Readonly<Record<SetName, string>> = { mnist: "MNIST", "imbalanced-fashion": "Fashion-MNIST with 1 % of the shirts" };
/** Steps of the attack, as a share of the range of a pixel. */
export const epsilons = [0.05, 0.1] as const;

/** What is compared: one network, and four families of posteriors, two of them made from that network. */
export const familyNames = ["network", "mean-field", "low-rank", "swag", "laplace"] as const;
export type FamilyName = (typeof familyNames)[number];

export const words: Readonly<Record<FamilyName, string>> = {
  network: "one network",
  "mean-field": "mean field",
  "low-rank": "Gaussian of rank 4",
  swag: "SWAG",
  laplace: "Laplace, last layer",
};

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

/** The point estimate from which SWAG and Laplace start. */
const pointMethod = ({ point }: FamilyEpochs): Inference => methods.map({ epochs: point, batchSize, prior: "model" });

/** How a family is fitted. */
export function methodOf(family: FamilyName, epochs: FamilyEpochs): Inference {
  if (family === "network") return pointMethod(epochs);
  if (family === "mean-field") return methods.bayesByBackprop({ epochs: epochs.bound, batchSize, estimator: "local" });
  if (family === "low-rank") return methods.lowRankGaussian({ epochs: epochs.bound, batchSize, rank: 4 });
  if (family === "swag") return methods.swag({ epochs: epochs.swag, batchSize, learningRate: 0.01, rank: 20, thin: 20 });
  return methods.laplace({ curvature: "kronecker" });
}
