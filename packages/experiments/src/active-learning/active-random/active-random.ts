import {
  type Context,
  disposeData,
  experiment,
  type GivenOptions,
  learning,
  mean,
  measuredOver,
  notAtSmoke,
  publishedNumbers,
  type ResultOf,
  type Said,
  spreadOf,
  within,
} from "@credence/lab";
import { curves, sourceCurve, tableOf } from "@credence/lab/figures";
import { balancedStart } from "credence";
import { type DigitSettings, digitsFit, measured, type PreparedDigits, prepareDigits } from "../mnist/network.ts";
import { rowsAt } from "../mnist/rows.ts";
import numbers from "./published.json" with { type: "json" };

const published = publishedNumbers(numbers);

interface Settings extends DigitSettings {
  readonly trials: number;
  readonly epochs: number;
  /** Labels between two points of the curve, 10 of them a round. */
  readonly every: number;
  readonly upTo: number;
}

const full: Settings = {
  ...{ trainImages: 60_000, testImages: 2000, fullTestImages: 10_000, draws: 32 },
  ...{ trials: 5, epochs: 10, every: 10, upTo: 1020 },
};
const fullAt = [20, 100, 300, 600, 1020];

async function* perform({ trial }: { readonly name: string; readonly trial: number }, context: Context<Settings>, digits: PreparedDigits) {
  const { settings, key } = context;
  const { pool, labels, some, all } = digits;
  const own = key.child("random").child(trial);
  // one image more of each class a round is one random order within each class
  const perClass = settings.upTo / 10;
  const start = balancedStart(labels, { classes: 10, perClass, key: own.child("labelled") });
  const order = Array.from({ length: settings.upTo }, (_, i) => start[(i % 10) * perClass + Math.floor(i / 10)]!);
  const points: { labels: number; accuracy: number; nll: number; trainAccuracy: number }[] = [];
  for (let count = 20; count <= settings.upTo; count += settings.every) {
    const data = rowsAt(pool, Int32Array.from(order.slice(0, count)));
    const label = `trial ${trial} of ${settings.trials}, ${count} labels`;
    const { posterior } = yield* context.fit(digitsFit(label, { data, epochs: settings.epochs, key: own.child("train").child(count) }));
    const options = { draws: settings.draws, key: own.child("test") };
    const outside = await measured(posterior, fullAt.includes(count) ? all : some, options);
    points.push({ labels: count, ...outside, trainAccuracy: (await measured(posterior, data, options)).accuracy });
    posterior.dispose();
    disposeData(data);
  }
  return { trial, points };
}

type Trial = ResultOf<typeof perform>;
type Result = { readonly trials: readonly Trial[] };

const pointsOf = ({ trials }: Result, of: "accuracy" | "trainAccuracy") =>
  learning.joined(trials.map(({ points }) => points.map((point) => ({ labels: point.labels, accuracies: [point[of]] }))));

const at = (labels: number, width: number): Said<Result> => ({
  id: `accuracy-${labels}`,
  statement: `Mean test accuracy (%) at ${labels} labels; the last trial of the source has ${published.number("last trial", labels)}`,
  published: published.number("mean", labels),
  measured: (result) => measuredOver(learning.accuraciesAt(pointsOf(result, "accuracy"), labels), "runs"),
  asks: within(width, "points"),
  tested: notAtSmoke,
});

/** Random acquisition, one image of each class a round. */
export const activeRandom = experiment({
  name: "active-random",
  source: "active-learning",
  shows: "Step 2",
  question: "How far do labels of images drawn at random lead?",
  summary: "Random acquisition from 20 to 1,020 labels, 10 epochs on each: test and training accuracy with intervals over trials.",
  budgets: {
    smoke: { ...full, trainImages: 6000, testImages: 200, fullTestImages: 200, draws: 8, trials: 1, every: 80, upTo: 180 },
    default: { ...full, testImages: 1000, trials: 3, every: 40 },
    paper: full,
  },
  units: ({ settings: { trials } }: GivenOptions<Settings>) =>
    Array.from({ length: trials }, (_, i) => ({ name: `trial-${i + 1}`, trial: i + 1 })),
  prepare: (context: Context<Settings>) => prepareDigits(context),
  perform,
  conclude: (trials): Result => ({ trials }),
  claims: [
    at(20, 8),
    at(1020, 1.5),
    {
      id: "band-widest-at-start",
      statement: "The spread over trials is widest at the start: its mean below 200 labels over that from 600 on",
      published: "wider at the start",
      measured(result) {
        const spreads = (low: number, high: number) =>
          pointsOf(result, "accuracy").flatMap(({ labels, accuracies }) =>
            labels >= low && labels < high ? (spreadOf(accuracies) ?? []) : [],
          );
        const [early, late] = [spreads(0, 200), spreads(600, 2000)];
        return early.length === 0 || late.length === 0 ? undefined : mean(early) / mean(late);
      },
      asks: { words: "above 2", holds: ([ratio]) => ratio! > 2 },
    },
  ],
  figures: (result) => [
    {
      name: "learning-curve",
      title: "Random acquisition",
      finding: learning.course(pointsOf(result, "accuracy")),
      caption: `Accuracy by labels, 10 epochs at each${learning.shadedOver(result.trials.length, "trials")}. Dashed: means of the source's five trials, cut to whole percent.`,
      method: "From budget default on all 10,000 test images at 20, 100, 300, 1,020 labels (paper: 600 too), a part of them between.",
      published: "the learning curve of Step 2",
      plot: curves({
        curves: (["trainAccuracy", "accuracy"] as const).flatMap((of) => {
          const label = of === "accuracy" ? "test accuracy" : "training accuracy";
          const record = of === "accuracy" ? "mean" : "training mean";
          return [{ label, ...learning.banded(pointsOf(result, of)) }, sourceCurve(published, { label, record })];
        }),
        xLabel: "labels",
        yLabel: "accuracy (%)",
      }),
    },
  ],
  tables: (result) => [
    tableOf({
      name: "accuracy",
      title: "Test accuracy by labels",
      caption: "Mean and standard deviation over trials, in %.",
      rows: pointsOf(result, "accuracy").filter(({ labels }, i, all) => i % 5 === 0 || i === all.length - 1 || fullAt.includes(labels)),
      columns: [
        { label: "labels", of: ({ labels }) => labels },
        { label: "mean", digits: 2, of: ({ accuracies }) => mean(accuracies), beside: ({ labels }) => published.find("mean", labels) },
        { label: "standard deviation", digits: 2, of: ({ accuracies }) => spreadOf(accuracies) },
      ],
    }),
  ],
});
