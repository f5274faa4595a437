import { multiply, type Tensor, tensor } from "@credence/tensor";
import { diagonalOf, type Rotation, rotated, rotatedRows } from "./rotation.ts";

/**
 * A Gaussian over some arrays of weights, one after the other, independent of the other blocks: its covariance is C C' of
 *
 *   C = diag(scale) Q diag(spread)
 */
export interface GaussianBlock {
  /** The network's names of its arrays, in order. */
  readonly arrays: readonly string[];
  readonly scale: Float64Array;
  readonly rotation: Rotation;
  readonly spread: Float64Array;
}

/** C e: standard normals as a deviation from the mean. */
export const deviation = ({ scale, rotation, spread }: GaussianBlock, e: ArrayLike<number>): Float64Array =>
  rotated(
    rotation,
    spread.map((value, i) => value * e[i]!),
  ).map((value, i) => value * scale[i]!);

/** The diagonal of C C'. */
export const variances = ({ scale, rotation, spread }: GaussianBlock): Float64Array =>
  diagonalOf(
    rotation,
    spread.map((value) => value * value),
  ).map((value, i) => value * scale[i]! ** 2);

/** J C: what makes the covariance of linearised outputs, (J C)(J C)'. @shape rows of J [count, size] */
export const spreadRows = ({ scale, rotation, spread }: GaussianBlock, rows: Tensor): Tensor =>
  multiply(rotatedRows(rotation, multiply(rows, vector(scale))), vector(spread));

const vector = (values: Float64Array): Tensor => tensor(Float32Array.from(values));

/** C C' itself. @shape [size, size] */
export function covarianceOf(block: GaussianBlock): number[][] {
  const size = block.spread.length;
  const unit = (j: number) => Float64Array.from({ length: size }, (_, i) => Number(i === j));
  const columns = Array.from({ length: size }, (_, j) => deviation(block, unit(j)));
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, k) => columns.reduce((total, column) => total + column[i]! * column[k]!, 0)),
  );
}
