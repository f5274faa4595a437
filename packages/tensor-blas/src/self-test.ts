import type { Sgemm, SharedMemory } from "@credence/tensor";

const SIZES = [
  [1, 1, 1],
  [3, 5, 7],
  [17, 13, 19],
  [33, 70, 129],
] as const;
/** Rows lie further apart than they are long, as in the engine's unrolled images. */
const GAP = 3;

/**
 * Compares products with sums in float64: odd sizes, all transposes, with and without accumulation, into memory that holds NaN.
 *
 * @returns what is wrong, or undefined
 */
export function selfTest(openSgemm: (memory: SharedMemory) => Sgemm): string | undefined {
  const memory = new WebAssembly.Memory({ initial: 4, maximum: 4, shared: true });
  const values = new Float32Array(memory.buffer);
  const sgemm = openSgemm(memory);
  const a = 16;
  const b = a + 16384;
  const c = b + 24576;
  // every value is a small fraction, none equal to its neighbour
  for (let i = 0; i < c; i++) values[i] = ((i * 7919) % 201) / 100 - 1;
  for (const [m, n, k] of SIZES)
    for (const transA of [0, 1])
      for (const transB of [0, 1])
        for (const accumulate of [0, 1]) {
          const lda = (transA ? m : k) + GAP;
          const ldb = (transB ? k : n) + GAP;
          const ldc = n + GAP;
          values.fill(accumulate ? 0.5 : Number.NaN, c, c + m * ldc);
          sgemm(transA, transB, m, n, k, a * 4, lda, b * 4, ldb, accumulate, c * 4, ldc);
          for (let i = 0; i < m; i++)
            for (let j = 0; j < n; j++) {
              let expected = accumulate ? 0.5 : 0;
              let scale = 1;
              for (let p = 0; p < k; p++) {
                const term = values[a + (transA ? p * lda + i : i * lda + p)]! * values[b + (transB ? j * ldb + p : p * ldb + j)]!;
                expected += term;
                scale += Math.abs(term);
              }
              const got = values[c + i * ldc + j]!;
              // float32 rounding grows with the sum of the terms' sizes: k eps at most
              if (!(Math.abs(got - expected) <= scale * k * 2 ** -23))
                return `cblas_sgemm ${m}x${n}x${k}${transA ? ", A transposed" : ""}${transB ? ", B transposed" : ""}${accumulate ? ", accumulating" : ""}: ${got} at [${i}, ${j}], expected ${expected}`;
            }
        }
  return undefined;
}
