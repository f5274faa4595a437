import { learning, mean, type Published } from "@credence/lab";
import {
  type Curve,
  curves,
  type Draw,
  type Figure,
  imageGrid,
  leading,
  meanColumns,
  sourceCurve,
  type Table,
  tableOf,
} from "@credence/lab/figures";
import { differencesAt, properPoints, publishedPoints } from "./form-claims.ts";
import type { FormsResult, ProperName } from "./forms.ts";
import { labelOf } from "./strategies.ts";

const slots = {
  ...{ random: 0, margin: 1, BALD: 2, "BALD, sign corrected": 3, entropy: 4, BatchBALD: 5, "entropy, sign corrected": 6 },
  // of another form than the corrected sign
  "BALD, all scored": 3,
};
const axes = { xLabel: "labels", yLabel: "test accuracy (%)", slots };

const strategiesOf = ({ proper }: FormsResult): ProperName[] => [...new Set(proper.map(({ strategy }) => strategy))];
const trialsOf = ({ proper }: FormsResult, strategy: ProperName): number => proper.filter((curve) => curve.strategy === strategy).length;

/** What the band of the proper curves is over; strategies may have fewer trials than others. */
function overTrials(result: FormsResult): string {
  const strategies = strategiesOf(result);
  const most = Math.max(...strategies.map((strategy) => trialsOf(result, strategy)));
  const fewer = strategies.filter((strategy) => trialsOf(result, strategy) < most);
  const ends = result.proper.map(({ points }) => points.at(-1)?.labels ?? 0);
  const alone = Math.max(...ends) > Math.min(...ends) ? `, beyond ${Math.min(...ends)} labels of the first alone` : "";
  return `${learning.shadedOver(most, "trials")}${alone}${fewer.length > 0 ? `, of ${fewer.map(labelOf).join(", ")} one trial` : ""}`;
}

/** The source's own curve of a strategy. */
export const theirs =
  (published: Published<"mean">) =>
  (strategy: string): Curve =>
    sourceCurve(published, { label: labelOf(strategy), record: "mean", steps: [strategy] });

/** Learning curves, each of a strategy by its points, and of the source beside them; a finding on which ends highest. */
export function byLabels(
  named: readonly (readonly [strategy: string, points: readonly learning.Point[]])[],
  { xScale = "linear", beside }: { readonly xScale?: "linear" | "log"; readonly beside?: (strategy: string) => Curve } = {},
): { readonly finding: string; readonly plot: Draw } {
  const last = Math.min(...named.map(([, points]) => points.at(-1)?.labels ?? 0));
  const values = named.map(([strategy, points]) => [labelOf(strategy), learning.meanAt(points, last) ?? Number.NaN] as const);
  return {
    finding: leading(`test accuracy at ${last} labels`, values, { digits: 1, unit: "%", from: "highest" }),
    plot: curves({
      curves: named.flatMap(([strategy, points]): Curve[] => [
        { label: labelOf(strategy), ...learning.banded(points) },
        ...(beside ? [beside(strategy)] : []),
      ]),
      xScale,
      ...axes,
    }),
  };
}

/** The proper protocol: all strategies together, then one by one. */
export function properFigures(result: FormsResult): Figure[] {
  const ends = result.proper.flatMap(({ points }) => points.slice(-1).map(({ accuracy }) => accuracy));
  return [
    {
      name: "proper",
      title: "The proper protocol",
      caption: `Mean test accuracy by labels, ten labels a round${overTrials(result)}.`,
      method: "No label is seen before it is asked for; each trial has a start set, a pool and networks of its own.",
      ...byLabels(strategiesOf(result).map((strategy) => [strategy, properPoints(result, strategy)])),
    },
    {
      name: "proper-trials",
      title: "Each strategy alone",
      finding: `The last test accuracies of ${ends.length} trials lie between ${Math.min(...ends).toFixed(1)} and ${Math.max(...ends).toFixed(1)} %.`,
      caption: "Test accuracy by labels, a line for each trial.",
      plot: curves({
        curves: result.proper.map(({ strategy, trial, points }) => ({
          ...{ label: `trial ${trial}`, panel: labelOf(strategy) },
          x: points.map((point) => point.labels),
          y: points.map(({ accuracy }) => accuracy),
        })),
        xLabel: axes.xLabel,
        yLabel: axes.yLabel,
      }),
    },
  ];
}

