import {
  affine,
  concat,
  gatherRows,
  integers,
  matmul,
  scope,
  slice,
  sqrt,
  square,
  subtract,
  sum,
  type Tensor,
  topK,
  transpose,
} from "@credence/tensor";

/** Products of rows held at a time, 16 MiB. */
const HELD_PRODUCTS = 4 << 20;

/**
 * Euclidean distance of each row to its k-th nearest row of a bank; a row that is in the bank counts itself first.
 *
 *   |x - b|^2 = |x|^2 - 2 x b + |b|^2
 *
 * ranks the bank by matrix products; the distance itself is taken of the difference, so that near rows lose no digits.
 *
 * @shape rows [batch, features], bank [count, features] -> [batch]
 * @throws for a k that is no whole number from 1 to the rows of the bank
 */
export function distanceToNearest(
  rows: Tensor<"float32">,
  bank: Tensor<"float32">,
  { k, where }: { readonly k: number; readonly where: string },
): Tensor<"float32"> {
  const [count, width] = bank.shape as [number, number];
  if (!Number.isInteger(k) || k < 1 || k > count)
    throw new Error(`${where}: k is ${k}, expected a whole number from 1 to ${count}, the rows there are`);
  const batch = rows.shape[0]!;
  const size = Math.max(1, Math.floor(HELD_PRODUCTS / count));
  return scope(() => {
    // minus half the squared distance, but for |x|^2, which is the same for all of a row
    const columns = transpose(bank);
    const halfLengths = affine(sum(square(bank), { axis: -1 }), { scale: 0.5 });
    const parts: Tensor<"float32">[] = [];
    for (let from = 0; from < batch; from += size) {
      const own = Math.min(size, batch - from);
      parts.push(
        scope(() => {
          const asked = slice(rows, [from, 0], [own, width]);
          const nearness = subtract(matmul(asked, columns), halfLengths);
          const { indices } = topK(nearness, k);
          const places = Int32Array.from({ length: own }, (_, row) => indices[row * k + k - 1]!);
          return sqrt(sum(square(subtract(asked, gatherRows(bank, integers(places)))), { axis: -1 }));
        }),
      );
    }
    return concat(parts);
  });
}
