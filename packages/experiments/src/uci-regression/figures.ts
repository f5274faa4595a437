import { mean } from "@credence/lab";
import { type Figure, histogramDensity, linesBy, ranked, type Table, tableOf } from "@credence/lab/figures";
import { published } from "./mc-dropout.ts";
import {
  covered,
  type Measure,
  meanIn,
  methodNames,
  methodSlots,
  methods,
  type PublishedMeasure,
  pitOf,
  publishedReach,
  scoresIn,
  standardError,
} from "./summaries.ts";
import type { OneSet, UciRegressionResult } from "./uci-regression.ts";

/** What is drawn beside the published numbers of MC dropout. */
const compared = [
  { method: "dropout", of: "rmse", words: "RMSE", unit: "% of it", digits: 1, better: "Lower" },
  { method: "dropout", of: "logDensity", words: "log density", unit: "nats", digits: 3, better: "Higher" },
  { method: "fit", of: "logDensity", words: "log density", unit: "nats", digits: 3, better: "Higher" },
] as const;

/** Means less the published one, which lies at 0; of an RMSE in % of it. */
function besidePublished(sets: readonly OneSet[], { method, of, words, unit, digits, better }: (typeof compared)[number]): Figure[] {
  const known = sets.filter((set) => published.find(of, set.name) !== undefined);
  if (known.length === 0) return [];
  const points = known.map((set) => {
    const theirs = published.number(of, set.name);
    const scale = of === "rmse" ? 100 / theirs : 1;
    return {
      setting: set.name,
      measured: scale * (meanIn(set, method, of) - theirs),
      spread: 2 * scale * (standardError(scoresIn(set, method, of)) ?? 0),
      ...{ published: 0, publishedSpread: scale * publishedReach(set, of) },
    };
  });
  const told = ranked(
    points.map(({ setting, measured }) => [setting, measured]),
    { digits },
  );
  const label = methodNames[method];
  return [
    {
      name: `${method}-${of === "rmse" ? "rmse" : "log-density"}`,
      title: `${words[0].toUpperCase()}${words.slice(1)} of ${label} beside the published one of MC dropout`,
      finding: `The ${words} of ${label} less the published one, ${unit}: ${told}.`,
      caption: `Mean over ${splitsOf(sets)} with two standard errors; hollow, the published mean over 20, wide, two standard errors of a mean over as many splits by the published spread. ${better} is better.`,
      published: "the table of gal2016",
      plot: linesBy({
        slots: methodSlots,
        series: [{ label, points }],
        xLabel: "set",
        yLabel: `${words} less the published one (${unit})`,
      }),
    },
  ];
}

const splitsOf = ([{ splits }]: readonly OneSet[]) => `${splits.length} split${splits.length === 1 ? "" : "s"}`;

export function uciRegressionFigures({ sets }: UciRegressionResult): Figure[] {
  const [dropout, fit] = methods.map((method) => mean(sets.map((set) => covered(set, method).whole)).toFixed(1));
  return [
    ...compared.flatMap((measure) => besidePublished(sets, measure)),
    {
      name: "pit",
      title: "Are the probabilities right?",
      finding: `Of the test rows ${dropout} % lie in the 90 % intervals of MC dropout and ${fit} % in those of credence fit, on average over sets.`,
      caption: `Density of the predicted probability of a smaller target, over ${splitsOf(sets)}. Flat at 1 is calibrated, a hump in the middle too wide, horns at the ends too narrow.`,
      plot: histogramDensity({
        series: sets.flatMap((set) =>
          methods.map((method) => ({ label: methodNames[method], panel: set.name, density: pitOf(set, method) })),
        ),
        slots: methodSlots,
        xLabel: "predicted probability of a smaller target",
        shape: "steps",
      }),
    },
  ];
}

export function uciRegressionTables({ sets }: UciRegressionResult): Table[] {
  const rows = sets.flatMap((set) => methods.map((method) => ({ set, method })));
  type Row = (typeof rows)[number];
  const score = (label: string, of: Measure) => ({ label, digits: 3, of: ({ set, method }: Row) => meanIn(set, method, of) });
  const besides = (of: PublishedMeasure) => ({
    beside: ({ set, method }: Row) => (method === "dropout" ? published.find(of, set.name) : null),
  });
  return [
    tableOf({
      name: "scores",
      title: "Scores of the test rows",
      caption:
        "Means over splits, in units of the target, log density in nats. Coverage is that of 90 % intervals; by quarter of predicted standard deviation, the smallest first.",
      published: "the table of gal2016",
      rows,
      columns: [
        { label: "set", of: ({ set }) => set.name },
        { label: "method", of: ({ method }) => methodNames[method] },
        { ...score("RMSE", "rmse"), ...besides("rmse") },
        { ...score("log density", "logDensity"), ...besides("logDensity") },
        score("CRPS", "crps"),
        score("interval score", "intervalScore"),
        { label: "coverage (%)", digits: 1, of: ({ set, method }) => covered(set, method).whole },
        { label: "by quarter (%)", of: ({ set, method }) => covered(set, method).quarters.map(Math.round).join(", ") },
      ],
    }),
  ];
}