/** The images that each strategy asked about last. */
export function askedFigure({ published, proper }: FormsResult): Figure {
  const hasImages = ({ gallery }: (typeof published | typeof proper)[number]) => gallery.length > 0;
  const seen = proper.filter(hasImages);
  const rows = [...published.filter(hasImages), ...seen];
  const classes = ({ gallery }: (typeof seen)[number]) => new Set(gallery.map(({ label }) => label)).size;
  return {
    name: "asked",
    title: "What each strategy asks about last",
    finding: `Classes among the last ten images, proper protocol: ${seen.map((curve) => `${classes(curve)} (${labelOf(curve.strategy)})`).join(", ") || "0 strategies"}.`,
    caption: "A row for each strategy, the true class under each image.",
    method: "As published: of each class the one most wanted. Proper: the ten of the first trial's last round.",
    plot: imageGrid({
      columns: 10,
      rowLabels: rows.map(({ form, strategy }) => `${labelOf(strategy)}${form === "proper" ? "" : ", per class"}`),
      size: 40,
      images: rows.flatMap(({ gallery }) => gallery.map(({ label, pixels }) => ({ pixels, caption: [String(label)] }))),
    }),
  };
}

/** Labels needed to so many percent, under the proper protocol, beside those of a source. */
export function labelsNeeded(
  result: FormsResult,
  {
    percents,
    published,
    caption,
  }: { percents: readonly number[]; published?: (strategy: string, percent: number) => number | undefined; caption: string },
): Table {
  return tableOf({
    name: "labels-to-reach",
    title: "Labels needed, proper protocol",
    caption: `The first number of labels at which the mean over the trials that go so far reaches the accuracy. ${caption}`,
    rows: strategiesOf(result),
    columns: [
      { label: "strategy", of: labelOf },
      ...percents.map((percent) => ({
        label: `${percent} %`,
        of: (strategy: ProperName) =>
          learning.labelsToReach(properPoints(result, strategy), percent) ?? `> ${properPoints(result, strategy).at(-1)?.labels ?? 0}`,
        ...(published && strategiesOf(result).some((strategy) => published(strategy, percent) !== undefined)
          ? { beside: (strategy: ProperName) => published(strategy, percent) }
          : {}),
      })),
    ],
  });
}

/** Accuracy, its spread and the paired difference to random at some numbers of labels. */
export function properTable(result: FormsResult): Table {
  const counts = [20, 40, 80, 100, 160, 200, 300, 320, 520, 1020];
  const rows = strategiesOf(result).flatMap((strategy) =>
    properPoints(result, strategy)
      .filter(({ labels }) => counts.includes(labels))
      .map((point) => ({ strategy, ...point, over: differencesAt(result, { first: strategy, second: "random", labels: point.labels }) })),
  );
  const overRandom = (label: string, value: (differences: readonly number[]) => number | null) => ({
    ...{ label, digits: 2 },
    of: ({ strategy, over }: (typeof rows)[number]) => (strategy === "random" || over.length === 0 ? null : value(over)),
  });
  return tableOf({
    name: "proper-accuracy",
    title: "Accuracy and its spread, proper protocol",
    caption:
      "Mean over trials and their standard deviation (%); then the mean paired difference to random and half its 95 % interval (points).",
    rows,
    columns: [
      { label: "strategy", of: ({ strategy }) => labelOf(strategy) },
      { label: "labels", of: (point) => point.labels },
      { label: "trials", of: ({ accuracies }) => accuracies.length },
      ...meanColumns<(typeof rows)[number]>({ label: "accuracy", of: ({ accuracies }) => accuracies }),
      overRandom("over random", mean),
      overRandom("half interval", (differences) => learning.halfWidth(differences) || null),
    ],
  });
}

/** Accuracy as published, beside the source's. */
export function publishedTable(result: FormsResult, published: Published<"mean" | "spread">): Table {
  const rows = result.published.flatMap(({ strategy, set, points }) => (set ? [] : points.map((point) => ({ strategy, ...point }))));
  const further = [...new Set(result.published.flatMap(({ set }) => set ?? []))];
  return tableOf({
    name: "published-accuracy",
    title: "Accuracy as published",
    caption: `Mean and standard deviation over the trainings on one labelled set (%)${further.length > 0 ? "; from further start sets one training" : ""}.`,
    rows,
    columns: [
      { label: "strategy", of: ({ strategy }) => labelOf(strategy) },
      { label: "labels", of: (point) => point.labels },
      ...meanColumns<(typeof rows)[number]>({
        label: "accuracy",
        of: ({ accuracies }) => accuracies,
        beside: (row, what) => published.find(what, row.strategy, row.labels),
      }),
      ...further.map((set) => ({
        ...{ label: `start set ${set}`, digits: 2 },
        of: ({ strategy, labels }: (typeof rows)[number]) => learning.meanAt(publishedPoints(result, strategy, set), labels),
      })),
    ],
  });
}
