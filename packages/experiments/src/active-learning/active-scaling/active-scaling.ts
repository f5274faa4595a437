import {
  type Context,
  crossed,
  disposeData,
  experiment,
  type GivenOptions,
  learning,
  mean,
  seeds,
  spreadOf,
  type Unit,
} from "@credence/lab";
import { curves, type Figure, meanColumns, sourceCurve, tableOf } from "@credence/lab/figures";
import { balancedStart, type Posterior } from "credence";
import {
  type DigitSettings,
  digitsFit,
  heuristicEpochs,
  type Measured,
  measured,
  type PreparedDigits,
  prepareDigits,
} from "../mnist/network.ts";
import { rowsAt } from "../mnist/rows.ts";
import { activeScalingClaims, published } from "./claims.ts";

interface Settings extends DigitSettings {
  /** Epochs on 50 labels at which the network is measured. */
  readonly epochCounts: readonly number[];
  /** Numbers of labels, each trained for 10 epochs. */
  readonly labelCounts: readonly number[];
  /** Labelled sets, with a network each, on which epochs and labels are tried. */
  readonly sets: number;
  /** Networks that the heuristic trains at each number of labels. */
  readonly trainings: number;
  readonly heuristicCounts: readonly number[];
  readonly mostEpochs: number;
}

const full: Settings = {
  ...{ trainImages: 60_000, testImages: 2000, fullTestImages: 10_000, draws: 32, sets: 5, trainings: 10, mostEpochs: 200 },
  epochCounts: [1, 2, 4, 7, 16, 32, 63, 127, 256, 512, 1024, 2048],
  labelCounts: [20, 40, 80, 160, 320, 640, 1280, 2560, 5120],
  heuristicCounts: [10, 20, 40, 80, 160, 320, 640, 1280],
};

type ScalingUnit = Unit & ({ readonly part: "epochs" | "labels"; readonly set: number } | { readonly part: "heuristic" });
/** What was measured at a number of epochs or labels, by set. */
type Row = { readonly at: number } & { readonly [Measure in keyof Measured]: readonly number[] };
type Part =
  | { readonly part: "epochs" | "labels"; readonly rows: readonly ({ readonly at: number } & Measured)[] }
  | { readonly part: "heuristic"; readonly points: readonly learning.Point[] };
export type Result = { readonly epochs: readonly Row[]; readonly labels: readonly Row[]; readonly heuristic: readonly learning.Point[] };

async function* perform(unit: ScalingUnit, context: Context<Settings>, { pool, labels, all }: PreparedDigits) {
  const { settings, key } = context;
  const { part } = unit;
  const set = unit.part === "heuristic" ? 0 : unit.set;
  const own = key.child(part).child(set);
  const test = (posterior: Posterior) => measured(posterior, all, { draws: settings.draws, key: own.child("test") });
  const labelled = (perClass: number) =>
    rowsAt(pool, Int32Array.from(balancedStart(labels, { classes: 10, perClass, key: key.child("labelled").child(set) })));
  if (part === "epochs") {
    const data = labelled(5);
    const epochs = settings.epochCounts.at(-1)!;
    // one training passes through every number of epochs
    const { posterior, trace } = yield* context.fit({
      ...digitsFit(`50 labels, set ${set}, ${epochs} epochs`, { data, epochs, key: own.child("train") }),
      afterEpoch: async (epoch, now) => (settings.epochCounts.includes(epoch) ? test(now()) : undefined),
      determinedBy: { epochCounts: settings.epochCounts, fullTestImages: settings.fullTestImages, draws: settings.draws },
    });
    posterior.dispose();
    disposeData(data);
    return { part, rows: trace.map(({ epoch, accuracy, nll }) => ({ at: epoch, accuracy: accuracy!, nll: nll! })) } as Part;
  }
  if (part === "labels") {
    const rows: ({ at: number } & Measured)[] = [];
    for (const count of settings.labelCounts) {
      const data = labelled(count / 10);
      const { posterior } = yield* context.fit(
        digitsFit(`${count} labels, set ${set}, 10 epochs`, { data, epochs: 10, key: own.child(count) }),
      );
      rows.push({ at: count, ...(await test(posterior)) });
      posterior.dispose();
      disposeData(data);
    }
    return { part, rows } as Part;
  }
  const points: learning.Point[] = [];
  for (const count of settings.heuristicCounts) {
    const data = labelled(count / 10);
    const epochs = Math.min(settings.mostEpochs, heuristicEpochs(count));
    const accuracies: number[] = [];
    for (let training = 1; training <= settings.trainings; training++) {
      const label = `${count} labels, ${epochs} epochs, training ${training} of ${settings.trainings}`;
      const { posterior } = yield* context.fit(digitsFit(label, { data, epochs, key: own.child(count).child(training) }));
      accuracies.push((await test(posterior)).accuracy);
      posterior.dispose();
    }
    points.push({ labels: count, accuracies });
    disposeData(data);
  }
  return { part, points } as Part;
}

