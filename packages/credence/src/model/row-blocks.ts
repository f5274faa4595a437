import type { Tensor, ValuesOf } from "@credence/tensor";

/** Numbers looked at together: 4 MiB, which the next block takes over. */
const TOGETHER = 2 ** 20;

/** Some whole rows of an array. */
export interface RowBlock {
  readonly values: ValuesOf["float32" | "int32"];
  /** Index of its first row. */
  readonly from: number;
  /** Values of a row. */
  readonly width: number;
}

/** Values of a row: columns, whatever axes they have. @shape x [rows, ...] */
export const rowWidth = (x: Tensor): number => Math.max(1, x.size / Math.max(1, x.shape[0] ?? 1));

/**
 * The values of an array, some rows at a time: to look at a data set once takes no second copy of it.
 * @shape x [rows, ...]
 */
export async function* rowBlocks(x: Tensor): AsyncGenerator<RowBlock, void, void> {
  const width = rowWidth(x);
  const rows = x.size / width;
  const together = Math.max(1, Math.floor(TOGETHER / width));
  for (let from = 0; from < rows; from += together) {
    const values = await x.read({ from: from * width, count: Math.min(together, rows - from) * width });
    yield { values, from, width };
  }
}
