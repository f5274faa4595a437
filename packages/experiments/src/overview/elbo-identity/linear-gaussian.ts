import type { DiagonalGaussian } from "credence";

/** Data of y = w' x + noise with the prior N(0, I): each row of x begins with 1. */
export interface Linear {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly noise: number;
}

/** E_q log p(y | w) = -N log(2 pi s^2) / 2 - (|y - X m|^2 + sum_j sd_j^2 |x_j|^2) / (2 s^2), nats. */
export function expectedLogLikelihood({ x, y, noise }: Linear, { mean, stdDev }: DiagonalGaussian): number {
  const squares = x.reduce((sum, row, n) => {
    const residual = y[n]! - row.reduce((total, value, j) => total + value * mean[j]!, 0);
    return sum + residual ** 2 + row.reduce((own, value, j) => own + (value * stdDev[j]!) ** 2, 0);
  }, 0);
  return (-y.length * Math.log(2 * Math.PI * noise ** 2)) / 2 - squares / (2 * noise ** 2);
}

/** KL[q || N(0, I)], nats. */
export const klFromPrior = ({ mean, stdDev }: DiagonalGaussian): number =>
  Array.from(mean).reduce((sum, m, j) => sum + (m ** 2 + stdDev[j]! ** 2 - 1) / 2 - Math.log(stdDev[j]!), 0);
