import { asks, explained, type Findings, mean, reasonsOf, type Said, said } from "@credence/lab";
import { leading, linesBy, tableOf, told } from "@credence/lab/figures";
import type { PriorRegularizationResult } from "./prior-regularization.ts";
import { gap, type PriorName, priorNames, priors, type Trained, testError, testLoss, trained } from "./priors.ts";
import texts from "./texts.json" with { type: "json" };

type Result = PriorRegularizationResult;
type Value = (one: Trained) => number;

const { claims, shown } = texts;
const slots = Object.fromEntries(priorNames.map((name, slot) => [priors[name].label, slot]));
const regularising = ["l2", "l1", "spike"] as const satisfies readonly PriorName[];

/** What the overview states of regularisation, for a prior. */
function claimsOf(prior: PriorName): Said<Result>[] {
  const values = { prior, label: priors[prior].label };
  /** Of the prior and of none, at each width. */
  const pairs = (result: Result, value: Value) => {
    const runs = trained(result);
    return runs.levels("width").map((width) => [prior, "none" as const].map((name) => runs.where({ prior: name, width }).mean(value)));
  };
  const ratios = (value: Value) => (result: Result) =>
    pairs(result, value).map(([own, none]) => (own === null || none === null ? undefined : own! / none!));
  return [
    said(claims, "{prior}-below-none", { values, measured: ratios(testLoss) }),
    said(claims, "{prior}-gap", { values, measured: ratios(gap) }),
    said(claims, "{prior}-error", {
      values,
      measured: (result) => {
        const errors = pairs(result, testError);
        return errors.flat().includes(null) ? undefined : mean(errors.map(([own, none]) => own! - none!));
      },
      asks: asks("below 0", ([difference]) => difference! < 0),
    }),
  ];
}

/** Losses against those without a prior, and what validation chose. */
export const priorRegularizationFindings: Findings<Result> = {
  claims: explained(regularising.flatMap(claimsOf), reasonsOf(texts.reasons)),
  figures(result) {
    const runs = trained(result);
    const widest = runs.levels("width").at(-1) ?? 0;
    const cellOf = (prior: PriorName) => result.cells.find((one) => one.prior === prior && one.width === widest);
    const chosen = regularising.map((prior) => `${cellOf(prior)?.stdDev} (${priors[prior].label})`).join(", ");
    /** A line for each prior over the widths, and what they say at the last. */
    const byWidth = (value: Value, what: string, yLabel: string) => {
      const last = priorNames.map((prior) => [priors[prior].label, runs.where({ prior, width: widest }).mean(value)] as const);
      return {
        finding: leading(`${what} at ${widest} units`, last, { digits: 3, unit: "nats" }),
        plot: linesBy({
          series: priorNames.map((prior) => ({ label: priors[prior].label, points: runs.where({ prior }).points("width", value) })),
          ...{ xLabel: "hidden units", xScale: "log", yLabel, slots },
        }),
      };
    };
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
  },
  tables(result) {
    const over = (value: Value) => (cell: Result["cells"][number]) =>
      trained(result).where({ prior: cell.prior, width: cell.width }).mean(value);
    return [
      tableOf({
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
  },
};
