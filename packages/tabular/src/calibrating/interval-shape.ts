import { exponential, logarithm } from "../elementary-functions.ts";
import { leastAt } from "./golden-section.ts";

/** How residuals spread where a standard deviation s is predicted: as reference (s / reference)^exponent, up to a factor. */
export interface IntervalShape {
  /** 1 where the spread is as predicted; above it where loud rows are louder, and quiet ones quieter, than predicted. */
  readonly exponent: number;
  /** A standard deviation in the middle of those predicted, in units of the target. */
  readonly reference: number;
}

/** The spread that predicted standard deviations tell without correction. */
export const asPredicted: IntervalShape = { exponent: 1, reference: 1 };

/** Of the exponent about 1: a few rows hardly move it. */
const priorStdDev = 0.5;

/**
 * The exponent under which residuals r_i are the likeliest, as Laplace variables of scale c s_i^b, with c at its best and a normal prior of b about 1:
 *
 *   n ln(mean_i |r_i| s_i^-b) + b sum_i ln s_i + (b - 1)^2 / (2 0.5^2)  is least
 *
 * A single factor covers quiet rows too often and loud ones too rarely where a network is timid about its noise, as of few rows it is.
 */
export function fitIntervalShape(residuals: ArrayLike<number>, stdDevs: ArrayLike<number>): IntervalShape {
  const rows = residuals.length;
  const sorted = Float64Array.from(stdDevs).sort();
  const reference = sorted[rows >> 1];
  const logs = Float64Array.from(stdDevs, (stdDev) => logarithm(stdDev / reference));
  const sumOfLogs = logs.reduce((sum, value) => sum + value, 0);
  const loss = (exponent: number): number => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += (Math.abs(residuals[row]) / reference) * exponential(-exponent * logs[row]);
    return rows * logarithm(Math.max(1e-300, sum / rows)) + exponent * sumOfLogs + (exponent - 1) ** 2 / (2 * priorStdDev ** 2);
  };
  return { exponent: leastAt(loss, [0, 3]), reference };
}

/** The spread of residuals, up to a factor, where a standard deviation is predicted. */
export const spreadAt = ({ exponent, reference }: IntervalShape, stdDev: number): number =>
  exponent === 1 ? stdDev : reference * exponential(exponent * logarithm(stdDev / reference));
