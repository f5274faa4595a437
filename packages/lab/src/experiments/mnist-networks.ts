import type { Key } from "@credence/tensor";
import {
  adam,
  categoricalLikelihood,
  cosineDecay,
  type Data,
  geometricWeights,
  type Inference,
  methods,
  mlp,
  model,
  normal,
  scaleMixture,
} from "credence";
import type { BudgetName, FitRequest } from "../experiment.ts";
import { predictClasses, scoreDraws } from "./score-draws.ts";

export const mnistNetworkNames = ["bnn-gaussian", "bnn-mixture", "dnn", "dnn-dropout"] as const;

/** The four classifiers of the weight-uncertainty source: two priors, a plain network, one with dropout. */
export type MnistNetworkName = (typeof mnistNetworkNames)[number];

export const mnistNetworkLabels: Readonly<Record<MnistNetworkName, string>> = {
  "bnn-gaussian": "BNN, Gaussian prior",
  "bnn-mixture": "BNN, mixture prior",
  dnn: "plain network",
  "dnn-dropout": "dropout 0.5",
};

/** How the four networks are trained at a budget; every experiment that asks with the same gets the same networks. */
export type MnistTraining = {
  readonly trainImages: number;
  readonly testImages: number;
  /** Units of both hidden layers, one fit each. */
  readonly units: readonly number[];
  /** Epochs of each network, in the order of `units`. */
  readonly epochs: Readonly<Record<MnistNetworkName, readonly number[]>>;
  readonly learningRate: number;
  /** How the rate falls: not at all, or by half a cosine to nothing. */
  readonly schedule: "constant" | "cosine";
  readonly batchSize: number;
  /** Weight draws averaged in a step of a Bayesian network. */
  readonly trainingDraws: number;
  /** The test error is traced every so many epochs, with so many draws. */
  readonly traceEvery: number;
  readonly traceDraws: number;
};

const each = (bayesian: readonly number[], plain: readonly number[]): MnistTraining["epochs"] => ({
  "bnn-gaussian": bayesian,
  "bnn-mixture": bayesian,
  dnn: plain,
  "dnn-dropout": plain,
});

/** The source's settings are those of `paper`, epochs as its stored runs have them; the smaller budgets need a larger rate that falls. */
export const mnistTraining: Readonly<Record<BudgetName, MnistTraining>> = {
  smoke: {
    trainImages: 2000,
    testImages: 1000,
    units: [400],
    epochs: each([3], [3]),
    learningRate: 1e-3,
    schedule: "cosine",
    batchSize: 128,
    trainingDraws: 2,
    traceEvery: 1,
    traceDraws: 10,
  },
  default: {
    trainImages: 60_000,
    testImages: 10_000,
    units: [400],
    epochs: each([15], [15]),
    learningRate: 1e-3,
    schedule: "cosine",
    batchSize: 128,
    trainingDraws: 2,
    traceEvery: 1,
    traceDraws: 10,
  },
  paper: {
    trainImages: 60_000,
    testImages: 10_000,
    units: [400, 800, 1200],
    epochs: each([600, 600, 600], [300, 300, 600]),
    learningRate: 1e-4,
    schedule: "constant",
    batchSize: 128,
    trainingDraws: 2,
    traceEvery: 5,
    traceDraws: 10,
  },
};

export interface MnistFitOptions {
  readonly training: MnistTraining;
  /** Both as `imageTensors` makes them, `trainImages` and `testImages` long. The test images are for the trace only. */
  readonly train: Data;
  readonly test: Data;
  /** The context's own: equal seeds give every experiment the same networks. */
  readonly key: Key;
}

/**
 * The request for one of the four networks. What it is given determines it down to the trace, so that whichever experiment
 * asks first trains for all.
 *
 * @throws where `training` has no such number of units
 */
export function mnistFit(network: MnistNetworkName, units: number, { training, train, test, key }: MnistFitOptions): FitRequest {
  const size = training.units.indexOf(units);
  if (size < 0) throw new Error(`mnistFit: units are ${units}, expected one of ${training.units.join(", ")}`);
  const { learningRate, schedule, batchSize, trainingDraws, traceEvery, traceDraws } = training;
  const epochs = training.epochs[network][size];
  const own = key.child("mnist-networks").child(network).child(units);
  return {
    label: `${mnistNetworkLabels[network]}, ${units} units`,
    determinedBy: {
      network,
      units,
      epochs,
      learningRate,
      schedule,
      batchSize,
      trainingDraws,
      traceEvery,
      traceDraws,
      testImages: training.testImages,
    },
    method: methodOf(network, { training, epochs }),
    problem: { model: mnistModel(network, units), data: train },
    key: own.child("fit"),
    async afterEpoch(epoch, posterior) {
      if (epoch !== 1 && epoch % traceEvery !== 0 && epoch !== epochs) return undefined;
      const predictive = await predictClasses(posterior(), { x: test.x, draws: traceDraws, key: own.child("trace").child(epoch) });
      const { errorPercent } = await scoreDraws(predictive, { y: test.y });
      predictive.probabilities.dispose();
      return { errorPercent };
    },
  };
}

/** 784 inputs, two hidden layers of rectified units, ten classes; priors hold for weights and biases alike. */
export function mnistModel(network: MnistNetworkName, units: number): ReturnType<typeof model> {
  return model({
    network: mlp({ inputs: 784, hidden: [units, units], outputs: 10, dropout: network === "dnn-dropout" ? 0.5 : 0 }),
    prior: network === "bnn-mixture" ? scaleMixture({ weight: 0.5, stdDev1: 1, stdDev2: Math.exp(-7) }) : normal({ mean: 0, stdDev: 1 }),
    likelihood: categoricalLikelihood(),
  });
}

function methodOf(network: MnistNetworkName, { training, epochs }: { training: MnistTraining; epochs: number }): Inference {
  const { learningRate, schedule, batchSize, trainingDraws } = training;
  const steps = {
    epochs,
    batchSize,
    learningRate,
    lastBatch: "drop" as const,
    ...(schedule === "cosine" ? { schedule: cosineDecay({ epochs }) } : {}),
  };
  // Maximum likelihood; where there is dropout it acts in training and is off in prediction, as the source has it.
  if (network === "dnn" || network === "dnn-dropout") return methods.map({ ...steps, prior: "flat", initialization: { mean: "fan-in" } });
  return methods.bayesByBackprop({
    ...steps,
    draws: trainingDraws,
    complexityWeights: geometricWeights(),
    initialization: { mean: [-0.2, 0.2], rho: [-5, -4] },
    // The source minimises the sum over a batch, we the mean: Adam on c times the gradient with epsilon e takes the steps of Adam
    // on the gradient with epsilon e / c.
    optimizer: adam({ epsilon: 1e-8 / batchSize }),
  });
}
