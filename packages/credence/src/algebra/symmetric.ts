import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from "ml-matrix";

/** A symmetric matrix in float64 as V diag(values) V'. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  /** Columns are eigenvectors. */
  readonly vectors: Matrix;
}

/** Eigenvalues and eigenvectors of the symmetric part of a matrix, (A + A') / 2: rounding leaves products such as X'X not quite symmetric. */
export function symmetricEigen(matrix: Matrix): SymmetricEigen {
  if (matrix.rows === 0) return { values: new Float64Array(0), vectors: new Matrix(0, 0) };
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetricPart(matrix), { assumeSymmetric: true });
  return { values: Float64Array.from(realEigenvalues), vectors: eigenvectorMatrix };
}

/** The Cholesky factor of a positive definite matrix A = L L', and what is asked of it. */
export interface PositiveDefinite {
  /** A^-1 right. */
  solve(right: Matrix): Matrix;
  /** L'^-1 of a column: standard normals become draws of covariance A^-1. */
  spread(column: ArrayLike<number>): Float64Array;
  /** L^-1 of a column: deviations of covariance A become those of covariance I, so that |L^-1 z|^2 = z' A^-1 z. */
  whiten(column: ArrayLike<number>): Float64Array;
  /** log |A|. */
  readonly logDeterminant: number;
}

/**
 * Factors a positive definite matrix; undefined for one that is not, or whose smallest pivot is lost in rounding.
 *
 *   A = L L',  log |A| = 2 sum log L_ii
 */
export function positiveDefinite(matrix: Matrix): PositiveDefinite | undefined {
  const cholesky = new CholeskyDecomposition(symmetricPart(matrix));
  if (!cholesky.isPositiveDefinite()) return undefined;
  const lower = cholesky.lowerTriangularMatrix;
  const size = lower.rows;
  const rows = Float64Array.from(lower.to1DArray());
  let logDeterminant = 0;
  for (let i = 0; i < size; i++) {
    // a pivot is what the rows before leave of the diagonal: a part below the rounding of that diagonal is noise
    if (!(lower.get(i, i) ** 2 > size * Number.EPSILON * matrix.get(i, i))) return undefined;
    logDeterminant += 2 * Math.log(lower.get(i, i));
  }
  return {
    solve: (right) => cholesky.solve(right),
    spread(column) {
      const solved = Float64Array.from(column);
      for (let i = size - 1; i >= 0; i--) {
        solved[i]! /= lower.get(i, i);
        for (let j = 0; j < i; j++) solved[j]! -= lower.get(i, j) * solved[i]!;
      }
      return solved;
    },
    whiten(column) {
      const solved = Float64Array.from(column);
      for (let i = 0; i < size; i++) {
        let rest = solved[i]!;
        for (let j = 0; j < i; j++) rest -= rows[i * size + j]! * solved[j]!;
        solved[i] = rest / rows[i * size + i]!;
      }
      return solved;
    },
    logDeterminant,
  };
}

function symmetricPart(matrix: Matrix): Matrix {
  const size = matrix.rows;
  const symmetric = new Matrix(size, size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) symmetric.set(i, j, (matrix.get(i, j) + matrix.get(j, i)) / 2);
  return symmetric;
}
