import { mean, spreadOf } from "@credence/lab";
import { type Curve, curves, type Figure, imageGrid, leading, type Table, tableOf } from "@credence/lab/figures";
import { banded, course, halfWidth, labelsToReach, meanAt, type Point, shadedOver } from "../mnist/trials.ts";
import type { ActiveMnistResult, ProperName } from "./active-mnist.ts";
import { differencesAt, properPoints, published, publishedPoints } from "./claims.ts";

const strategiesOf = ({ proper }: ActiveMnistResult): ProperName[] => [...new Set(proper.map(({ strategy }) => strategy))];
const slots = { random: 0, margin: 1, BALD: 2, "BALD, sign corrected": 3, entropy: 4, BatchBALD: 5 };
const axes = { xLabel: "labels", yLabel: "test accuracy (%)", slots };

/** Which of some curves ends highest. */
const highestOf = (named: readonly (readonly [string, readonly Point[]])[]): string => {
  const last = Math.min(...named.map(([, points]) => points.at(-1)?.labels ?? 0));
  const values = named.map(([name, points]) => [name, meanAt(points, last) ?? Number.NaN] as const);
  return leading(`test accuracy at ${last} labels`, values, { digits: 1, unit: " %", from: "highest" });
};

export function activeMnistFigures(result: ActiveMnistResult): Figure[] {
  const asPublished = ["random", "margin", "bald"];
  const theirs = (strategy: string): Curve => {
    const x = published.names("mean", strategy).map(Number);
    return { label: labelOf(strategy), published: true, x, y: x.map((labels) => published.number("mean", strategy, labels)) };
  };
  const trials = new Set(result.proper.map(({ trial }) => trial)).size;
  const trainings = result.published[0]?.points[0]?.accuracies.length ?? 0;
  const curveOf = (label: string, points: readonly Point[]): Curve => ({ label, ...banded(points) });
  const strategies = strategiesOf(result);
  return [
    {
      name: "as-published",
      title: "As published: margin, random, and BALD with its sign wrong",
      finding: highestOf(asPublished.map((strategy) => [labelOf(strategy), publishedPoints(result, strategy)])),
      caption: `Test accuracy by labels, k of each class by the true labels${shadedOver(trainings, "trainings")}. Dashed: the source's figure.`,
      published: "the combined figure of Steps 4 and 5",
      plot: curves({
        curves: asPublished.flatMap((strategy) => [curveOf(labelOf(strategy), publishedPoints(result, strategy)), theirs(strategy)]),
        xScale: "log",
        ...axes,
      }),
    },
    {
      name: "sign-corrected",
      title: "The sign of BALD alone",
      finding: highestOf(["bald", "bald-corrected"].map((strategy) => [labelOf(strategy), publishedPoints(result, strategy)])),
      caption: "The same protocol as published; BALD by the smallest mutual information, as the source's code sorts, and by the largest.",
      published: "the figure of Step 5",
      plot: curves({
        curves: ["bald", "bald-corrected", "random", "margin"].map((strategy) =>
          curveOf(labelOf(strategy), publishedPoints(result, strategy)),
        ),
        xScale: "log",
        ...axes,
      }),
    },
    {
      name: "proper",
      title: "The proper protocol",
      finding: highestOf(strategies.map((strategy) => [labelOf(strategy), properPoints(result, strategy)])),
      caption: `Mean test accuracy by labels, ten labels a round${shadedOver(trials, "trials")}.`,
      method: "No label is seen before it is asked for; each trial has a start set, a pool and networks of its own.",
      plot: curves({ curves: strategies.map((strategy) => curveOf(labelOf(strategy), properPoints(result, strategy))), ...axes }),
    },
    ...strategies.map(
      (strategy): Figure => ({
        name: `proper-${strategy.toLowerCase()}`,
        title: `${labelOf(strategy)} alone`,
        finding: course(properPoints(result, strategy)),
        caption: `${trials === 1 ? "One trial" : `A line for each of ${trials} trials`}.`,
        plot: curves({
          curves: result.proper
            .filter((curve) => curve.strategy === strategy)
            .map(({ trial, points }) => ({
              label: `trial ${trial}`,
              x: points.map(({ labels }) => labels),
              y: points.map(({ accuracy }) => accuracy),
            })),
          xLabel: axes.xLabel,
          yLabel: axes.yLabel,
        }),
      }),
    ),
    {
      name: "asked",
      title: "What each strategy asks about last",
      finding: `The last images asked about, ten each by ${result.published.length + galleries(result).length} strategies.`,
      caption: "A row for each strategy, the true class under each image.",
      method: "As published: of each class the one most wanted. Proper: the ten of the first trial's last round.",
      plot: imageGrid({
        columns: 10,
        rowLabels: [...result.published, ...galleries(result)].map(
          ({ form, strategy }) => `${labelOf(strategy)}${form === "proper" ? "" : ", per class"}`,
        ),
        size: 40,
        images: [...result.published, ...galleries(result)].flatMap(({ gallery }) =>
          gallery.map(({ label, pixels }) => ({ pixels, caption: [String(label)] })),
        ),
      }),
    },
  ];
}

