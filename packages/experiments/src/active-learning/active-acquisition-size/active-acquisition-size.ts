import {
  asks,
  type Context,
  disposeData,
  experiment,
  explained,
  type GivenOptions,
  learning,
  mean,
  notAtSmoke,
  publishedNumbers,
  reasonsOf,
  seeds,
  spreadOf,
  type Unit,
} from "@credence/lab";
import { type Curve, curves, type Figure, leading, sourceCurve, tableOf } from "@credence/lab/figures";
import { acquisitions, balancedStart } from "credence";
import { trialPoints } from "../mnist/form-claims.ts";
import { digitsFit, type PreparedDigits, prepareDigits } from "../mnist/network.ts";
import { type ProperCurve, type ProperSettings, properCurve } from "../mnist/proper-curve.ts";
import { type PublishedSettings, publishedCurve } from "../mnist/published-curve.ts";
import { rowsAt } from "../mnist/rows.ts";
import numbers from "./published.json" with { type: "json" };
import reasons from "./reasons.json" with { type: "json" };

const published = publishedNumbers(numbers);

interface Settings extends Omit<PublishedSettings, "labelCounts">, ProperSettings {
  /** Rounds of the form as published. */
  readonly rounds: number;
}

const full: Settings = {
  ...{ trainImages: 60_000, testImages: 2000, fullTestImages: 2000, draws: 20, scored: 10_000, mostEpochs: 200 },
  ...{ trainings: 10, rounds: 20, trials: 3, upTo: 120, fullAt: [] },
};

type SizeUnit = Unit &
  ({ readonly form: "published"; readonly perClass: 1 | 10 } | { readonly form: "proper"; readonly count: 1 | 10; readonly trial: number });
type Published = { readonly form: "published"; readonly perClass: number; readonly points: readonly learning.Point[] };
type Proper = Omit<ProperCurve, "asked" | "rows"> & { readonly form: "proper"; readonly count: number; readonly trial: number };
type Result = { readonly published: readonly Published[]; readonly proper: readonly Proper[] };

async function* perform(unit: SizeUnit, context: Context<Settings>, digits: PreparedDigits) {
  const { key, settings } = context;
  const { pool, labels, some, all, firstRound } = digits;
  if (unit.form === "proper") {
    const { count, trial } = unit;
    const start = balancedStart(labels, { classes: 10, perClass: 2, key: key.child("start").child(trial) });
    const request = { acquisition: acquisitions.bald, trial, pool, labels, start, count, some, all, poolName: "mnist" };
    const { asked: _asked, rows: _rows, ...curve } = yield* properCurve(context as Context<ProperSettings>, request);
    return { form: "proper", count, trial, ...curve } as Published | Proper;
  }
  const { perClass } = unit;
  // the source goes on from the last network of its BALD run, which saw 1,280 images; ours saw as many at random
  const seen = rowsAt(
    pool,
    Int32Array.from(balancedStart(labels, { classes: 10, perClass: Math.min(128, settings.trainImages / 50), key: key.child("seen") })),
  );
  const { posterior } = yield* context.fit(
    digitsFit("the network before", { data: seen, epochs: Math.min(settings.mostEpochs, 10), key: key.child("before") }),
  );
  disposeData(seen);
  const labelCounts = Array.from({ length: settings.rounds }, (_, round) => 10 * perClass * (round + 1));
  const start = balancedStart(labels, { classes: 10, perClass, key: key.child("published start") });
  const { points } = yield* publishedCurve(
    { ...context, settings: { ...settings, labelCounts } },
    { name: "bald", pool, labels, test: some, start, from: posterior, firstRound },
  );
  posterior.dispose();
  return { form: "published", perClass, points } as Published | Proper;
}

const publishedPoints = (result: Result, perClass: number) => result.published.find((curve) => curve.perClass === perClass)?.points ?? [];
const properPoints = ({ proper }: Result, count: number) => trialPoints(proper.filter((curve) => curve.count === count));
const between = (points: readonly learning.Point[]) =>
  points.length === 0 ? undefined : mean(points.map(({ accuracies }) => mean(accuracies)));

const curvesOf = (result: Result): Curve[] =>
  [1, 10].flatMap((perClass) => {
    const label = `K = ${perClass}`;
    return [
      { label, ...learning.banded(publishedPoints(result, perClass)) },
      sourceCurve(published, { label, record: "mean", steps: [perClass] }),
    ];
  });

