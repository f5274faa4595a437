import { mean } from "@credence/lab";
import { bands, curves, type Figure, ranked, type Table, tableOf } from "@credence/lab/figures";
import { methodLabels, methodSlots, reliabilityFigure, scoreColumns } from "../methods/classified.ts";
import type { Forecast, RecurrentResult, Rows } from "./recurrent-sequence.ts";
import { horizon, seen } from "./series.ts";

const ahead = Array.from({ length: horizon }, (_, step) => step + 1);

/** One window told by each network, the intervals by how far ahead they are, and the digits. */
export function recurrentFigures({ forecasts, rows }: RecurrentResult): Figure[] {
  const by = (of: (one: Forecast) => number) => forecasts.map((one) => [methodLabels[one.method], of(one)] as const);
  const growth = ({ width }: Forecast) => mean(width.slice(-10)) / mean(width.slice(0, 10));
  const before = Array.from({ length: seen }, (_, i) => i - seen + 1);
  const lines = (of: (one: Forecast) => readonly number[]) =>
    forecasts.map((one) => ({ label: methodLabels[one.method], x: ahead, y: of(one) }));
  return [
    {
      name: "forecast",
      title: "A series told 50 steps ahead",
      finding: `Of the targets ${by(({ coverage }) => coverage)
        .map(([label, coverage]) => `${coverage.toFixed(1)} % (${label})`)
        .join(", ")} lie in the 90 % intervals.`,
      method:
        "The plain network and Bayes by backprop are LSTMs, MC dropout a GRU with one mask for a sequence. A dense layer tells a mean and a variance for each step from the last state.",
      caption:
        "The window in the middle of the test series: observations seen and to come as dots, median and bands of the prediction, noise included.",
      plot: bands({
        panels: forecasts.map(({ method, example }) => ({
          panel: methodLabels[method],
          x: ahead,
          centre: example.median,
          bands: [
            { label: "5 % to 95 %", lower: example.lowest, upper: example.highest },
            { label: "25 % to 75 %", lower: example.low, upper: example.high },
          ],
          points: { x: [...before, ...ahead], y: [...example.given, ...example.targets] },
        })),
        pointsLabel: "observations",
        xLabel: "steps ahead",
        yLabel: "y",
        yWindow: [-2.2, 2.2],
      }),
    },
    {
      name: "width",
      title: "Width by how far ahead",
      finding: `The 90 % intervals of the last ten steps are ${by(growth)
        .map(([label, times]) => `${times.toFixed(1)} times (${label})`)
        .join(", ")} as wide as those of the first ten.`,
      caption: "Mean width of the 90 % intervals over all test windows, in units of y, by how far ahead they are.",
      plot: curves({
        curves: lines(({ width }) => width),
        xLabel: "steps ahead",
        yLabel: "width of the 90 % interval",
        slots: methodSlots,
      }),
    },
    {
      name: "coverage",
      title: "Coverage by how far ahead",
      finding: `Least coverage of any step: ${ranked(
        by(({ coverages }) => Math.min(...coverages)),
        { digits: 1, unit: "%" },
      )}.`,
      caption: "Share of targets in their 90 % interval over all test windows, by how far ahead they are; dotted, 90 %.",
      plot: curves({
        curves: lines(({ coverages }) => coverages),
        references: [{ label: "90 %", y: 90 }],
        xLabel: "steps ahead",
        yLabel: "targets in the 90 % interval (%)",
        slots: methodSlots,
      }),
    },
    reliabilityFigure(rows, { name: "rows", title: "Calibration on digits read row by row", of: "test images of MNIST" }),
  ];
}

export const recurrentTables = ({ forecasts, rows }: RecurrentResult): Table[] => [
  tableOf<Forecast>({
    name: "forecasts",
    title: "Forecasts of the series",
    caption:
      "Over all test windows and 50 steps ahead: root mean square error of the mean, share of targets in the 90 % intervals, mean width of these.",
    rows: forecasts,
    columns: [
      { label: "Method", of: ({ method }) => methodLabels[method] },
      { label: "RMSE", digits: 3, of: ({ rmse }) => rmse },
      { label: "In the 90 % interval (%)", digits: 1, of: ({ coverage }) => coverage },
      { label: "Width", digits: 3, of: ({ width }) => mean(width) },
      { label: "Windows", of: ({ windows }) => windows },
    ],
  }),
  tableOf<Rows>({
    name: "digits",
    title: "Digits read row by row",
    caption:
      "On the test images of MNIST: error, nats per image of the averaged probabilities, and expected calibration error over ten bins.",
    rows,
    columns: [{ label: "Method", of: ({ method }) => methodLabels[method] }, ...scoreColumns<Rows>()],
  }),
];
