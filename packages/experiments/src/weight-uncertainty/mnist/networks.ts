import {
  type BudgetName,
  badInput,
  type Context,
  dataSets,
  type FitRequest,
  type GivenOptions,
  type ImageSplits,
  imageTensors,
  type Part,
} from "@credence/lab";
import { type Key, mean, scope } from "@credence/tensor";
import {
  adam,
  categoricalLikelihood,
  cosineDecay,
  type Data,
  type Distribution,
  geometricWeights,
  type Inference,
  laplace,
  methods,
  mlp,
  model,
  normal,
  type Posterior,
  predictOutputs,
  scaleMixture,
  stepMethods,
} from "credence";
import { keepLowestObjective, keepsLowestObjective } from "../training/lowest-objective.ts";
import { observed } from "../training/observed-training.ts";
import { predictClasses, scoreDraws } from "./score-draws.ts";

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
  /** Test error and free energy are traced every so many epochs, with so many draws. */
  readonly traceEvery: number;
  readonly traceDraws: number;
  /** Draws of the expected log-likelihood of the training images in the trace. */
  readonly boundDraws: number;
};

const each = (bayesian: readonly number[], plain: readonly number[]): MnistTraining["epochs"] => ({
  "bnn-gaussian": bayesian,
  "bnn-mixture": bayesian,
  "bnn-laplace": bayesian,
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
    boundDraws: 2,
  },
  default: {
    trainImages: 60_000,
    testImages: 10_000,
    units: [400],
    epochs: each([24], [24]),
    learningRate: 1e-3,
    schedule: "cosine",
    batchSize: 128,
    trainingDraws: 2,
    traceEvery: 2,
    traceDraws: 10,
    boundDraws: 2,
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
    traceEvery: 10,
    traceDraws: 10,
    boundDraws: 2,
  },
};

/** What the experiments on these networks take by `--option`. */
export const mnistOptions = { units: "sizes of the hidden layers to run, of those the budget has: 400, or 400,800" } as const;

/**
 * The training of a run: its settings, or of their sizes those that `--option units=400` names.
 *
 * @throws BadInput where the option names a size the budget does not have
 */
export function mnistTrainingOf<Settings extends MnistTraining>({
  settings,
  options,
}: Pick<GivenOptions<Settings>, "settings" | "options">): Settings {
  const { units: chosen } = options;
  if (chosen === undefined) return settings;
  const sizes = chosen.split(",").map(Number);
  const unknown = sizes.some((size, i) => !settings.units.includes(size) || sizes.indexOf(size) !== i);
  if (unknown) throw badInput(`--option units: got ${chosen}, expected some of ${settings.units.join(",")}, each once`);
  const places = sizes.map((size) => settings.units.indexOf(size));
  const epochsOf = (network: MnistNetworkName) => places.map((place) => settings.epochs[network][place]);
  const epochs: MnistTraining["epochs"] = {
    "bnn-gaussian": epochsOf("bnn-gaussian"),
    "bnn-mixture": epochsOf("bnn-mixture"),
    "bnn-laplace": epochsOf("bnn-laplace"),
    dnn: epochsOf("dnn"),
    "dnn-dropout": epochsOf("dnn-dropout"),
  };
  return { ...settings, units: sizes, epochs };
}

/** A part for each size. */
export const mnistParts = (given: GivenOptions<MnistTraining>): Part[] =>
  mnistTrainingOf(given).units.map((units) => ({ name: `units-${units}`, options: { units: String(units) } }));

/** A row of the trace of one of these networks; nats are those of all training images in use. */
export type MnistMeasures = {
  /** Error on the test images of the mean over `traceDraws` draws, %. */
  readonly errorPercent: number;
  /** The objective of the epoch's last minibatch, nats, as the source records it. */
  readonly objective: number;
  /** Expected negative log-likelihood of the training images under the posterior. */
  readonly nll: number;
  /** KL[q || prior]; a point network has none. */
  readonly complexity?: number;
};

/** The images of a run as tensors: `train` and `test` of `mnistFit`. */
export async function mnistTensors(
  { load }: Pick<Context<unknown>, "load">,
  { trainImages, testImages }: Pick<MnistTraining, "trainImages" | "testImages">,
): Promise<{ readonly images: ImageSplits; readonly train: Data; readonly test: Data }> {
  const images = await load(dataSets.mnist);
  return { images, train: imageTensors(images.train, { count: trainImages }), test: imageTensors(images.test, { count: testImages }) };
}

export interface MnistFitOptions {
  readonly training: MnistTraining;
  /** Both as `mnistTensors` makes them, `trainImages` and `testImages` long. The test images are for the trace only. */
  readonly train: Data;
  readonly test: Data;
  /** The context's own: equal seeds give every experiment the same networks. */
  readonly key: Key;
  /** Which epoch's network it gives: the last one's, unless told. */
  readonly keep?: "last" | "lowestObjective";
}

