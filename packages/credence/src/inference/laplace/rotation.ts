import { matmul, reshape, type Tensor, tensor } from "@credence/tensor";
import type { Matrix } from "ml-matrix";

/**
 * An orthogonal matrix Q over the weights of a block: the identity (a diagonal curvature), one matrix of eigenvectors (a full one), or a Kronecker
 * product left (x) right, where weight (i, j) of [left, right] lies at i * right + j.
 */
export type Rotation =
  | { readonly kind: "identity"; readonly size: number }
  | { readonly kind: "dense"; readonly vectors: Matrix }
  | { readonly kind: "kronecker"; readonly left: Matrix; readonly right: Matrix };

/** Q v of one vector, float64. */
export function rotated(rotation: Rotation, v: Float64Array): Float64Array {
  if (rotation.kind === "identity") return v;
  if (rotation.kind === "dense") return times(rotation.vectors, v, (entry) => entry);
  return kroneckerTimes(rotation, v, (entry) => entry);
}

/** The diagonal of Q diag(spectrum) Q', float64. */
export function diagonalOf(rotation: Rotation, spectrum: Float64Array): Float64Array {
  if (rotation.kind === "identity") return spectrum;
  const squared = (entry: number) => entry * entry;
  if (rotation.kind === "dense") return times(rotation.vectors, spectrum, squared);
  return kroneckerTimes(rotation, spectrum, squared);
}

/** J Q of rows of gradients. @shape rows [count, size] -> [count, size] */
export function rotatedRows(rotation: Rotation, rows: Tensor): Tensor {
  if (rotation.kind === "identity") return rows;
  if (rotation.kind === "dense") return matmul(rows, engineMatrix(rotation.vectors));
  const [count, [left, right]] = [rows.shape[0]!, [rotation.left.rows, rotation.right.rows]];
  const inner = matmul(reshape(rows, [count * left, right]), engineMatrix(rotation.right));
  const outer = matmul(engineMatrix(rotation.left), reshape(inner, [count, left, right]), { transposeA: true });
  return reshape(outer, [count, left * right]);
}

const engineMatrix = (matrix: Matrix): Tensor => tensor(Float32Array.from(matrix.to1DArray()), [matrix.rows, matrix.columns]);

function times(matrix: Matrix, v: ArrayLike<number>, of: (entry: number) => number): Float64Array {
  return Float64Array.from({ length: matrix.rows }, (_, i) => {
    let total = 0;
    for (let j = 0; j < matrix.columns; j++) total += of(matrix.get(i, j)) * v[j]!;
    return total;
  });
}

// (L (x) R) v = L V R' with V the rows of v
function kroneckerTimes({ left, right }: { left: Matrix; right: Matrix }, v: Float64Array, of: (entry: number) => number): Float64Array {
  const [rows, columns] = [left.rows, right.rows];
  const inner = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) inner.set(times(right, v.subarray(i * columns, (i + 1) * columns), of), i * columns);
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < rows; k++) {
      const factor = of(left.get(i, k));
      for (let j = 0; j < columns; j++) result[i * columns + j]! += factor * inner[k * columns + j]!;
    }
  return result;
}
