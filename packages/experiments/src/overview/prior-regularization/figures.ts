import { type Figure, leading, linesBy, type Table, tableOf, told } from "@credence/lab/figures";
import type { PriorRegularizationResult, Regularised } from "./prior-regularization.ts";
import { gap, type PriorName, priorNames, priors, type Trained, testError, testLoss, trained } from "./priors.ts";
import texts from "./texts.json" with { type: "json" };

const { shown } = texts;

const slots = Object.fromEntries(priorNames.map((name, slot) => [priors[name].label, slot]));
const regularising = priorNames.filter((prior) => prior !== "none");

export function priorRegularizationFigures(result: PriorRegularizationResult): Figure[] {
  const runs = trained(result);
  const widest = runs.levels("width").at(-1) ?? 0;
  const cellOf = (prior: PriorName) => result.cells.find((one) => one.prior === prior && one.width === widest);
  const chosen = regularising.map((prior) => `${cellOf(prior)?.stdDev} (${priors[prior].label})`).join(", ");
  /** A line for each prior over the widths, and what they say at the last. */
  const byWidth = (value: (one: Trained) => number, what: string, yLabel: string) => ({
    finding: leading(
      `${what} at ${widest} units`,
      priorNames.map((prior) => [priors[prior].label, runs.where({ prior, width: widest }).mean(value)]),
      { digits: 3, unit: " nats" },
    ),
    plot: linesBy({
      series: priorNames.map((prior) => ({ label: priors[prior].label, points: runs.where({ prior }).points("width", value) })),
      ...{ xLabel: "hidden units", xScale: "log", yLabel, slots },
    }),
  });
  return [
    { ...told(shown, "test-loss"), ...byWidth(testLoss, "test loss", "test NLL (nats)") },
    { ...told(shown, "gap"), ...byWidth(gap, "gap", "gap (nats)") },
    {
      ...told(shown, "choice", { units: widest }),
      finding: `At ${widest} units validation chooses standard deviations of ${chosen}.`,
      plot: linesBy({
        series: regularising.map((prior) => ({
          label: priors[prior].label,
          points: (cellOf(prior)?.grid ?? []).map(({ stdDev, nll }) => ({ setting: stdDev, measured: nll })),
        })),
        ...{ xLabel: "standard deviation of the prior", xScale: "log", yLabel: "validation NLL (nats)", slots },
        references: [{ label: "without a prior", y: cellOf("none")?.grid[0]?.nll ?? 0 }],
      }),
    },
  ];
}

export function priorRegularizationTables(result: PriorRegularizationResult): Table[] {
  const over =
    (value: (one: Trained) => number) =>
    ({ prior, width }: Regularised) =>
      trained(result).where({ prior, width }).mean(value);
  return [
    tableOf<Regularised>({
      ...{ ...told(shown, "cells"), rows: result.cells },
      columns: [
        { label: "units", of: ({ width }) => width },
        { label: "prior", of: ({ prior }) => priors[prior].label },
        { label: "sd", of: ({ stdDev }) => stdDev },
        { label: "training NLL (nats)", digits: 4, of: over(({ training }) => training.nll) },
        { label: "test NLL (nats)", digits: 4, of: over(testLoss) },
        { label: "test error (%)", digits: 2, of: over(testError) },
      ],
    }),
  ];
}
