import { Matrix } from "ml-matrix";
import { type CurvatureBlock, denseEigen } from "./curvature.ts";
import type { GaussianBlock } from "./gaussian-block.ts";
import { diagonalOf } from "./rotation.ts";

/** A block of curvature, and what the prior is to know of its weights. */
export interface PriorBlock {
  readonly block: CurvatureBlock;
  /** Squares of the weights' distances from their prior means. */
  readonly squares: Float64Array;
  /** Which of the precisions each weight has. */
  readonly group: Int32Array;
}

/**
 * The posterior of a block under a prior precision for each of its weights, through the whitened curvature:
 *
 *   (H + D)^-1 = D^-1/2 Q (diag(l) + I)^-1 Q' D^-1/2,  D^-1/2 H D^-1/2 = Q diag(l) Q'
 */
export function underPrior({ block, group }: PriorBlock, precisions: readonly number[]): { gaussian: GaussianBlock; ratios: Float64Array } {
  const precision = Float64Array.from(group, (one) => precisions[one]!);
  const first = precision[0]!;
  const scale = precision.map((value) => 1 / Math.sqrt(value));
  let { rotation } = block;
  let ratios: Float64Array = block.eigenvalues.map((value) => value / first);
  if (precision.some((value) => value !== first)) {
    if (!block.matrix) throw new Error("laplace: a block without its matrix has one prior precision");
    const whitened = block.matrix
      .clone()
      .mulColumnVector([...scale])
      .mulRowVector([...scale]);
    const eigen = denseEigen(Matrix.checkMatrix(whitened));
    rotation = eigen.rotation;
    ratios = eigen.eigenvalues;
  }
  return { gaussian: { arrays: block.arrays, scale, rotation, spread: ratios.map((ratio) => 1 / Math.sqrt(1 + ratio)) }, ratios };
}

/**
 * log p(y) as the Laplace approximation has it, nats:
 *
 *   log p(y | w*) - (w* - m)' D (w* - m) / 2 - log |I + D^-1/2 H D^-1/2| / 2
 *
 * @see immer2021, eq. 5
 */
export function logMarginalLikelihood(
  blocks: readonly PriorBlock[],
  { precisions, logLikelihood }: { precisions: readonly number[]; logLikelihood: number },
): number {
  let total = logLikelihood;
  for (const one of blocks) {
    for (const ratio of underPrior(one, precisions).ratios) total -= Math.log1p(ratio) / 2;
    for (const [i, square] of one.squares.entries()) total -= (precisions[one.group[i]!]! * square) / 2;
  }
  return total;
}

/** When the fixed point is reached, and where it ends at the latest. */
const SETTLED = 1e-8;
const ROUNDS = 1000;
/** Bounds of a precision: without them weights that are 0, or data that say nothing of them, would take it to infinity. */
const [LOWEST, HIGHEST] = [1e-8, 1e8];

/**
 * The prior precisions, one for each group of weights, that maximise the marginal likelihood of a Laplace approximation around fixed weights, by
 * MacKay's fixed point:
 *
 *   d = (n - d tr (H + D)^-1) / |w* - m|^2,  over the n weights of the group
 *
 * @see mackay1992; immer2021
 */
export function maximisedPriorPrecisions(blocks: readonly PriorBlock[], groups: number): number[] {
  let precisions = new Array<number>(groups).fill(1);
  const squares = new Float64Array(groups);
  for (const one of blocks) for (const [i, square] of one.squares.entries()) squares[one.group[i]!]! += square;
  for (let round = 0; round < ROUNDS; round++) {
    const effective = new Float64Array(groups);
    for (const one of blocks) {
      const { gaussian, ratios } = underPrior(one, precisions);
      // 1 - d (H + D)^-1_ii of each weight
      const shares = diagonalOf(
        gaussian.rotation,
        ratios.map((ratio) => ratio / (1 + ratio)),
      );
      for (const [i, share] of shares.entries()) effective[one.group[i]!]! += share;
    }
    const next = precisions.map((_, group) => Math.min(HIGHEST, Math.max(LOWEST, effective[group]! / squares[group]!)) || HIGHEST);
    const change = Math.max(...next.map((value, group) => Math.abs(value / precisions[group]! - 1)));
    precisions = next;
    if (change < SETTLED) break;
  }
  return precisions;
}
