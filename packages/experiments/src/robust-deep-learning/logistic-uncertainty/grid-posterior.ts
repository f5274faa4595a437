/** Points of a logistic regression in the plane. */
export interface LogisticData {
  readonly x: readonly (readonly [number, number])[];
  readonly labels: readonly number[];
}
/** Two weights and a bias. */
export type Line = readonly [number, number, number];

/** log p(y, w) = sum over points of log p(y | x, w) - precision |w|^2 / 2 + 3/2 log(precision / 2 pi), the bias under the same prior. */
export function logJoint({ x, labels }: LogisticData, precision: number, [first, second, bias]: Line): number {
  let total = 1.5 * Math.log(precision / (2 * Math.PI)) - (precision * (first ** 2 + second ** 2 + bias ** 2)) / 2;
  for (let i = 0; i < x.length; i++) {
    const logit = first * x[i][0] + second * x[i][1] + bias;
    const margin = labels[i] === 1 ? logit : -logit;
    total -= Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
  }
  return total;
}

/**
 * log p(y) by the rectangle rule on a grid around a Gaussian that is near the posterior: exact to many digits where the grid covers it, because the
 * integrand is smooth and vanishes at the grid's edge.
 */
export function logEvidenceOnGrid(
  data: LogisticData,
  precision: number,
  { centre, stdDevs, side = 33, width = 6 }: { centre: Line; stdDevs: Line; side?: number; width?: number },
): number {
  const steps = stdDevs.map((stdDev) => (2 * width * stdDev) / (side - 1));
  const offset = (axis: number, place: number) => centre[axis] - width * stdDevs[axis] + place * steps[axis];
  const values: number[] = [];
  for (let i = 0; i < side; i++)
    for (let j = 0; j < side; j++)
      for (let k = 0; k < side; k++) values.push(logJoint(data, precision, [offset(0, i), offset(1, j), offset(2, k)]));
  const highest = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const sum = values.reduce((total, value) => total + Math.exp(value - highest), 0);
  return highest + Math.log(sum) + Math.log(steps[0] * steps[1] * steps[2]);
}

/**
 * KL[q || posterior] of a Gaussian q of which draws are at hand, nats:
 *
 *   -1/2 log det(2 pi e S) - mean over draws of log p(y, w) + log p(y),  S the draws' covariance
 *
 * @returns Infinity where the draws have no spread in some direction
 */
export function divergence(
  draws: readonly Line[],
  { logJointOf, logEvidence }: { logJointOf: (line: Line) => number; logEvidence: number },
): number {
  const mean = [0, 1, 2].map((axis) => draws.reduce((sum, line) => sum + line[axis], 0) / draws.length);
  const s = (a: number, b: number) => draws.reduce((sum, line) => sum + (line[a] - mean[a]) * (line[b] - mean[b]), 0) / (draws.length - 1);
  const determinant =
    s(0, 0) * (s(1, 1) * s(2, 2) - s(1, 2) ** 2) -
    s(0, 1) * (s(0, 1) * s(2, 2) - s(1, 2) * s(0, 2)) +
    s(0, 2) * (s(0, 1) * s(1, 2) - s(1, 1) * s(0, 2));
  if (!(determinant > 1e-30)) return Number.POSITIVE_INFINITY;
  const entropy = 0.5 * Math.log(determinant) + 1.5 * Math.log(2 * Math.PI * Math.E);
  return logEvidence - entropy - draws.reduce((sum, line) => sum + logJointOf(line), 0) / draws.length;
}
