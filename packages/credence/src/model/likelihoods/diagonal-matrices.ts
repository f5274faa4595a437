import { multiply, reshape, type Tensor, tensor } from "@credence/tensor";

/** Each row as the diagonal of a matrix. @shape [batch, size] -> [batch, size, size] */
export function diagonalMatrices(rows: Tensor): Tensor {
  const [batch, size] = rows.shape as [number, number];
  const identity = tensor(
    Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0)),
    [1, size, size],
  );
  return multiply(reshape(rows, [batch, size, 1]), identity);
}
