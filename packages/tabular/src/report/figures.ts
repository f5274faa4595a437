import type { Figure } from "@credence/lab";
import { curves, wilsonInterval } from "@credence/lab/figures";
import type { Importance } from "../explaining/importances.ts";
import type { EpochRow } from "../fitting/trained.ts";
import type { Evaluation } from "../models/evaluation.ts";

/** Loss by epoch of each network, of its training rows and of the validation part. */
export function learningFigure(curve: readonly EpochRow[]): Figure {
  const networks = [...new Set(curve.map(({ network }) => network))];
  const lines = networks.flatMap((network) => {
    const own = curve.filter((row) => row.network === network);
    const panel = networks.length > 1 ? { panel: `network ${network + 1}` } : {};
    const x = own.map(({ epoch }) => epoch);
    return (["training", "validation"] as const).map((label) => ({ label, ...panel, x, y: own.map((row) => row[label]) }));
  });
  const values = curve.flatMap(({ training, validation }) => [training, validation]).sort((a, b) => a - b);
  const [low, high] = [values[0], values[Math.floor(0.95 * (values.length - 1))]];
  const edge = 0.05 * (high - low) + 1e-6;
  return {
    name: "learning",
    title: "Learning curves",
    caption:
      "Negative log-likelihood, nats a row of the scaled target. Training stops where that of the validation part falls no further, and the best epoch is kept.",
    plot: curves({ curves: lines, xLabel: "epoch", yLabel: "negative log-likelihood (nats)", yWindow: [low - edge, high + edge] }),
  };
}

/** Share of targets held by intervals or sets, by group, beside the level asked for. */
export function coverageFigure({ level, coverage, task }: Evaluation): Figure {
  const groups = coverage
    .filter(({ covered }) => covered !== null)
    .map(({ of, rows, covered }) => {
      const [low, high] = wilsonInterval(covered! * rows, rows);
      return { of, rows, covered: covered!, low, high };
    });
  const worst = groups.reduce((far, one) => (Math.abs(one.covered - level) > Math.abs(far.covered - level) ? one : far), groups[0]);
  return {
    name: "coverage",
    title: task === "regression" ? "Coverage by quarter of predicted standard deviation" : "Coverage by class",
    ...(worst
      ? {
          finding: `Farthest from ${(100 * level).toFixed(0)} %: ${worst.of}, ${(100 * worst.covered).toFixed(1)} % of ${worst.rows} rows.`,
        }
      : {}),
    caption: "Share of targets inside their interval or set, with its 95 % interval (Wilson); dotted, the level asked for.",
    plot: (Plot, palette, { width }) => ({
      height: 90 + 34 * groups.length,
      marginLeft: Math.min(220, 0.45 * width),
      x: { label: "share inside", domain: [Math.min(0.5, ...groups.map(({ low }) => low)), 1], grid: true },
      y: { label: null, domain: groups.map(({ of }) => of) },
      marks: [
        Plot.ruleX([level], { stroke: palette.muted, strokeDasharray: "2 4" }),
        Plot.ruleY(groups, { y: "of", x1: "low", x2: "high", stroke: palette.series[0], strokeWidth: 1.4 }),
        Plot.dot(groups, { y: "of", x: "covered", fill: palette.series[0], r: 4 }),
      ],
    }),
  };
}

const mostColumns = 20;

/** Growth of the error where a column is shuffled. */
export function importanceFigure(importances: readonly Importance[], { task }: Evaluation): Figure {
  const shown = importances
    .slice(0, mostColumns)
    .map(({ column, error }) => ({ column, ...error, low: error.mean - error.stdDev, high: error.mean + error.stdDev }));
  const unit = task === "regression" ? "root mean square error" : "log loss (nats)";
  return {
    name: "importance",
    title: "Permutation importance",
    ...(shown.length > 0
      ? { finding: `"${shown[0].column}" matters most: without it the error grows by ${Number(shown[0].mean.toPrecision(3))}.` }
      : {}),
    caption: `Growth of the ${unit} where the values of a column are shuffled among rows, with one standard deviation over shuffles.`,
    method: "Columns that tell the same stand in for each other: shuffled one at a time, each looks less important than it is.",
    plot: (Plot, palette, { width }) => ({
      height: 80 + 26 * shown.length,
      marginLeft: Math.min(200, 0.4 * width),
      x: { label: `growth of the ${unit}`, grid: true },
      y: { label: null, domain: shown.map(({ column }) => column) },
      marks: [
        Plot.ruleX([0], { stroke: palette.muted }),
        Plot.ruleY(shown, { y: "column", x1: "low", x2: "high", stroke: palette.series[0], strokeWidth: 1.4 }),
        Plot.dot(shown, { y: "column", x: "mean", fill: palette.series[0], r: 4 }),
      ],
    }),
  };
}