/** K = 1 against K = 10: as published, where K counts per class and one network is never reset, and at equal labels. */
export const activeAcquisitionSize = experiment({
  name: "active-acquisition-size",
  source: "active-learning",
  shows: "Step 6",
  question: "Is asking about ten images a round better than asking about one?",
  summary:
    "BALD with one image a round against ten: as published, on axes of equal rounds, and at equal numbers of labels from the same start.",
  budgets: {
    smoke: {
      ...{ ...full, trainImages: 3000, testImages: 200, fullTestImages: 200, draws: 5, scored: 100, mostEpochs: 3 },
      ...{ trainings: 1, rounds: 2, trials: 1, upTo: 30 },
    },
    default: {
      ...{ ...full, testImages: 1000, fullTestImages: 1000, draws: 10, scored: 1000 },
      ...{ trainings: 1, rounds: 8, trials: 2, upTo: 60 },
    },
    paper: full,
  },
  units: ({ settings: { trials } }: GivenOptions<Settings>): SizeUnit[] => [
    ...([1, 10] as const).map((perClass) => ({ name: `published-${perClass}`, form: "published" as const, perClass })),
    ...seeds(trials).flatMap((trial) =>
      ([1, 10] as const).map((count) => ({ name: `proper-${count}-${trial}`, form: "proper" as const, count, trial })),
    ),
  ],
  prepare: (context: Context<Settings>) => prepareDigits(context as never),
  perform,
  conclude: (curves): Result => ({
    published: curves.flatMap((curve) => (curve.form === "published" ? [curve] : [])),
    proper: curves.flatMap((curve) => (curve.form === "proper" ? [curve] : [])),
  }),
  claims: explained<Result>(
    [
      {
        id: "k10-above-k1",
        variant: "as published",
        statement: "Mean accuracy (%) over the rounds with K = 10 and with K = 1: at ten times the labels, drawn on one axis",
        published: [87.0, 61.9],
        measured: (result) => [between(publishedPoints(result, 10)), between(publishedPoints(result, 1))],
        asks: asks("the first above the second by 10 points or more", ([ten, one]) => ten! >= one! + 10),
        tested: notAtSmoke,
      },
      {
        id: "k10-more-stable",
        variant: "as published",
        statement: "K = 10 is more stable: spread of accuracy over trainings (points), mean over the rounds, K = 10 and K = 1",
        published: "more stable learning curves",
        measured: (result) =>
          [10, 1].map((perClass) => mean(publishedPoints(result, perClass).map(({ accuracies }) => spreadOf(accuracies) ?? Number.NaN))),
        asks: asks("the first below the second", ([ten, one]) => ten! < one!),
        tested: (_, budget) => budget === "paper",
      },
      {
        id: "equal-labels",
        statement: "At equal labels K = 10 has higher accuracy: K = 10 less K = 1 at the last number of labels (points)",
        published: "higher accuracy compared to K = 1",
        measured(result) {
          const last = properPoints(result, 10).at(-1)?.labels ?? 0;
          const [ten, one] = [learning.meanAt(properPoints(result, 10), last), learning.meanAt(properPoints(result, 1), last)];
          return ten === undefined || one === undefined ? undefined : ten - one;
        },
        asks: asks("above 0", ([difference]) => difference! > 0),
        tested: notAtSmoke,
      },
      {
        id: "k10-cheaper",
        statement: "K = 10 costs less to the same number of labels: passes through the network, K = 1 over K = 10",
        published: "lower computational cost",
        measured({ proper }) {
          const work = (count: number) =>
            mean(
              proper
                .filter((curve) => curve.count === count)
                .map(({ trainingPasses, scoringPasses }) => 3 * trainingPasses + scoringPasses),
            );
          return work(1) / work(10);
        },
        asks: asks("above 2 (a training pass counts as three of scoring)", ([ratio]) => ratio! > 2),
      },
    ],
    reasonsOf(reasons),
  ),
  figures: (result): Figure[] => [
    {
      name: "as-published",
      title: "As published, at the true numbers of labels",
      finding: `The test accuracy over the rounds is ${[1, 10].map((perClass) => `${between(publishedPoints(result, perClass))?.toFixed(1) ?? "not measured"} % with K = ${perClass}`).join(" and ")}, on average.`,
      caption:
        "BALD as the source's code sorts, K of each class a round, one network that is never reset. Dashed: the source's, moved to the labels it really had.",
      method: "K = 1 has 10 to 200 labels, which the source draws at 100 to 2,000.",
      published: "the figure of Step 6",
      plot: curves({ curves: curvesOf(result), xLabel: "labels", yLabel: "test accuracy (%)", xScale: "log" }),
    },
    {
      name: "equal-labels",
      title: "At equal labels",
      finding: leading(
        `test accuracy at ${properPoints(result, 10).at(-1)?.labels ?? 0} labels`,
        [1, 10].map((count) => [
          `K = ${count}`,
          learning.meanAt(properPoints(result, count), properPoints(result, 10).at(-1)?.labels ?? 0) ?? Number.NaN,
        ]),
        { digits: 1, unit: "%", from: "highest" },
      ),
      caption: `BALD, largest mutual information, from the same 20 labels; new weights each round${learning.shadedOver(new Set(result.proper.map(({ trial }) => trial)).size, "trials")}.`,
      plot: curves({
        curves: [1, 10].map((count) => ({ label: `K = ${count}`, ...learning.banded(properPoints(result, count)) })),
        xLabel: "labels",
        yLabel: "test accuracy (%)",
      }),
    },
  ],
  tables: (result) => [
    tableOf({
      name: "cost",
      title: "Work of a trial",
      caption: "Passes of an image through the network, in thousands, to the same number of labels.",
      rows: result.proper.filter(({ trial }) => trial === 1),
      columns: [
        { label: "K", of: ({ count }) => count },
        { label: "rounds", of: ({ points }) => points.length },
        { label: "training", digits: 0, of: ({ trainingPasses }) => trainingPasses / 1000 },
        { label: "scoring", digits: 0, of: ({ scoringPasses }) => scoringPasses / 1000 },
        { label: "accuracy at the end (%)", digits: 2, of: ({ points }) => points.at(-1)?.accuracy },
      ],
    }),
  ],
});