/** Accuracy or NLL by epochs or by labels, beside the source's. */
function byPart(result: Result, part: "epochs" | "labels", of: keyof Measured): Figure {
  const [label, unit] = of === "nll" ? (["test NLL", "nats"] as const) : (["test accuracy", "%"] as const);
  const rows = result[part];
  const [first, last] = [rows[0]!, rows.at(-1)!];
  const shown = (row: Row) => (of === "nll" ? mean(row.nll).toPrecision(3) : mean(row.accuracy).toFixed(1));
  return {
    name: of === "nll" ? `${part}-nll` : part,
    title: `${part === "epochs" ? "Epochs on 50 labels" : "Labels at 10 epochs"}: ${label}`,
    finding: `From ${first.at} to ${last.at.toLocaleString("en-US")} ${part} the ${label} goes from ${shown(first)} to ${shown(last)} ${unit}.`,
    caption: `${part === "epochs" ? "Trainings measured as they pass each number of epochs" : "Trainings for each number of labels"}${learning.shadedOver(first.accuracy.length, "trainings")}. Dashed: the source's table.`,
    ...(part === "epochs" ? { method: "The source trains anew for each number of epochs." } : {}),
    published: `Experiment ${part === "epochs" ? 1 : 2} of Step 3`,
    plot: curves({
      curves: [
        { label, ...learning.banded(rows.map((row) => ({ labels: row.at, accuracies: row[of] }))) },
        sourceCurve(published, { label, record: `${of === "nll" ? "NLL" : "accuracy"} by ${part}` }),
      ],
      ...{ xLabel: part, yLabel: `${label} (${unit})`, xScale: "log", slots: { [label]: 1 } },
    }),
  };
}

/** Epochs against labels: what each buys. */
export const activeScaling = experiment({
  name: "active-scaling",
  source: "active-learning",
  shows: "Step 3",
  question: "Do more labels or more epochs help more?",
  summary:
    "More epochs or more labels: 50 labels to 2,048 epochs, 10 epochs on up to 5,120 labels, and epochs chosen by the number of labels.",
  budgets: {
    smoke: {
      ...{ ...full, trainImages: 6000, testImages: 200, fullTestImages: 200, draws: 5 },
      ...{ epochCounts: [1, 2, 4], labelCounts: [20, 40], sets: 1, heuristicCounts: [10, 20], trainings: 1, mostEpochs: 5 },
    },
    default: { ...full, fullTestImages: 2000, sets: 2, trainings: 3, heuristicCounts: [10, 40, 160, 640] },
    paper: full,
  },
  units: ({ settings }: GivenOptions<Settings>): ScalingUnit[] => [
    { name: "heuristic", part: "heuristic", long: true },
    ...crossed({ set: seeds(settings.sets), part: ["epochs", "labels"] as const }, ({ part, set }) => `${part}-${set}`),
  ],
  prepare: (context: Context<Settings>) => prepareDigits(context),
  perform,
  conclude(parts): Result {
    const rowsOf = (wanted: "epochs" | "labels"): Row[] => {
      const sets = parts.flatMap((part) => (part.part === wanted ? [part.rows] : []));
      const of = (measure: keyof Measured, i: number) => sets.map((rows) => rows[i]![measure]);
      return (sets[0] ?? []).map(({ at }, i) => ({ at, accuracy: of("accuracy", i), nll: of("nll", i) }));
    };
    return {
      epochs: rowsOf("epochs"),
      labels: rowsOf("labels"),
      heuristic: parts.flatMap((part) => (part.part === "heuristic" ? part.points : [])),
    };
  },
  claims: activeScalingClaims,
  figures: (result) => [
    ...(["epochs", "labels"] as const).flatMap((part) => (["accuracy", "nll"] as const).map((of) => byPart(result, part, of))),
    {
      name: "heuristic",
      title: "Epochs by the number of labels",
      finding: learning.course(result.heuristic),
      caption: `Mean test accuracy by labels${learning.shadedOver(result.heuristic[0]?.accuracies.length ?? 0, "trainings")}. Dashed: the source's figure.`,
      published: "Experiment 3 of Step 3",
      plot: curves({
        curves: [
          { label: "heuristic", ...learning.banded(result.heuristic) },
          sourceCurve(published, { label: "heuristic", record: "heuristic" }),
        ],
        xLabel: "labels",
        yLabel: "test accuracy (%)",
        xScale: "log",
      }),
    },
  ],
  tables: (result) => [
    ...(["epochs", "labels"] as const).map((part) =>
      tableOf({
        name: `by-${part}`,
        title: part === "epochs" ? "50 labels, by epochs" : "10 epochs, by labels",
        caption: "Means over the labelled sets, and standard deviations: accuracy in %, NLL in nats, of the averaged prediction.",
        rows: result[part],
        columns: [
          { label: part, of: (row) => row.at },
          { label: "accuracy", digits: 2, of: (row) => mean(row.accuracy), beside: (row) => published.find(`accuracy by ${part}`, row.at) },
          { label: "its deviation", digits: 2, of: (row) => spreadOf(row.accuracy) },
          { label: "NLL", digits: 4, of: (row) => mean(row.nll), beside: (row) => published.find(`NLL by ${part}`, row.at) },
          { label: "its deviation", digits: 4, of: (row) => spreadOf(row.nll) },
        ],
      }),
    ),
    tableOf({
      name: "heuristic-accuracy",
      title: "The heuristic",
      caption: "Mean and standard deviation over trainings, in %.",
      rows: result.heuristic,
      columns: [
        { label: "labels", of: ({ labels }) => labels },
        ...meanColumns<learning.Point>({
          label: "accuracy",
          of: ({ accuracies }) => accuracies,
          beside: ({ labels }, what) => published.find(what === "mean" ? "heuristic" : "heuristic spread", labels),
        }),
      ],
    }),
  ],
});
