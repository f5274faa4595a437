import { Matrix } from "ml-matrix";
import { type PositiveDefinite, positiveDefinite, symmetricEigen } from "../../algebra/symmetric.ts";

/** What a linear regression needs to know of its data, float64; that of two data sets is the sum. */
export interface Statistics {
  /** Examples. */
  readonly count: number;
  /** Phi' Phi. @shape [features, features] */
  readonly gram: Matrix;
  /** Phi' Y. @shape [features, outputs] */
  readonly moment: Matrix;
  /** Sum of the squares of all targets. */
  readonly squares: number;
}

/** Those of a design matrix and its targets. @shape design [count, features], targets [count, outputs] */
export function statisticsOf(design: Matrix, targets: Matrix): Statistics {
  const turned = design.transpose();
  return {
    count: design.rows,
    gram: turned.mmul(design),
    moment: turned.mmul(targets),
    squares: targets.to1DArray().reduce((total, y) => total + y * y, 0),
  };
}

/** Those of both data sets together. */
export const joined = (a: Statistics, b: Statistics): Statistics => ({
  count: a.count + b.count,
  gram: Matrix.add(a.gram, b.gram),
  moment: Matrix.add(a.moment, b.moment),
  squares: a.squares + b.squares,
});

/** Precisions of prior and noise. */
export interface Precisions {
  /** Of the weights: alpha, one for each feature. */
  readonly prior: ArrayLike<number>;
  /** Of the noise: beta. */
  readonly noise: number;
}

/** N(mean, precision^-1) of each output's weights; the precision is the same for all outputs. */
export interface LinearGaussian {
  /** [features, outputs]. */
  readonly mean: Matrix;
  /** A = diag(alpha) + beta Phi' Phi, factored. */
  readonly precision: PositiveDefinite;
}

/** A = diag(alpha) + beta Phi' Phi. */
export function precisionOf({ gram }: Statistics, { prior, noise }: Precisions): Matrix {
  const matrix = Matrix.mul(gram, noise);
  for (let i = 0; i < gram.rows; i++) matrix.set(i, i, matrix.get(i, i) + prior[i]!);
  return matrix;
}

/**
 * The exact posterior of the weights:
 *
 *   A = diag(alpha) + beta Phi' Phi,  m = beta A^-1 Phi' y
 *
 * @throws where A is singular: precision 0 in the prior, and features that the data do not tell apart
 * @see bishop2006, eqs. 3.53 and 3.54
 */
export function posteriorOf(where: string, statistics: Statistics, precisions: Precisions): LinearGaussian {
  const { count, gram, moment } = statistics;
  const { prior, noise } = precisions;
  const precision = positiveDefinite(precisionOf(statistics, precisions));
  if (!precision)
    throw new Error(
      `${where}: the ${gram.rows} features of ${count} examples are linearly dependent and the prior precision is ${Math.min(...Array.from(prior))}, expected a design matrix of full rank or a larger prior precision`,
    );
  return { precision, mean: precision.solve(Matrix.mul(moment, noise)) };
}

/** Sum of squared residuals of all outputs at weights, from the statistics alone. */
function residuals({ gram, moment, squares }: Statistics, weights: Matrix): number {
  const fitted = gram.mmul(weights);
  let total = squares;
  for (let i = 0; i < weights.rows; i++)
    for (let o = 0; o < weights.columns; o++) total += weights.get(i, o) * (fitted.get(i, o) - 2 * moment.get(i, o));
  return Math.max(0, total);
}

/**
 * log p(y | alpha, beta), nats, all outputs together:
 *
 *   (sum log alpha + N log beta - log |A| - N log 2 pi - beta |y - Phi m|^2 - m' diag(alpha) m) / 2
 *
 * -Infinity under a prior precision of 0, which spreads its mass without end.
 * @see bishop2006, eq. 3.86
 */
export function logEvidence(statistics: Statistics, { prior, noise }: Precisions, { mean, precision }: LinearGaussian): number {
  const outputs = mean.columns;
  let logPrior = 0;
  let penalty = 0;
  for (let i = 0; i < mean.rows; i++) {
    logPrior += Math.log(prior[i]!);
    for (let o = 0; o < outputs; o++) penalty += prior[i]! * mean.get(i, o) ** 2;
  }
  const each = logPrior + statistics.count * Math.log(noise / (2 * Math.PI)) - precision.logDeterminant;
  return (outputs * each - noise * residuals(statistics, mean) - penalty) / 2;
}

/** When the fixed point is reached: both precisions change by less than this factor, or so many rounds are done. */
const SETTLED = 1e-10;
const ROUNDS = 10_000;

/**
 * The precisions that maximise the evidence, by MacKay's fixed point from the given ones; one alpha for all features:
 *
 *   gamma = sum lambda_i / (alpha + lambda_i),  alpha = gamma / |m|^2,  1 / beta = |y - Phi m|^2 / (N - gamma),
 *   lambda the eigenvalues of beta Phi' Phi
 *
 * @throws where the weights explain the data to the last digit, or are all 0: a precision has then no bound
 * @see mackay1992; bishop2006, eqs. 3.91-3.95
 */
export function maximisedPrecisions(
  where: string,
  statistics: Statistics,
  start: { prior: number; noise: number },
): { prior: number; noise: number } {
  const { count, gram, moment } = statistics;
  const outputs = moment.columns;
  const { values, vectors } = symmetricEigen(gram);
  const scales = values.map((value) => Math.max(0, value));
  const projected = vectors.transpose().mmul(moment);
  let { prior, noise } = start;
  for (let round = 0; round < ROUNDS; round++) {
    const mean = vectors.mmul(
      Matrix.mul(projected.clone().mulColumnVector([...scales.map((scale) => 1 / (prior + noise * scale))]), noise),
    );
    const effective = scales.reduce((total, scale) => total + (noise * scale) / (prior + noise * scale), 0);
    const squares = mean.to1DArray().reduce((total, w) => total + w * w, 0);
    const next = { prior: (outputs * effective) / squares, noise: (outputs * (count - effective)) / residuals(statistics, mean) };
    for (const [name, value] of Object.entries(next))
      if (!(value > 0 && value < 1e16))
        throw new Error(
          `${where}: the evidence has no maximum: the precision of the ${name} goes to ${value} (${count} examples, ${gram.rows} features)`,
        );
    const change = Math.max(Math.abs(next.prior / prior - 1), Math.abs(next.noise / noise - 1));
    ({ prior, noise } = next);
    if (change < SETTLED) break;
  }
  return { prior, noise };
}
