import type { Figure } from "@credence/lab";
import type { NumberPredictions } from "../models/predictions.ts";
import type { Reported } from "./report-page.ts";

/** More points than this hide each other. */
const mostPoints = 600;

interface Point {
  readonly prediction: number;
  readonly lower: number;
  readonly upper: number;
  readonly truth: number;
  readonly inside: boolean;
  readonly score: number;
}

/** Predictions of numbers beside what was true. */
interface ReportedNumbers extends Pick<Reported, "truth"> {
  readonly predictions: Pick<NumberPredictions, "prediction" | "lower" | "upper" | "total" | "rows">;
  readonly card: Pick<Reported["card"], "target">;
}

/** Predicted against true, and residuals. */
export function numberFigures({ predictions, truth, card }: ReportedNumbers): Figure[] {
  const { prediction, lower, upper, total, rows } = predictions;
  const step = Math.ceil(rows / mostPoints);
  const points: Point[] = [];
  for (let row = 0; row < rows; row += step) {
    const value = Number(truth[row]);
    points.push({
      prediction: prediction[row],
      lower: lower[row],
      upper: upper[row],
      truth: value,
      inside: value >= lower[row] && value <= upper[row],
      score: (value - prediction[row]) / total[row],
    });
  }
  return [againstTruth(points, card.target), residuals(points, card.target)];
}

function againstTruth(points: readonly Point[], target: string): Figure {
  const outside = points.filter(({ inside }) => !inside).length;
  const all = points.flatMap(({ prediction, truth }) => [prediction, truth]);
  const ends = [Math.min(...all), Math.max(...all)];
  return {
    name: "against-truth",
    title: "True against predicted, with intervals",
    finding: `${outside} of ${points.length} rows shown lie outside their interval.`,
    caption:
      "Each row at its prediction: a line for its interval, a dot for its true value, in another colour where it lies outside; dotted, where both are equal.",
    plot: (Plot, palette) => ({
      x: { label: `predicted ${target}`, grid: true },
      y: { label: `true ${target}`, grid: true },
      marks: [
        Plot.line(ends, { x: ends, y: ends, stroke: palette.muted, strokeDasharray: "2 4" }),
        Plot.ruleX(points, { x: "prediction", y1: "lower", y2: "upper", stroke: palette.series[0], strokeOpacity: 0.18 }),
        Plot.dot(points, { x: "prediction", y: "truth", r: 2.2, fill: ({ inside }: Point) => palette.series[inside ? 0 : 1] }),
      ],
      color: { type: "identity" },
      legend: [
        { label: "inside its interval", color: palette.series[0], shape: "dot" },
        { label: "outside", color: palette.series[1], shape: "dot" },
      ],
    }),
  };
}

function residuals(points: readonly Point[], target: string): Figure {
  const far = points.filter(({ score }) => Math.abs(score) > 3).length;
  return {
    name: "residuals",
    title: "Residuals over predicted standard deviations",
    finding: `${far} of ${points.length} rows shown are more than three standard deviations off.`,
    caption:
      "True minus predicted, divided by the predicted standard deviation: without a pattern along the axis, and mostly between -2 and 2, where the model is right.",
    plot: (Plot, palette) => ({
      x: { label: `predicted ${target}`, grid: true },
      y: { label: "residual (standard deviations)", grid: true },
      marks: [
        Plot.ruleY([-2, 0, 2], { stroke: palette.muted, strokeDasharray: "2 4" }),
        Plot.dot(points, { x: "prediction", y: "score", r: 2.2, fill: palette.series[0], fillOpacity: 0.6 }),
      ],
    }),
  };
}
