/** Mean and standard deviation over evaluations with other random numbers. */
export interface Recorded {
  readonly mean: number;
  readonly stdDev: number;
}

/** A network of the source and what another program computed from the same file, on all 10,000 test images. */
export interface ImportedNetwork {
  readonly name: string;
  readonly label: string;
  readonly file: string;
  readonly family: "meanField" | "point";
  readonly prior: "normal" | "scaleMixture";
  /** Table 3, %. */
  readonly table: number;
  /** Test error in %: of the mean over 50, 10 and one draws of the weights, and of the means of the weights taken as weights. */
  readonly draws50?: Recorded;
  readonly draws10?: Recorded;
  readonly oneDraw?: Recorded;
  /** Of the weights themselves, or of their means. */
  readonly pointError: number;
  readonly pointNll: number;
  /** Mean negative log-likelihood with 50 draws, nats per datum. */
  readonly nll50?: Recorded;
  /** KL[q || prior], nats: closed form, or the mean over draws and the standard deviation of one draw. */
  readonly complexity?: Recorded;
}

/** The four networks of 400 units the source stored, trained for 600 (Bayesian) and 300 epochs. */
export const importedNetworkList: readonly ImportedNetwork[] = [
  {
    name: "bnn-gaussian",
    label: "BNN, Gaussian prior",
    file: "bnn-gaussian-400.safetensors",
    family: "meanField",
    prior: "normal",
    table: 1.31,
    draws50: { mean: 1.308, stdDev: 0.0396 },
    draws10: { mean: 1.34, stdDev: 0.0371 },
    oneDraw: { mean: 2.1132, stdDev: 0.167 },
    pointError: 1.37,
    pointNll: 0.07467,
    nll50: { mean: 0.0433, stdDev: 0.0013 },
    complexity: { mean: 973504.5, stdDev: 0 },
  },
  {
    name: "bnn-mixture",
    label: "BNN, mixture prior",
    file: "bnn-mixture-400.safetensors",
    family: "meanField",
    prior: "scaleMixture",
    table: 1.42,
    draws50: { mean: 1.396, stdDev: 0.0195 },
    // biome-ignore lint/suspicious/noApproximativeNumericConstant: an error in %, not log2(e)
    draws10: { mean: 1.443, stdDev: 0.0414 },
    oneDraw: { mean: 2.0029, stdDev: 0.1531 },
    pointError: 1.33,
    pointNll: 0.06501,
    nll50: { mean: 0.0452, stdDev: 0.0006 },
    complexity: { mean: 1623097, stdDev: 1198.6 },
  },
  {
    name: "dnn",
    label: "plain network",
    file: "dnn-400.safetensors",
    family: "point",
    prior: "normal",
    table: 1.95,
    pointError: 1.96,
    pointNll: 0.19292,
  },
  {
    name: "dnn-dropout",
    label: "dropout 0.5",
    file: "dropout-400.safetensors",
    family: "point",
    prior: "normal",
    table: 1.27,
    pointError: 1.53,
    pointNll: 0.08411,
  },
];