/**
 * The request for one of the four networks after other epochs than the training's, as the source ran some of them: the network of the epoch
 * with the lowest objective.
 */
export function shorterFit(
  network: MnistNetworkName,
  units: number,
  { epochs, ...options }: MnistFitOptions & { readonly epochs: number },
): FitRequest {
  const training = { ...options.training, epochs: { ...options.training.epochs, [network]: options.training.units.map(() => epochs) } };
  return mnistFit(network, units, { ...options, training, keep: "lowestObjective" });
}

/**
 * The request for one of the four networks. What it is given determines it down to the trace, so that whichever experiment
 * asks first trains for all.
 *
 * @throws where `training` has no such number of units
 */
export function mnistFit(
  network: MnistNetworkName,
  units: number,
  { training, train, test, key, keep = "last" }: MnistFitOptions,
): FitRequest {
  const size = training.units.indexOf(units);
  if (size < 0) throw new Error(`mnistFit: units are ${units}, expected one of ${training.units.join(", ")}`);
  const { learningRate, schedule, batchSize, trainingDraws, traceEvery, traceDraws, boundDraws } = training;
  const epochs = training.epochs[network][size];
  const own = key.child("mnist-networks").child(network).child(units);
  const { method, latest } = observed(methodOf(network, { training, epochs }));
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
      boundDraws,
      testImages: training.testImages,
      ...(keep === "last" ? {} : { keeps: keepsLowestObjective }),
    },
    method: keep === "last" ? method : keepLowestObjective(method),
    problem: { model: mnistModel(network, units), data: train },
    key: own.child("fit"),
    async afterEpoch(epoch): Promise<MnistMeasures | Pick<MnistMeasures, "objective"> | undefined> {
      const objective = latest().objective * batchSize;
      if (epoch !== 1 && epoch % traceEvery !== 0 && epoch !== epochs) return keep === "last" ? undefined : { objective };
      const at = latest().posterior();
      const now = own.child("trace").child(epoch);
      const predictive = await predictClasses(at, { x: test.x, draws: traceDraws, key: now });
      const { errorPercent } = await scoreDraws(predictive, { y: test.y });
      predictive.probabilities.dispose();
      const nll = await expectedNll(at, train, { draws: boundDraws, key: now.child("bound") });
      const complexity = await at.complexity?.(now.child("complexity"));
      return { errorPercent, objective, nll, ...(complexity === undefined ? {} : { complexity }) };
    },
  };
}

/** E_q[-log p(y | x, w)], summed over the data. */
async function expectedNll(posterior: Posterior, { x, y }: Data, { draws, key }: { draws: number; key: Key }): Promise<number> {
  const average = scope(() => mean(posterior.model.likelihood.negativeLogProb(predictOutputs(posterior, x, { draws }, key), y)));
  const [nats] = await average.read();
  average.dispose();
  return nats * y.size;
}

/** KL[q || prior] of a Bayesian network before its first step, nats: with the initial parameters its fit has; null for a point network. */
export async function untrainedComplexity(
  network: MnistNetworkName,
  units: number,
  { training, key }: Pick<MnistFitOptions, "training" | "key">,
): Promise<number | null> {
  if (network === "dnn" || network === "dnn-dropout") return null;
  const own = key.child("mnist-networks").child(network).child(units);
  const started = stepMethods
    .bayesByBackprop({ initialization, draws: training.trainingDraws })
    .start(mnistModel(network, units), own.child("fit"));
  const posterior = started.posterior();
  const complexity = (await posterior.complexity?.(own.child("untrained"))) ?? null;
  posterior.dispose();
  return complexity;
}

/** 784 inputs, two hidden layers of rectified units, ten classes; priors hold for weights and biases alike. */
export function mnistModel(network: MnistNetworkName, units: number): ReturnType<typeof model> {
  return model({
    network: mlp({ inputs: 784, hidden: [units, units], outputs: 10, dropout: network === "dnn-dropout" ? 0.5 : 0 }),
    prior: priorOf(network),
    likelihood: categoricalLikelihood(),
  });
}

/** Where a Bayesian network starts: both uniform on their interval. */
const initialization = { mean: [-0.2, 0.2], rho: [-5, -4] } as const;

function priorOf(network: MnistNetworkName): Distribution {
  if (network === "bnn-mixture") return scaleMixture({ weight: 0.5, stdDev1: 1, stdDev2: Math.exp(-7) });
  return network === "bnn-laplace" ? laplace({ mean: 0, scale: 0.15 }) : normal({ mean: 0, stdDev: 1 });
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
    initialization,
    // The source minimises the sum over a batch, we the mean: Adam on c times the gradient with epsilon e takes the steps of Adam
    // on the gradient with epsilon e / c.
    optimizer: adam({ epsilon: 1e-8 / batchSize }),
  });
}
