import { mean, spreadOf } from "@credence/lab";
import { type Curve, curves, type Figure, type Table } from "@credence/lab/figures";
import { regressionBandsFigure } from "../regression/bands-figure.ts";
import { recordedBands } from "../regression/recorded-bands.ts";
import { publishedEnsembles } from "./published.ts";
import { ensembleBands, quantileOf, type RegressionEnsemblesResult, type TrainedEnsemble } from "./result.ts";

/** Figures 1 and 7, learning curves and their ends. */
export function regressionEnsemblesReport(result: RegressionEnsemblesResult): { figures: Figure[]; tables: Table[] } {
  const { x, ensembles, points } = result;
  const panelOf = (ensemble: TrainedEnsemble) => ({
    title: `${ensemble.functions.length} ${ensemble.label}`,
    bands: ensembleBands(x, ensemble.functions),
    recorded: ensemble.asPublished ? recordedBands[`ensemble-${ensemble.dropout}`] : undefined,
  });
  const what =
    "Mean over networks of f(x) with the bands that hold half and nine tenths of the networks (linear between neighbours where there are few); every fourth of 1,024 training points. " +
    "Diamonds and bars are the source's 25 networks, where our training is the source's; like them ours share minibatches and masks, and differ in initial weights alone. ";
  const plain = ensembles.filter(({ dropout }) => dropout === 0);
  return {
    figures: [
      regressionBandsFigure({
        name: "plain",
        title: "Plain networks agree where they know nothing",
        caption: `${what}The source: overfitted and overconfident where there were no training data.`,
        published: "Figure 1",
        panels: plain.map(panelOf),
        points,
      }),
      regressionBandsFigure({
        name: "dropout",
        title: "Ensembles without and with dropout in training",
        caption: `${what}The source: overconfidence in the plain networks, which dropout starts to address; it shows 0 and 0.5, and recorded 0.75 without showing it.`,
        published: "Figure 7",
        panels: ensembles.map(panelOf),
        points,
      }),
      rmseFigure(ensembles),
    ],
    tables: [endTable(ensembles)],
  };
}

function rmseFigure(ensembles: readonly TrainedEnsemble[]): Figure {
  return {
    name: "rmse",
    title: "Error of single networks, with and without data",
    caption:
      "Root mean squared error at 128 noisy points in [-0.2, 1.4], two thirds of them without training data near, dropout off: mean over networks, shaded from the 25% to the 75% " +
      "quantile. Dashed, where our training is the source's: the mean of its 25.",
    plot: curves({
      curves: ensembles.flatMap((ensemble): Curve[] => {
        const rows = ensemble.traces[0].map((_, i) => ensemble.traces.map((trace) => trace[i].rmse).toSorted((a, b) => a - b));
        const epochs = ensemble.traces[0].map(({ epoch }) => epoch);
        const { label, dropout, asPublished } = ensemble;
        const record = publishedEnsembles[String(dropout)]?.rmse;
        return [
          {
            label,
            x: epochs,
            y: rows.map(mean),
            lower: rows.map((sorted) => quantileOf(sorted, 0.25)),
            upper: rows.map((sorted) => quantileOf(sorted, 0.75)),
          },
          ...(asPublished && record ? [{ label, x: record.epoch, y: record.value, published: true }] : []),
        ];
      }),
      xLabel: "epoch",
      yLabel: "RMSE",
    }),
  };
}

function endTable(ensembles: readonly TrainedEnsemble[]): Table {
  return {
    name: "ends",
    title: "Where training ends",
    caption:
      "RMSE at 128 noisy points in [-0.2, 1.4] with dropout off, and mean squared error of the last minibatch with dropout on: mean ± standard deviation over networks. " +
      `Both are ours after the last epoch; the source's RMSE is its last record, after ${publishedEnsembles["0"].rmseEpochs} of 1,000 epochs.`,
    columns: [
      { label: "ensemble" },
      { label: "networks" },
      { label: "epochs" },
      { label: "RMSE" },
      { label: "RMSE, published", published: true },
      { label: "last minibatch" },
      { label: "last minibatch, published", published: true },
    ],
    rows: ensembles.map(({ label, dropout, epochs, functions, traces }) => {
      const last = traces.map((trace) => trace[trace.length - 1]);
      const text = (average: number, spread: number | null, places: number) =>
        `${average.toFixed(places)}${spread === null ? "" : ` ± ${spread.toFixed(places)}`}`;
      const ours = (values: readonly number[], places: number) => text(mean(values), spreadOf(values), places);
      const record = publishedEnsembles[String(dropout)];
      return [
        label,
        String(functions.length),
        epochs.toLocaleString("en-US"),
        ours(
          last.map(({ rmse }) => rmse),
          3,
        ),
        text(record.finalRmse.mean, record.finalRmse.stdDev, 3),
        ours(
          last.map(({ mse }) => mse),
          5,
        ),
        text(record.finalLastBatchMse.mean, record.finalLastBatchMse.stdDev, 5),
      ];
    }),
  };
}
