import { type Context, dataSets, experiment, imageTensors, type ResultOf } from "@credence/lab";
import { linesBy, powerOfE, ranked, type Table, tableOf } from "@credence/lab/figures";
import { categoricalLikelihood, cosineDecay, geometricWeights, methods, mlp, model } from "credence";
import { scorePosterior } from "../mnist/score-draws.ts";
import type { MnistTraining } from "../mnist/training.ts";
import { keepLowestObjective } from "../training/lowest-objective.ts";
import { mnistConjecturesClaims, published } from "./claims.ts";
import { optimizers, type Variant, variants } from "./variants.ts";

interface Settings extends Pick<MnistTraining, "learningRate" | "schedule"> {
  readonly trainImages: number;
  readonly testImages: number;
  readonly units: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly trainingDraws: number;
  readonly testDraws: number;
  /** Which epoch's network is tested: the source kept that of the lowest objective. */
  readonly keeps: "lowest objective" | "last epoch";
}

/** The source's settings; its networks of 400 units had 300 epochs. */
const paper: Settings = {
  trainImages: 60_000,
  testImages: 10_000,
  units: 400,
  epochs: 300,
  learningRate: 1e-4,
  schedule: "constant",
  keeps: "lowest objective",
  batchSize: 128,
  trainingDraws: 2,
  testDraws: 50,
};

/** Few epochs want a rate that is larger and falls. */
const brief: Settings = { ...paper, learningRate: 1e-3, schedule: "cosine", keeps: "last epoch" };

/** What the study suspects and does not measure, and its search over mixtures: small networks with one thing changed each. */
export const mnistConjectures = experiment({
  name: "mnist-conjectures",
  source: "weight-uncertainty",
  shows: "conjectures of sections 3 to 5, the search over mixtures",
  question: "Do the study's conjectures hold?",
  summary:
    "Eight mixture priors, Gaussian priors that are narrower, local reparameterisation under SGD and Adam, and a constant start, on MNIST at 400 units.",
  budgets: {
    smoke: { ...brief, trainImages: 1280, testImages: 1000, units: 50, epochs: 1, testDraws: 10 },
    default: { ...brief, epochs: 4 },
    paper,
  },
  units: () => variants,
  async prepare(context: Context<Settings>) {
    const images = await context.load(dataSets.mnist);
    const train = imageTensors(images.train, { count: context.settings.trainImages });
    return { train, test: imageTensors(images.test, { count: context.settings.testImages }) };
  },
  perform,
  conclude,
  claims: mnistConjecturesClaims,
  figures: (result) => [narrowFigure(result)],
  tables: (result) => [table(result)],
});

type Shared = { readonly [half in "train" | "test"]: ReturnType<typeof imageTensors> };
export type MnistConjecturesResult = ResultOf<typeof conclude>;
export type TrainedVariant = ResultOf<typeof perform>;

async function* perform({ name, group, label, ...variant }: Variant, context: Context<Settings>, { train, test }: Shared) {
  const { units, epochs, learningRate, schedule, keeps, batchSize, trainingDraws, testDraws } = context.settings;
  const { rate, of } = optimizers[variant.optimizer];
  const trained = methods.bayesByBackprop({
    ...{ epochs, batchSize, learningRate: rate * learningRate, lastBatch: "drop" },
    ...(schedule === "cosine" ? { schedule: cosineDecay({ epochs }) } : {}),
    ...{
      estimator: variant.estimator,
      complexity: "monteCarlo",
      draws: trainingDraws,
      optimizer: of(batchSize),
      initialization: variant.start,
    },
    complexityWeights: geometricWeights({ relativeTo: "batch" }),
  });
  const method = keeps === "lowest objective" ? keepLowestObjective(trained) : trained;
  const network = mlp({ inputs: 784, hidden: [units, units], outputs: 10 });
  const problem = { model: model({ network, prior: variant.prior, likelihood: categoricalLikelihood() }), data: train };
  const own = context.key.child(name);
  const { posterior } = yield* context.fit({ label: `${group}: ${label}`, method, problem, key: own.child("fit") });
  const { wrong, nllPerDatum } = await scorePosterior(posterior, { ...test, draws: testDraws, key: own.child("predict") });
  posterior.dispose();
  return { name, group, label, wrong, nllPerDatum };
}

function conclude(all: readonly TrainedVariant[], { settings: { testImages, epochs } }: Context<Settings>) {
  const errorPercent = ({ wrong }: TrainedVariant) => (100 * wrong.length) / testImages;
  return { testImages, epochs, variants: all.map((one) => ({ ...one, errorPercent: errorPercent(one) })) };
}

/** A label as a page writes it: powers of e are raised. */
const written = (label: string): string => label.replaceAll(/e\^-(\d)/g, (_, minusLog) => powerOfE(Number(minusLog)));

function narrowFigure({ variants: all, epochs }: MnistConjecturesResult) {
  const shown = all.filter(({ group }) => group === "narrow prior");
  const points = shown.map((one) => ({ setting: Number(one.label.slice(6)), measured: one.errorPercent, published: null }));
  return {
    name: "narrow-priors",
    title: "Test error under Gaussian priors of falling standard deviation",
    finding: `Test error in %: ${ranked(
      shown.map((one) => [written(one.label), one.errorPercent]),
      { digits: 2 },
    )}.`,
    caption: `Error of networks of two hidden layers after ${epochs} ${epochs === 1 ? "epoch" : "epochs"}, by minus the logarithm of the prior's standard deviation.`,
    plot: linesBy({
      series: [{ label: "BNN, Gaussian prior", points }],
      xLabel: "−log standard deviation of the prior",
      yLabel: "test error (%)",
    }),
  };
}

const table = ({ variants: all }: MnistConjecturesResult): Table =>
  tableOf({
    name: "variants",
    title: "Every network with one thing changed",
    caption: "Test error in %, beside it the source's stored network of 300 epochs, and negative log-likelihood in nats.",
    rows: all,
    columns: [
      { label: "Changed", of: ({ group }) => group },
      { label: "To", of: ({ label }) => written(label) },
      {
        label: "Error",
        digits: 2,
        of: ({ errorPercent }) => errorPercent,
        beside: ({ label }) => published.find("mixtures", label) ?? null,
      },
      { label: "NLL", digits: 3, of: ({ nllPerDatum }) => nllPerDatum },
    ],
  });
