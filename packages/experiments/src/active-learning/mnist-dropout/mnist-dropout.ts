import {
  type Context,
  claimsFrom,
  experiment,
  type GivenOptions,
  type Measuring,
  mean,
  measuredOver,
  publishedNumbers,
  type ResultOf,
} from "@credence/lab";
import { type Curve, curves, sourceCurve, tableOf } from "@credence/lab/figures";
import type { Posterior } from "credence";
import { type DigitSettings, digitsFit, measured, type PreparedDigits, prepareDigits } from "../mnist/network.ts";
import { rowsAt } from "../mnist/rows.ts";
import numbers from "./published.json" with { type: "json" };
import reasons from "./reasons.json" with { type: "json" };
import texts from "./texts.json" with { type: "json" };

const published = publishedNumbers(numbers);

interface Settings extends DigitSettings {
  readonly epochs: number;
  /** Independent trainings, a network each. */
  readonly seeds: number;
  /** Training images on which the trained network is measured. */
  readonly seenImages: number;
}

const full: Settings = { trainImages: 60_000, testImages: 1000, fullTestImages: 10_000, draws: 32, epochs: 10, seeds: 1, seenImages: 2000 };

type Row = {
  readonly epoch: number;
  readonly accuracy: number;
  readonly nll: number;
  readonly trainAccuracy: number;
  readonly trainNll: number;
};

async function* perform({ seed }: { readonly name: string; readonly seed: number }, context: Context<Settings>, shared: PreparedDigits) {
  const { settings, key } = context;
  const { pool, some, all } = shared;
  const seen = rowsAt(
    pool,
    Int32Array.from({ length: settings.seenImages }, (_, i) => i),
  );
  const own = key.child("all images").child(seed);
  const test = async (posterior: Posterior, data: typeof some) =>
    measured(posterior, data, { draws: settings.draws, key: own.child("test") });
  const request = digitsFit(`LeNet, training ${seed} of ${settings.seeds}`, {
    data: pool,
    epochs: settings.epochs,
    batchSize: 64,
    key: own,
  });
  const { posterior, trace } = yield* context.fit({
    ...request,
    // the last epoch is measured below, on all images
    async afterEpoch(epoch, now) {
      if (epoch === settings.epochs) return undefined;
      const [outside, inside] = [await test(now(), some), await test(now(), seen)];
      return { accuracy: outside.accuracy, nll: outside.nll, trainAccuracy: inside.accuracy, trainNll: inside.nll };
    },
    determinedBy: { testImages: settings.testImages, seenImages: settings.seenImages, draws: settings.draws },
  });
  const [outside, inside] = [await test(posterior, all), await test(posterior, seen)];
  posterior.dispose();
  const last = { epoch: settings.epochs, ...outside, trainAccuracy: inside.accuracy, trainNll: inside.nll };
  return { seed, epochs: [...(trace as readonly Row[]), last] };
}

type Training = ResultOf<typeof perform>;
type Result = { readonly trainings: readonly Training[] };
type Measure = Exclude<keyof Row, "epoch">;

const last = (of: Measure): Measuring<Result> => ({
  measured: ({ trainings }) =>
    measuredOver(
      trainings.map(({ epochs }) => epochs.at(-1)![of]),
      "runs",
    ),
});
const names = { accuracy: "test accuracy", trainAccuracy: "training accuracy", nll: "test NLL", trainNll: "training NLL" } as const;

/** Rows of a training as a curve beside the notebook's. */
const curvesOf = ({ trainings }: Result, measures: readonly Measure[]): Curve[] =>
  measures.flatMap((of) => [
    ...trainings.map(({ epochs }) => ({ label: names[of], x: epochs.map(({ epoch }) => epoch), y: epochs.map((row) => row[of]) })),
    sourceCurve(published, { label: names[of], record: names[of] }),
  ]);

/** MC dropout on all of MNIST, epoch by epoch. */
export const mnistDropout = experiment({
  name: "mnist-dropout",
  source: "active-learning",
  shows: "Step 1",
  question: "How good is the network with dropout on all of MNIST?",
  summary: "A convolutional network with Monte Carlo dropout on all of MNIST: accuracy and NLL of both sets by epoch.",
  budgets: {
    smoke: { ...full, trainImages: 1500, testImages: 200, fullTestImages: 300, seenImages: 200, draws: 8, epochs: 2 },
    default: full,
    paper: { ...full, seeds: 3, testImages: 2000 },
  },
  units: ({ settings: { seeds } }: GivenOptions<Settings>) =>
    Array.from({ length: seeds }, (_, i) => ({ name: `training-${i + 1}`, seed: i + 1 })),
  prepare: (context: Context<Settings>) => prepareDigits(context),
  perform,
  conclude: (trainings): Result => ({ trainings }),
  claims: claimsFrom({ ...texts, reasons }, (claim) => [
    claim("test-accuracy", { published: published.number("test accuracy", 10), ...last("accuracy") }),
    claim("test-accuracy-at-least", last("accuracy")),
    claim("test-nll", { published: published.number("test NLL", 10), ...last("nll") }),
    claim("training-accuracy", { published: published.number("training accuracy", 10), ...last("trainAccuracy") }),
    claim("training-nll", { published: published.number("training NLL", 10), ...last("trainNll") }),
    claim("test-nll-falls", {
      measured: ({ trainings }: Result) =>
        measuredOver(
          trainings.map(({ epochs }) => epochs.at(-1)!.nll - epochs[0]!.nll),
          "runs",
        ),
    }),
  ]),
  figures: (result) => [
    {
      name: "nll",
      title: "NLL by epoch",
      finding: `After the last epoch the test NLL is ${mean(result.trainings.map(({ epochs }) => epochs.at(-1)!.nll)).toFixed(4)} nats, after the first ${mean(result.trainings.map(({ epochs }) => epochs[0]!.nll)).toFixed(4)}.`,
      caption:
        "Nats per image of the averaged prediction, dropout on, a line for each training. Dashed: the notebook, whose training NLL is of the training passes.",
      method: "Epochs before the last are measured on a part of the test images.",
      published: "left panel of Step 1",
      plot: curves({ curves: curvesOf(result, ["trainNll", "nll"]), xLabel: "epoch", yLabel: "NLL (nats)" }),
    },
    {
      name: "accuracy",
      title: "Accuracy by epoch",
      finding: `After the last epoch the test accuracy is ${mean(result.trainings.map(({ epochs }) => epochs.at(-1)!.accuracy)).toFixed(2)} %.`,
      caption: "Of the averaged prediction, dropout on, a line for each training. Dashed: the notebook.",
      published: "right panel of Step 1",
      plot: curves({ curves: curvesOf(result, ["trainAccuracy", "accuracy"]), xLabel: "epoch", yLabel: "accuracy (%)" }),
    },
  ],
  tables: ({ trainings }) => [
    tableOf<Training>({
      name: "trainings",
      title: "After the last epoch",
      caption: "Both sets by the average of the dropout networks.",
      rows: trainings,
      columns: (Object.keys(names) as Measure[]).map((of) => ({
        label: names[of],
        digits: of.endsWith("ccuracy") ? 2 : 4,
        of: ({ epochs }) => epochs.at(-1)![of],
        beside: () => published.number(names[of], 10),
      })),
    }),
  ],
});
