import { type BudgetName, chosen, type GivenOptions } from "@credence/lab";

/** The source's settings, epochs as its stored runs have them. */
const paper = {
  trainImages: 60_000,
  testImages: 10_000,
  /** Units of both hidden layers, one fit each. */
  units: [400, 800, 1200],
  /** In the order of `units`. */
  epochs: { bayesian: [600, 600, 600], point: [300, 300, 600] },
  /** Of a second training of some, the network of whose epoch with the lowest objective is kept, as the source ran and kept some. */
  shorterEpochs: 300 as number | null,
  learningRate: 1e-4,
  /** How the rate falls: not at all, or by half a cosine to nothing. */
  schedule: "constant" as "constant" | "cosine",
  batchSize: 128,
  /** Weight draws averaged in a step of a Bayesian network. */
  trainingDraws: 2,
  /** Test error and free energy are traced every so many epochs, with so many draws. */
  traceEvery: 10,
  traceDraws: 10,
  /** Draws of the expected log-likelihood of the training images in the trace. */
  boundDraws: 2,
};

/** How the networks are trained at a budget; every experiment that asks with the same gets the same networks. */
export type MnistTraining = Readonly<typeof paper>;

/** The smaller budgets need a larger rate that falls. */
const short: MnistTraining = {
  ...paper,
  units: [400],
  epochs: { bayesian: [24], point: [24] },
  shorterEpochs: null,
  learningRate: 1e-3,
  schedule: "cosine",
  traceEvery: 2,
};

export const mnistTraining: Readonly<Record<BudgetName, MnistTraining>> = {
  smoke: { ...short, trainImages: 2000, testImages: 1000, epochs: { bayesian: [3], point: [3] }, shorterEpochs: 1, traceEvery: 1 },
  default: short,
  paper,
};

/** What the experiments on these networks take by `--option`. */
export const mnistOptions = { units: "sizes of the hidden layers to run, of those the budget has: 400, or 400,800" } as const;

/**
 * The sizes of a run: its budget's, or those of them that `--option units=400` names.
 *
 * @throws BadInput where the option names a size the budget does not have
 */
export const mnistSizes = ({ settings, options }: Pick<GivenOptions<MnistTraining>, "settings" | "options">): readonly number[] =>
  chosen("units", options.units, settings.units);
