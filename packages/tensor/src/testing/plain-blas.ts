import type { SharedMemory } from "../engine/shared-memory.ts";
import type { Sgemm } from "../engine/worker-message.ts";

/** The matrix product by its definition, in place of a system BLAS: `engine.useBlas(plainBlas)` takes every path that one takes. */
export const openSgemm =
  (_path: string, memory: SharedMemory): Sgemm =>
  (transA, transB, m, n, k, a, lda, b, ldb, accumulate, c, ldc) => {
    const values = new Float32Array(memory.buffer);
    const [fromA, fromB, to] = [a >>> 2, b >>> 2, c >>> 2];
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let total = accumulate ? values[to + i * ldc + j]! : 0;
        for (let l = 0; l < k; l++)
          total += values[fromA + (transA ? l * lda + i : i * lda + l)]! * values[fromB + (transB ? j * ldb + l : l * ldb + j)]!;
        values[to + i * ldc + j] = total;
      }
  };

export const plainBlas = { name: "plain", path: "", module: import.meta.url, openSgemm };
