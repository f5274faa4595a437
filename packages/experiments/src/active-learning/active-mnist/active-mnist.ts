import { type Context, experiment, type GivenOptions, type Unit } from "@credence/lab";
import { acquisitions, balancedStart, batchBaldWith } from "credence";
import { type PreparedDigits, prepareDigits } from "../mnist/network.ts";
import { type ProperCurve, type ProperSettings, properCurve } from "../mnist/proper-curve.ts";
import { type PublishedSettings, publishedCurve } from "../mnist/published-curve.ts";
import type { StrategyName } from "../mnist/strategies.ts";
import type { Point } from "../mnist/trials.ts";
import { activeMnistClaims } from "./claims.ts";
import { activeMnistFigures, activeMnistTables } from "./figures.ts";

export interface Settings extends PublishedSettings, ProperSettings {
  /** Strategies of the proper protocol. */
  readonly strategies: readonly ProperName[];
}

const full: Settings = {
  ...{ trainImages: 60_000, testImages: 2000, fullTestImages: 10_000, draws: 20, scored: 10_000, mostEpochs: 200 },
  ...{ trainings: 10, labelCounts: [10, 20, 40, 80, 160, 320, 640, 1280], trials: 3, upTo: 520, fullAt: [40, 80, 160, 320, 520] },
  strategies: ["random", "margin", "bald", "maxEntropy", "batchBald"],
};

/** What the source's code runs, and its BALD with the sign corrected. */
const publishedNames = ["random", "margin", "bald", "bald-corrected"] as const satisfies readonly StrategyName[];
export type ProperName = "random" | "margin" | "bald" | "maxEntropy" | "batchBald";

type ActiveUnit = Unit &
  (
    | { readonly form: "published"; readonly strategy: StrategyName }
    | { readonly form: "proper"; readonly strategy: ProperName; readonly trial: number }
  );

/** By 1,000 configurations of the labels: a row of the pool is weighed against each of them. */
const batchBald = batchBaldWith({ configurations: 1000 });

/** Images in a gallery. */
const galleryImages = 10;

/** Random, margin and BALD on MNIST: as the source's code acquires, with the sign corrected, and under the proper protocol. */
export const activeMnist = experiment({
  name: "active-mnist",
  source: "active-learning",
  shows: "Steps 3 to 5",
  question: "Which strategy needs fewest labels, and is the published order that of the strategies?",
  summary:
    "Which strategy needs fewest labels on MNIST: as published, with the sign of BALD corrected, and without looking at labels before asking.",
  budgets: {
    smoke: {
      ...full,
      trainImages: 3000,
      testImages: 200,
      fullTestImages: 200,
      draws: 5,
      scored: 200,
      mostEpochs: 10,
      trainings: 1,
      labelCounts: [10, 20, 40],
      trials: 1,
      upTo: 40,
    },
    default: {
      ...full,
      testImages: 500,
      fullTestImages: 2000,
      draws: 10,
      scored: 2000,
      trainings: 1,
      labelCounts: [10, 20, 40, 80, 160, 320],
      trials: 1,
      upTo: 200,
    },
    paper: full,
  },
  units: ({ settings: { trials, strategies } }: GivenOptions<Settings>): ActiveUnit[] => [
    ...publishedNames.map((strategy) => ({ name: `published-${strategy}`, form: "published" as const, strategy })),
    ...Array.from({ length: trials }, (_, i) => i + 1).flatMap((trial) =>
      strategies.map((strategy) => ({ name: `proper-${kebab(strategy)}-${trial}`, form: "proper" as const, strategy, trial })),
    ),
  ],
  prepare: (context: Context<Settings>) => prepareDigits(context),
  perform,
  conclude: (curves): ActiveMnistResult => ({
    published: curves.flatMap((curve) => (curve.form === "published" ? [curve] : [])),
    proper: curves.flatMap((curve) => (curve.form === "proper" ? [curve] : [])),
  }),
  claims: activeMnistClaims,
  figures: activeMnistFigures,
  tables: activeMnistTables,
});

const kebab = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export type SeenImage = { readonly label: number; readonly pixels: readonly number[] };
export type PublishedCurve = {
  readonly form: "published";
  readonly strategy: StrategyName;
  readonly points: readonly Point[];
  /** Of the images asked about last, the first of each class. */
  readonly gallery: readonly SeenImage[];
};
export type TrialCurve = Omit<ProperCurve, "asked"> & {
  readonly form: "proper";
  readonly strategy: ProperName;
  readonly trial: number;
  /** The images asked about last; of the first trial. */
  readonly gallery: readonly SeenImage[];
};
export type ActiveMnistResult = { readonly published: readonly PublishedCurve[]; readonly proper: readonly TrialCurve[] };

async function* perform(unit: ActiveUnit, context: Context<Settings>, digits: PreparedDigits) {
  const { key } = context;
  const { pool, labels, some, all, images, firstRound } = digits;
  const seen = (rows: readonly number[]): SeenImage[] => {
    const size = images.train.height * images.train.width;
    return rows.map((row) => ({ label: labels[row]!, pixels: Array.from(images.train.pixels.subarray(row * size, (row + 1) * size)) }));
  };
  if (unit.form === "published") {
    const { strategy } = unit;
    const start = balancedStart(labels, { classes: 10, perClass: 1, key: key.child("published start") });
    const { points, asked } = yield* publishedCurve(context, { name: strategy, pool, labels, test: all, start, firstRound });
    const firsts = Array.from({ length: 10 }, (_, label) => asked.find((row) => labels[row] === label)!);
    return { form: "published", strategy, points, gallery: seen(firsts) } satisfies PublishedCurve as PublishedCurve | TrialCurve;
  }
  const { strategy, trial } = unit;
  const start = balancedStart(labels, { classes: 10, perClass: 2, key: key.child("start").child(trial) });
  const request = {
    acquisition: strategy === "batchBald" ? batchBald : acquisitions[strategy],
    trial,
    pool,
    labels,
    start,
    count: 10,
    some,
    all,
    poolName: "mnist",
  };
  const { asked, ...curve } = yield* properCurve(context, request);
  const gallery = trial === 1 ? seen(asked.slice(0, galleryImages)) : [];
  return { form: "proper", strategy, trial, ...curve, gallery } satisfies TrialCurve as PublishedCurve | TrialCurve;
}
