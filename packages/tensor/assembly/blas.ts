// A system BLAS behind the same chunks: the host's sgemm works on this memory in place. Row-major, C = (accumulate ? C : 0) + op(A) op(B).
import { int, minimum, pointer } from "./arguments";

// @ts-ignore: decorator
@external("host", "sgemm")
export declare function sgemm(transA: i32, transB: i32, m: i32, n: i32, k: i32, a: usize, lda: i32, b: usize, ldb: i32, accumulate: i32, c: usize, ldc: i32): void;

/** ints: a, b, c, m, n, k, lda, ldb, ldc, a transposed, b transposed, batch strides of a, b, c, rows per chunk, columns per chunk, row chunks, column chunks, accumulate */
export function blasMultiply(job: usize, chunk: i32): void {
  const columnChunks = int(job, 17);
  const perBatch = int(job, 16) * columnChunks;
  const batch = <usize>(chunk / perBatch);
  const within = chunk % perBatch;
  const row = (within / columnChunks) * int(job, 14);
  const column = (within % columnChunks) * int(job, 15);
  const rows = minimum(int(job, 14), int(job, 3) - row);
  const columns = minimum(int(job, 15), int(job, 4) - column);
  const lda = int(job, 6), ldb = int(job, 7), ldc = int(job, 8);
  const a = pointer(job, 0) + ((batch * <usize>int(job, 11) + <usize>(int(job, 9) == 0 ? row * lda : row)) << 2);
  const b = pointer(job, 1) + ((batch * <usize>int(job, 12) + <usize>(int(job, 10) == 0 ? column : column * ldb)) << 2);
  const c = pointer(job, 2) + ((batch * <usize>int(job, 13) + <usize>(row * ldc + column)) << 2);
  sgemm(int(job, 9), int(job, 10), rows, columns, int(job, 5), a, lda, b, ldb, int(job, 18), c, ldc);
}
