import { sum } from "./mathematics.ts";

export const transposed = (matrix: readonly number[][]): number[][] => matrix[0].map((_, column) => matrix.map((row) => row[column]));

/** Inverse and log determinant of a symmetric positive matrix, by Gauss-Jordan elimination. */
export function inverted(matrix: readonly number[][]): { inverse: number[][]; logDeterminant: number } {
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  let logDeterminant = 0;
  for (const [i, pivotRow] of rows.entries()) {
    const pivot = pivotRow[i];
    logDeterminant += Math.log(pivot);
    rows[i] = pivotRow.map((value) => value / pivot);
    for (const [k, row] of rows.entries()) if (k !== i) rows[k] = row.map((value, j) => value - row[i] * rows[i][j]);
  }
  return { inverse: rows.map((row) => row.slice(matrix.length)), logDeterminant };
}

/** scale times the matrix, plus `diagonal` on its diagonal. */
export const loaded = (matrix: readonly number[][], { scale, diagonal }: { scale: number; diagonal: number }): number[][] =>
  matrix.map((row, i) => row.map((value, j) => scale * value + (i === j ? diagonal : 0)));

export const dot = (a: readonly number[], b: readonly number[]): number => sum(a.map((value, i) => value * b[i]));
