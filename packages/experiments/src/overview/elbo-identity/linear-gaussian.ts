import type { BayesianRidge } from "credence";

/** A diagonal Gaussian over the weights of a linear model, the intercept first. */
export interface Diagonal {
  readonly mean: readonly number[];
  readonly stdDev: readonly number[];
}

/** Data of y = w' x + noise with the prior N(0, I): each row of x begins with 1. */
export interface Linear {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly noise: number;
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** E_q log p(y | w) = -N log(2 pi s^2) / 2 - (|y - X m|^2 + sum_j sd_j^2 |x_j|^2) / (2 s^2), nats. */
export function expectedLogLikelihood({ x, y, noise }: Linear, { mean, stdDev }: Diagonal): number {
  const squares = x.reduce(
    (sum, row, n) => sum + (y[n]! - dot(row, mean)) ** 2 + row.reduce((own, value, j) => own + (value * stdDev[j]!) ** 2, 0),
    0,
  );
  return (-y.length * Math.log(2 * Math.PI * noise ** 2)) / 2 - squares / (2 * noise ** 2);
}

/** KL[q || N(0, I)], nats. */
export const klFromPrior = ({ mean, stdDev }: Diagonal): number =>
  mean.reduce((sum, m, j) => sum + (m ** 2 + stdDev[j]! ** 2 - 1) / 2 - Math.log(stdDev[j]!), 0);

/** Precision of the posterior, I + X' X / s^2. */
const precisionOf = ({ x, noise }: Linear): number[][] =>
  x[0]!.map((_, i) => x[0]!.map((_, j) => Number(i === j) + x.reduce((sum, row) => sum + row[i]! * row[j]!, 0) / noise ** 2));

/** log |A| of a symmetric positive definite matrix, by elimination. */
function logDeterminant(matrix: readonly (readonly number[])[]): number {
  const rows = matrix.map((row) => [...row]);
  let total = 0;
  for (const [k, pivot] of rows.entries()) {
    total += Math.log(pivot[k]!);
    for (const row of rows.slice(k + 1)) {
      const share = row[k]! / pivot[k]!;
      for (let j = k; j < row.length; j++) row[j]! -= share * pivot[j]!;
    }
  }
  return total;
}

/** KL[q || N(mu, A^-1)] = (tr(A S) + (mu - m)' A (mu - m) - D - log |A| - log |S|) / 2, nats. */
export function klFromPosterior(linear: Linear, { mean, stdDev }: Diagonal, exact: BayesianRidge): number {
  const precision = precisionOf(linear);
  const away = Array.from(exact.mean(), (value, j) => value - mean[j]!);
  const trace = precision.reduce((sum, row, j) => sum + row[j]! * stdDev[j]! ** 2, 0);
  const distance = precision.reduce((sum, row, i) => sum + away[i]! * dot(row, away), 0);
  const logs = stdDev.reduce((sum, sd) => sum + 2 * Math.log(sd), 0);
  return (trace + distance - mean.length - logDeterminant(precision) - logs) / 2;
}

/** The diagonal Gaussian nearest to the posterior: its mean, and 1 / A_jj. */
export const bestDiagonal = (linear: Linear, exact: BayesianRidge): Diagonal => ({
  mean: Array.from(exact.mean()),
  stdDev: precisionOf(linear).map((row, j) => 1 / Math.sqrt(row[j]!)),
});
