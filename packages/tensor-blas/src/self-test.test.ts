import type { Sgemm, SharedMemory } from "@credence/tensor";
import { expect, test } from "vitest";
import { selfTest } from "./self-test.ts";

interface Fault {
  readonly ignoresTransposeA?: boolean;
  readonly ignoresTransposeB?: boolean;
  readonly alwaysAdds?: boolean;
  readonly neverAdds?: boolean;
  readonly swapsStrides?: boolean;
  readonly dropsTheLastTerm?: boolean;
}

/** A plain product in float32 with a fault of choice: what a broken library might do. */
const product =
  (fault: Fault) =>
  (memory: SharedMemory): Sgemm => {
    const values = new Float32Array(memory.buffer);
    return (transA, transB, m, n, k, a, lda, b, ldb, accumulate, c, ldc) => {
      if (fault.ignoresTransposeA) transA = 0;
      if (fault.ignoresTransposeB) transB = 0;
      if (fault.alwaysAdds) accumulate = 1;
      if (fault.neverAdds) accumulate = 0;
      if (fault.swapsStrides) ldc = n;
      if (fault.dropsTheLastTerm && k > 5) k--;
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++) {
          let total = accumulate ? values[c / 4 + i * ldc + j]! : 0;
          for (let p = 0; p < k; p++)
            total = Math.fround(
              total + values[a / 4 + (transA ? p * lda + i : i * lda + p)]! * values[b / 4 + (transB ? j * ldb + p : p * ldb + j)]!,
            );
          values[c / 4 + i * ldc + j] = total;
        }
    };
  };

test("a right product passes", () => expect(selfTest(product({}))).toBeUndefined());

test.each<[string, Fault, RegExp]>([
  ["ignores a transposed A", { ignoresTransposeA: true }, /3x5x7, A transposed: /],
  ["ignores a transposed B", { ignoresTransposeB: true }, /3x5x7, B transposed: /],
  ["adds to what is there, NaN included", { alwaysAdds: true }, /1x1x1: NaN at \[0, 0\]/],
  ["never accumulates", { neverAdds: true }, /1x1x1, accumulating: /],
  ["takes rows to lie side by side", { swapsStrides: true }, /3x5x7: .* at \[1, 0\]/],
  ["forgets a term of long sums", { dropsTheLastTerm: true }, /3x5x7: /],
])("a product that %s does not", (_, fault, message) => expect(selfTest(product(fault))).toMatch(message));
