import { type Key, normals } from "@credence/tensor";
import { Matrix } from "ml-matrix";
import { expectForm, expectKey, expectNotNegative, expectOptions, expectPositive } from "../../settings.ts";
import { linear } from "./bases/linear.ts";
import { type Basis, type InputRows, inputRows } from "./basis.ts";
import { joined, logEvidence, maximisedPrecisions, posteriorOf, precisionOf, type Statistics, statisticsOf } from "./linear-gaussian.ts";

/** Precisions and basis of a linear regression. */
export interface BayesianRidgeOptions {
  /** Functions of x. @default bases.linear() */
  readonly basis?: Basis;
  /** Of the weights: alpha, 1 / variance. 0 is a flat prior, which asks for features that the data tell apart. @default 1 */
  readonly priorPrecision?: number;
  /** Of the noise: beta, 1 / variance. @default 1 */
  readonly noisePrecision?: number;
}

/** Mean and variance of the target at each x, float64. */
export interface RidgePrediction {
  readonly mean: Float64Array;
  /** aleatoric + epistemic. */
  readonly variance: Float64Array;
  /** Of the noise: 1 / beta. */
  readonly aleatoric: number;
  /** Of the function: phi' A^-1 phi. */
  readonly epistemic: Float64Array;
}

/** A Gaussian belief about weights that are independent. */
export interface DiagonalGaussian {
  readonly mean: ArrayLike<number>;
  readonly stdDev: ArrayLike<number>;
}

/** What is believed of the weights of a linear regression after so many examples. Nothing of it changes: `update` gives another. */
export interface BayesianRidge {
  /** Examples seen. */
  readonly count: number;
  readonly priorPrecision: number;
  readonly noisePrecision: number;
  /** Posterior mean of the weights, [features]. */
  mean(): Float64Array;
  /** Posterior covariance of the weights, [features][features]. */
  covariance(): number[][];
  /** Of the target at new x. */
  predict(x: InputRows): RidgePrediction;
  /** log p(y | alpha, beta) of the examples seen, nats; -Infinity under a flat prior. */
  logEvidence(): number;
  /**
   * KL[q || posterior] of a Gaussian q under which the weights are independent, nats:
   *
   *   ( sum A_jj s_j^2 + (m - mu)' A (m - mu) - D - log |A| - sum log s_j^2 ) / 2
   *
   * @throws for another number of means or standard deviations than of weights
   */
  divergenceFrom(q: DiagonalGaussian): number;
  /** The q nearest to the posterior in that divergence, which no mean-field method passes: its mean, and variances 1 / A_jj. @see bishop2006, section 10.1.2 */
  meanField(): DiagonalGaussian;
  /** A function from the posterior: the same key gives the same function. */
  draw(key: Key): (x: InputRows) => Float64Array;
  /** The belief after more examples, equal to that of all at once. @throws for another number of x than of y, or of features than before */
  update(x: InputRows, y: ArrayLike<number>): BayesianRidge;
  /** The belief under the precisions that maximise the evidence. @throws without a maximum @see mackay1992 */
  maximiseEvidence(): BayesianRidge;
}

/**
 * Exact Bayesian linear regression of one target in float64, for arrays of numbers: what `BayesianRidge` is in scikit-learn, with any basis, and
 * with precisions that are given until `maximiseEvidence` is called. Examples come through `update`; before the first, the belief is the prior.
 *
 *   y = w' phi(x) + e,  w ~ N(0, I / alpha),  e ~ N(0, 1 / beta)
 *
 * @throws for a prior precision below 0 and a noise precision that is not above 0
 * @see bishop2006, section 3.3
 * @example
 * const belief = bayesianRidge({ priorPrecision: 1, noisePrecision: 1, basis: bases.identity() }).update([1, 1], [2, 2]);
 * belief.mean() // => [1.3333]
 * belief.predict([3]).epistemic // => [3.0000]
 */
export function bayesianRidge(options: BayesianRidgeOptions = {}): BayesianRidge {
  const where = "bayesianRidge";
  expectOptions(where, options, { basis: true, priorPrecision: true, noisePrecision: true });
  const { basis = linear(), priorPrecision = 1, noisePrecision = 1 } = options;
  expectForm(where, "basis", basis, { methods: ["features"], expected: "one of bases, or an object with features(x)" });
  expectNotNegative(where, "priorPrecision", priorPrecision);
  expectPositive(where, "noisePrecision", noisePrecision);
  return belief({ basis, priorPrecision, noisePrecision }, undefined);
}

