import { Matrix } from "ml-matrix";
import { positiveDefinite } from "../../algebra/symmetric.ts";
import { expectFunction, expectList, expectNumber, expectOptions, expectPositive, expectWhole } from "../../settings.ts";

/** A model of a few weights: log p(y, w), unnormalised as a density of w. */
export type LogJoint = (weights: readonly number[]) => number;

/** Where the evidence is looked for, and how finely. */
export interface GridEvidenceOptions {
  /** Number of weights, 1 to 4: the grid has `side` to this power places. */
  readonly weights: number;
  /** Largest standard deviation that the posterior of a weight can have: that of its prior. */
  readonly stdDev: number;
  /** Places along each axis. @default 33 */
  readonly side?: number;
}

/** Standard deviations from the mode to the edge of the grid. */
const width = 6;

/**
 * log p(y) of a model of a few weights, in float64: Newton's method along each axis in turn finds the mode, then the rectangle rule sums the density on a
 * grid of 6 standard deviations each way. Exact to many digits for one smooth mode, because the integrand vanishes at the grid's edge.
 *
 *   log integral of exp(log p(y, w)) dw
 *
 * Correlated weights are wider than the curvature along an axis tells: the grid takes twice the standard deviations of that, at most `stdDev`.
 *
 * @units nats
 * @throws for more than 4 weights, and a stdDev that is not above 0
 */
export function gridEvidence(logJoint: LogJoint, options: GridEvidenceOptions): number {
  const where = "gridEvidence";
  expectFunction(where, "logJoint", logJoint);
  expectOptions<GridEvidenceOptions>(where, options, { weights: true, stdDev: true, side: true });
  const { weights, stdDev, side = 33 } = options;
  expectWhole(where, "weights", weights);
  if (weights > 4) throw new Error(`${where}: weights is ${weights}, expected 4 at most`);
  expectPositive(where, "stdDev", stdDev);
  expectWhole(where, "side", side, 2);
  const axes = Array.from({ length: weights }, (_, axis) => axis);
  const mode = axes.map(() => 0);
  for (let sweep = 0; sweep < 200; sweep++)
    for (const axis of axes) {
      const { slope, bend } = along(logJoint, mode, axis);
      mode[axis]! -= slope / bend;
    }
  const wide = axes.map((axis) => Math.min(stdDev, 2 / Math.sqrt(-along(logJoint, mode, axis).bend)));
  const steps = wide.map((one) => (2 * width * one) / (side - 1));
  const values: number[] = [];
  for (let place = 0; place < side ** weights; place++) {
    const at = axes.map((axis) => {
      const own = Math.floor(place / side ** (weights - 1 - axis)) % side;
      return mode[axis]! - width * wide[axis]! + own * steps[axis]!;
    });
    values.push(logJoint(at));
  }
  const highest = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const sum = values.reduce((total, value) => total + Math.exp(value - highest), 0);
  return highest + Math.log(sum) + Math.log(steps.reduce((volume, step) => volume * step, 1));
}

/** First and second derivative along an axis, by central differences. */
function along(logJoint: LogJoint, at: readonly number[], axis: number, h = 1e-3) {
  const [below, here, above] = [-h, 0, h].map((by) => logJoint(at.with(axis, at[axis]! + by))) as [number, number, number];
  return { slope: (above - below) / (2 * h), bend: (above - 2 * here + below) / h ** 2 };
}

/** What a Gaussian is compared with. */
export interface GaussianDivergenceOptions {
  /** The posterior, unnormalised. */
  readonly logJoint: LogJoint;
  /** log p(y), as `gridEvidence` gives it. */
  readonly logEvidence: number;
}

/**
 * KL[q || posterior] of a Gaussian q of which draws are at hand.
 *
 *   -1/2 log det(2 pi e S) - mean over draws of log p(y, w) + log p(y),  S the draws' covariance
 *
 * @shape draws [draws][weights]
 * @units nats
 * @returns Infinity where the draws have no spread in some direction
 * @throws for fewer draws than weights and one, and draws of several lengths
 */
export function gaussianDivergence(draws: readonly (readonly number[])[], options: GaussianDivergenceOptions): number {
  const where = "gaussianDivergence";
  expectList(where, "draws", draws);
  expectOptions<GaussianDivergenceOptions>(where, options, { logJoint: true, logEvidence: true });
  const { logJoint, logEvidence } = options;
  expectFunction(where, "logJoint", logJoint);
  expectNumber(where, "logEvidence", logEvidence);
  for (const [i, draw] of draws.entries()) {
    expectList(where, `draws[${i}]`, draw);
    for (const [axis, value] of draw.entries()) expectNumber(where, `draws[${i}][${axis}]`, value);
  }
  const weights = draws[0]?.length ?? 0;
  for (const [i, draw] of draws.entries()) {
    if (draw.length !== weights) throw new Error(`${where}: draws[${i}] has ${draw.length} weights, draws[0] ${weights}, expected as many`);
  }
  if (draws.length <= weights) throw new Error(`${where}: there are ${draws.length} draws of ${weights} weights, expected more`);
  if (draws[0]!.some((value, axis) => draws.every((draw) => draw[axis] === value))) return Number.POSITIVE_INFINITY;
  const covariance = positiveDefinite(covarianceOf(draws));
  if (!covariance) return Number.POSITIVE_INFINITY;
  const entropy = 0.5 * covariance.logDeterminant + (weights / 2) * Math.log(2 * Math.PI * Math.E);
  return logEvidence - entropy - draws.reduce((sum, draw) => sum + logJoint(draw), 0) / draws.length;
}

/** That of a sample. @shape [weights, weights] */
function covarianceOf(draws: readonly (readonly number[])[]): Matrix {
  const centre = draws[0]!.map((_, axis) => draws.reduce((sum, draw) => sum + draw[axis]!, 0) / draws.length);
  const off = new Matrix(draws.map((draw) => draw.map((value, axis) => value - centre[axis]!)));
  return off
    .transpose()
    .mmul(off)
    .div(draws.length - 1);
}
