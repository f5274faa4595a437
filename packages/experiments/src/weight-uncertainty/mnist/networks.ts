import { categoricalLikelihood, type Distribution, laplace, mlp, model, normal, scaleMixture } from "credence";

/** The four classifiers of Table 3: two priors, a plain network, one with dropout. */
export const mnistNetworkNames = ["bnn-gaussian", "bnn-mixture", "dnn", "dnn-dropout"] as const;

export type TableNetworkName = (typeof mnistNetworkNames)[number];

/** A classifier of the weight-uncertainty source: those of Table 3, and the Laplace prior of its weight densities. */
export type MnistNetworkName = TableNetworkName | "bnn-laplace";

export const mnistNetworkLabels: Readonly<Record<MnistNetworkName, string>> = {
  "bnn-gaussian": "BNN, Gaussian prior",
  "bnn-mixture": "BNN, mixture prior",
  "bnn-laplace": "BNN, Laplace prior",
  dnn: "plain network",
  "dnn-dropout": "dropout 0.5",
};

export const isBayesian = (network: MnistNetworkName): boolean => network.startsWith("bnn");

/** Point networks are trained for the likelihood alone: a prior of theirs has no say. */
const gaussian = normal({ mean: 0, stdDev: 1 });
const priors: Readonly<Partial<Record<MnistNetworkName, Distribution>>> = {
  "bnn-mixture": scaleMixture({ weight: 0.5, stdDev1: 1, stdDev2: Math.exp(-7) }),
  "bnn-laplace": laplace({ mean: 0, scale: 0.15 }),
};

/** 784 inputs, two hidden layers of rectified units, ten classes; priors hold for weights and biases alike. */
export const mnistModel = (network: MnistNetworkName, units: number) =>
  model({
    network: mlp({ inputs: 784, hidden: [units, units], outputs: 10, dropout: network === "dnn-dropout" ? 0.5 : 0 }),
    prior: priors[network] ?? gaussian,
    likelihood: categoricalLikelihood(),
  });