function belief(settings: Required<BayesianRidgeOptions>, statistics: Statistics | undefined): BayesianRidge {
  const where = "bayesianRidge";
  const { basis, priorPrecision, noisePrecision } = settings;
  const precisions = (features: number) => ({ prior: new Float64Array(features).fill(priorPrecision), noise: noisePrecision });
  const seen = (): Statistics => {
    if (!statistics) throw new Error(`${where}: no examples yet, expected update(x, y) first`);
    return statistics;
  };
  let known: ReturnType<typeof posteriorOf> | undefined;
  const posterior = () => {
    known ??= posteriorOf(where, seen(), precisions(seen().gram.rows));
    return known;
  };
  const design = (x: InputRows): Matrix => designMatrix(where, basis, { x, features: statistics?.gram.rows });
  return {
    count: statistics?.count ?? 0,
    priorPrecision,
    noisePrecision,
    mean: () => Float64Array.from(posterior().mean.to1DArray()),
    covariance: () => posterior().precision.solve(Matrix.eye(seen().gram.rows)).to2DArray(),
    predict(x) {
      const { mean, precision } = posterior();
      const rows = design(x);
      const solved = precision.solve(rows.transpose());
      const epistemic = Float64Array.from({ length: rows.rows }, (_, n) =>
        rows.getRow(n).reduce((total, phi, i) => total + phi * solved.get(i, n), 0),
      );
      const aleatoric = 1 / noisePrecision;
      return {
        mean: Float64Array.from(rows.mmul(mean).to1DArray()),
        variance: epistemic.map((value) => value + aleatoric),
        aleatoric,
        epistemic,
      };
    },
    logEvidence: () => logEvidence(seen(), precisions(seen().gram.rows), posterior()),
    divergenceFrom({ mean: m, stdDev }) {
      const { mean, precision } = posterior();
      const weights = mean.rows;
      if (m.length !== weights || stdDev.length !== weights)
        throw new Error(`${where}.divergenceFrom: ${m.length} means and ${stdDev.length} standard deviations, expected ${weights}`);
      const matrix = precisionOf(seen(), precisions(weights));
      const apart = Matrix.columnVector(Array.from(m, (value, i) => value - mean.get(i, 0)));
      let total = apart.transpose().mmul(matrix).mmul(apart).get(0, 0) - weights - precision.logDeterminant;
      for (let i = 0; i < weights; i++) total += matrix.get(i, i) * stdDev[i]! ** 2 - 2 * Math.log(stdDev[i]!);
      return total / 2;
    },
    meanField: () => ({
      mean: Float64Array.from(posterior().mean.to1DArray()),
      stdDev: Float64Array.from(precisionOf(seen(), precisions(seen().gram.rows)).diagonal(), (own) => 1 / Math.sqrt(own)),
    }),
    draw(key) {
      expectKey(`${where}.draw`, key);
      const { mean, precision } = posterior();
      const noise = precision.spread(normals(key, mean.rows));
      const weights = Matrix.columnVector(noise.map((value, i) => value + mean.get(i, 0)));
      return (x) => Float64Array.from(design(x).mmul(weights).to1DArray());
    },
    update(x, y) {
      const rows = design(x);
      if (rows.rows !== y.length) throw new Error(`${where}: y has ${y.length} targets, expected ${rows.rows}, one for each x`);
      const added = statisticsOf(rows, Matrix.columnVector(Array.from(y)));
      return belief(settings, statistics ? joined(statistics, added) : added);
    },
    maximiseEvidence() {
      const { prior, noise } = maximisedPrecisions(where, seen(), { prior: priorPrecision || 1, noise: noisePrecision });
      return belief({ basis, priorPrecision: prior, noisePrecision: noise }, statistics);
    },
  };
}

/** Features of each x as a row. @throws unless every row has as many numbers, all of them finite */
function designMatrix(
  where: string,
  basis: Basis,
  { x, features }: { readonly x: InputRows; readonly features: number | undefined },
): Matrix {
  const rows = inputRows(x).map((one) => Array.from(basis.features(one)));
  const expected = features ?? rows[0]?.length;
  for (const [n, row] of rows.entries()) {
    if (row.length !== expected) throw new Error(`${where}: ${basis.name} gives ${row.length} features of x ${n}, expected ${expected}`);
    if (!row.every(Number.isFinite)) throw new Error(`${where}: the features of x ${n} are [${row.join(", ")}], expected finite numbers`);
  }
  if (rows.length === 0) throw new Error(`${where}: x is empty, expected one example or more`);
  return new Matrix(rows);
}
