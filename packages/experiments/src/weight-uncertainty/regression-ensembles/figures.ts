import { mean, spreadOf } from "@credence/lab";
import { type Curve, curves, type Figure, leading, ranked, type Table, tableOf } from "@credence/lab/figures";
import { sortedQuantile } from "credence";
import { methodSlots } from "../methods/method-slots.ts";
import { recordWords, regressionBandsFigure } from "../regression/figures.ts";
import { trainingRegion } from "../regression/measures.ts";
import { published, recordedRmse } from "./published.ts";
import type { RegressionEnsemblesResult, TrainedEnsemble } from "./regression-ensembles.ts";
import { ensembleBands, ensembleStdDev } from "./statistics.ts";

/** Figures 1 and 7, and learning curves. */
export function regressionEnsemblesFigures({ x, ensembles, points }: RegressionEnsemblesResult): Figure[] {
  const bandsOf = (shown: readonly TrainedEnsemble[]) => ({
    method:
      "Quantiles are linear between neighbours; every fourth of 1,024 training points is drawn. Like the source's, our networks share minibatches and masks and differ in initial weights alone.",
    points,
    networks: shown.map(({ dropout, label, functions, asPublished }) => ({
      ...{ asPublished, title: `${functions.length} ${label}`, record: `ensemble-${dropout}` },
      bands: ensembleBands(x, functions),
    })),
  });
  const plain = ensembles.filter(({ dropout }) => dropout === 0);
  const what = (shown: readonly TrainedEnsemble[]) =>
    `Mean over networks of f(x) with the bands that hold half and nine tenths of the networks${recordWords(bandsOf(shown).networks, "the source's 25")}.`;
  const spread = ({ functions }: TrainedEnsemble, where: "with data" | "without") =>
    mean(ensembleStdDev(x, functions).filter((_, i) => x[i] >= -0.2 && x[i] <= 1.4 && isInside(x[i]) === (where === "with data")));
  const spreads = plain.map((own) => `${spread(own, "with data").toFixed(4)} where there are data, ${spread(own, "without").toFixed(3)}`);
  const errors = ensembles.map(({ label, traces }) => [label, mean(traces.map((trace) => trace.at(-1)!.rmse))] as const);
  return [
    regressionBandsFigure({
      ...bandsOf(plain),
      name: "plain",
      title: "How far plain networks agree",
      finding: `Standard deviation over networks: ${spreads.join("; ")} where there are none, in [-0.2, 1.4].`,
      caption: `${what(plain)} The source finds them overfitted and overconfident where there were no training data.`,
      published: "Figure 1",
    }),
    regressionBandsFigure({
      ...bandsOf(ensembles),
      name: "dropout",
      title: "Ensembles without and with dropout in training",
      finding: `Standard deviation over networks where there are no data: ${ranked(
        ensembles.map((one) => [one.label, spread(one, "without")]),
        { digits: 3 },
      )}.`,
      caption: `${what(ensembles)} The source finds overconfidence in the plain networks, which dropout starts to address.`,
      published: "Figure 7",
    }),
    {
      name: "rmse",
      title: "Error of single networks, with and without data",
      finding: leading("error after the last epoch, mean over networks,", errors, { digits: 3 }),
      caption: `Root mean squared error in [-0.2, 1.4] with dropout off: mean over networks, shaded from the 25 % to the 75 % quantile${ensembles.some(({ asPublished }) => asPublished) ? "; dashed, the mean of the source's 25" : ""}.`,
      method: "At 128 noisy points, two thirds of them without training data near.",
      plot: curves({ curves: ensembles.flatMap(errorCurves), xLabel: "epoch", yLabel: "RMSE", slots: methodSlots }),
    },
  ];
}

const isInside = (input: number): boolean => input >= trainingRegion[0] && input <= trainingRegion[1];

function errorCurves({ label, dropout, traces, asPublished }: TrainedEnsemble): Curve[] {
  const rows = traces[0].map((_, i) => traces.map((trace) => trace[i].rmse).toSorted((a, b) => a - b));
  const quantile = (probability: number) => rows.map((sorted) => sortedQuantile(sorted, probability));
  const record = asPublished ? recordedRmse(dropout) : undefined;
  return [
    { label, x: traces[0].map(({ epoch }) => epoch), y: rows.map(mean), lower: quantile(0.25), upper: quantile(0.75) },
    ...(record ? [{ label, x: record.epoch, y: record.value, published: true }] : []),
  ];
}

export function regressionEnsemblesTables({ ensembles }: RegressionEnsemblesResult): Table[] {
  const written = (average: number, spread: number | null, places: number) =>
    spread === null ? average.toFixed(places) : `${average.toFixed(places)} ± ${spread.toFixed(places)}`;
  const column = (label: string, measure: "rmse" | "mse", places: number) => ({
    label,
    of({ traces }: TrainedEnsemble) {
      const ends = traces.map((trace) => trace[trace.length - 1][measure]);
      return written(mean(ends), spreadOf(ends), places);
    },
    beside: ({ dropout }: TrainedEnsemble) =>
      written(published.number(measure, dropout, "mean"), published.number(measure, dropout, "stdDev"), places),
  });
  return [
    tableOf<TrainedEnsemble>({
      name: "ends",
      title: "Where training ends",
      caption: `RMSE at 128 noisy points in [-0.2, 1.4] with dropout off, and mean squared error of the last minibatch with dropout on: mean ± standard deviation over networks. Ours after the last epoch; the source's RMSE is its last record, after ${published.number("rmse epochs", 0)} of 1,000.`,
      rows: ensembles,
      columns: [
        { label: "ensemble", of: ({ label }) => label },
        { label: "networks", of: ({ functions }) => String(functions.length) },
        { label: "epochs", of: ({ epochs }) => epochs.toLocaleString("en-US") },
        column("RMSE", "rmse", 3),
        column("last minibatch", "mse", 5),
      ],
    }),
  ];
}