const galleries = ({ proper }: ActiveMnistResult) => proper.filter(({ gallery }) => gallery.length > 0);

const labels: Readonly<Record<string, string>> = {
  ...{ bald: "BALD", "bald-corrected": "BALD, sign corrected", maxEntropy: "entropy", batchBald: "BatchBALD" },
};
const labelOf = (strategy: string): string => labels[strategy] ?? strategy;

export function activeMnistTables(result: ActiveMnistResult): Table[] {
  const strategies = strategiesOf(result);
  const last = properPoints(result, strategies[0] ?? "").at(-1)?.labels ?? 0;
  const counts = [20, 40, 80, 100, 160, 200, 320, 520].filter((count) => count <= last);
  const reached = (percent: number) => ({
    label: `${percent} %`,
    of: (strategy: ProperName) => labelsToReach(properPoints(result, strategy), percent) ?? `> ${last}`,
    beside: (strategy: ProperName) => published.find("labels to reach", strategy, percent),
  });
  return [
    tableOf({
      name: "labels-to-reach",
      title: "Labels needed, proper protocol",
      caption:
        "The first number of labels at which the mean over trials reaches the accuracy. Published: Gal et al. 2017, with another network.",
      rows: strategies,
      columns: [
        { label: "strategy", of: labelOf },
        reached(90),
        reached(95),
        { label: "98 %", of: (strategy) => labelsToReach(properPoints(result, strategy), 98) ?? `> ${last}` },
      ],
    }),
    tableOf({
      name: "proper-accuracy",
      title: "Accuracy and its spread, proper protocol",
      caption:
        "Mean over trials and their standard deviation (%); then the mean paired difference to random and half its 95 % interval (points).",
      rows: strategies.flatMap((strategy) => counts.map((count) => ({ strategy, count }))),
      columns: [
        { label: "strategy", of: ({ strategy }) => labelOf(strategy) },
        { label: "labels", of: ({ count }) => count },
        { label: "accuracy", digits: 2, of: ({ strategy, count }) => meanAt(properPoints(result, strategy), count) },
        {
          label: "standard deviation",
          digits: 2,
          of: ({ strategy, count }) => spreadOf(properPoints(result, strategy).find((point) => point.labels === count)?.accuracies ?? []),
        },
        ...(["mean", "half"] as const).map((what) => ({
          label: what === "mean" ? "over random" : "half interval",
          digits: 2,
          of: ({ strategy, count }: { strategy: ProperName; count: number }) => {
            const differences = differencesAt(result, { first: strategy, second: "random", labels: count });
            return strategy === "random" || differences.length === 0
              ? null
              : what === "mean"
                ? mean(differences)
                : halfWidth(differences) || null;
          },
        })),
      ],
    }),
    tableOf({
      name: "published-accuracy",
      title: "Accuracy as published",
      caption: "Mean and standard deviation over the trainings on one labelled set (%).",
      rows: result.published.flatMap(({ strategy, points }) => points.map((point) => ({ strategy, ...point }))),
      columns: [
        { label: "strategy", of: ({ strategy }) => labelOf(strategy) },
        { label: "labels", of: (point) => point.labels },
        {
          label: "accuracy",
          digits: 2,
          of: ({ accuracies }) => mean(accuracies),
          beside: (point) => published.find("mean", point.strategy, point.labels),
        },
        {
          label: "standard deviation",
          digits: 2,
          of: ({ accuracies }) => spreadOf(accuracies),
          beside: (point) => published.find("spread", point.strategy, point.labels),
        },
      ],
    }),
    tableOf({
      name: "work",
      title: "Work of a trial",
      caption:
        "Passes of an image through the network, in thousands: forward and backward in training, forward in scoring the pool, over all rounds.",
      rows: result.proper.filter(({ trial }) => trial === 1),
      columns: [
        { label: "strategy", of: ({ strategy }) => labelOf(strategy) },
        { label: "rounds", of: ({ points }) => points.length },
        { label: "training", digits: 0, of: ({ trainingPasses }) => trainingPasses / 1000 },
        { label: "scoring", digits: 0, of: ({ scoringPasses }) => scoringPasses / 1000 },
      ],
    }),
  ];
}
