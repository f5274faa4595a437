import { type Figure, leading, linesBy, type Table, tableOf } from "@credence/lab/figures";
import type { PriorRegularizationResult, Regularised } from "./prior-regularization.ts";
import { cellOf, gap, over, priorNames, priors, testError, testLoss, widthsOf } from "./priors.ts";

type Value = Parameters<typeof over>[1];

const slots = Object.fromEntries(priorNames.map((name, slot) => [priors[name].label, slot]));
const regularising = priorNames.filter((prior) => prior !== "none");

/** One line per prior over the widths. */
const lines = (result: PriorRegularizationResult, value: Value) =>
  priorNames.map((prior) => ({
    label: priors[prior].label,
    points: widthsOf(result).map((width) => {
      const measured = over(cellOf(result, prior, width), value);
      return { setting: width, measured: measured?.value ?? null, spread: measured?.error?.size ?? null };
    }),
  }));

export function priorRegularizationFigures(result: PriorRegularizationResult): Figure[] {
  const widest = widthsOf(result).at(-1) ?? 0;
  const told = (value: Value): [string, number][] =>
    priorNames.map((prior) => [priors[prior].label, over(cellOf(result, prior, widest), value)?.value ?? Number.NaN]);
  const axis = { xLabel: "hidden units", xScale: "log", slots } as const;
  return [
    {
      ...{ name: "test-loss", title: "Test loss by width and prior" },
      finding: leading(`test loss at ${widest} units`, told(testLoss), { digits: 3, unit: " nats" }),
      caption: "NLL of the point estimate on test images. Bars: one standard deviation over trainings.",
      plot: linesBy({ series: lines(result, testLoss), ...axis, yLabel: "test NLL (nats)" }),
    },
    {
      ...{ name: "gap", title: "Test less training loss" },
      finding: leading(`gap at ${widest} units`, told(gap), { digits: 3, unit: " nats" }),
      caption: "Test less training NLL of the point estimate. Bars: one standard deviation over trainings.",
      plot: linesBy({ series: lines(result, gap), ...axis, yLabel: "gap (nats)" }),
    },
    {
      ...{ name: "choice", title: "What validation chooses" },
      finding: `At ${widest} units validation chooses standard deviations of ${regularising
        .map((prior) => `${cellOf(result, prior, widest)?.stdDev} (${priors[prior].label})`)
        .join(", ")}.`,
      caption: `Validation NLL at ${widest} units by the prior's standard deviation, first training. Dotted: without a prior.`,
      plot: linesBy({
        series: regularising.map((prior) => ({
          label: priors[prior].label,
          points: (cellOf(result, prior, widest)?.grid ?? []).map(({ stdDev, nll }) => ({ setting: stdDev, measured: nll })),
        })),
        ...{ xLabel: "standard deviation of the prior", xScale: "log", yLabel: "validation NLL (nats)", slots },
        references: [{ label: "without a prior", y: cellOf(result, "none", widest)?.grid[0]?.nll ?? 0 }],
      }),
    },
  ];
}

export const priorRegularizationTables = ({ cells }: PriorRegularizationResult): Table[] => [
  tableOf<Regularised>({
    ...{ name: "cells", title: "Width by width", rows: cells },
    caption: "Means over trainings; the standard deviation is that with the lowest validation loss.",
    columns: [
      { label: "units", of: ({ width }) => width },
      { label: "prior", of: ({ prior }) => priors[prior].label },
      { label: "sd", of: ({ stdDev }) => stdDev },
      { label: "training NLL (nats)", digits: 4, of: (cell) => over(cell, ({ training }) => training.nll)?.value },
      { label: "test NLL (nats)", digits: 4, of: (cell) => over(cell, testLoss)?.value },
      { label: "test error (%)", digits: 2, of: (cell) => over(cell, testError)?.value },
    ],
  }),
];
