import type { Tensor } from "@credence/tensor";

/** Values row by row, `width` of them in a row. */
export interface ReadValues {
  readonly values: ArrayLike<number>;
  readonly width: number;
}

/**
 * Looks once through all values, for what would make every weight or every prediction NaN.
 * @shape values [rows, ...]
 * @returns them
 * @throws for NaN and infinity, by row and column; columns count the values of a row
 */
export async function expectFinite(where: string, name: string, values: Tensor): Promise<ReadValues> {
  const list = await values.read();
  const width = Math.max(1, values.size / Math.max(1, values.shape[0] ?? 1));
  if (values.dtype === "int32") return { values: list, width };
  for (let i = 0; i < list.length; i++)
    if (!Number.isFinite(list[i]!)) {
      const [row, column] = [Math.floor(i / width), i % width];
      throw new Error(`${where}: ${name} is ${list[i]} in row ${row}, column ${column}, expected a finite number`);
    }
  return { values: list, width };
}

/**
 * Looks once through classes, before a step would find a bad one in some shuffled minibatch.
 * @throws for a label that is none of the classes, by row
 */
export async function expectClasses(where: string, name: string, { labels, classes }: { labels: Tensor; classes: number }): Promise<void> {
  const list = await labels.read();
  for (let row = 0; row < list.length; row++)
    if (list[row]! < 0 || list[row]! >= classes)
      throw new Error(`${where}: ${name} is ${list[row]} in row ${row}, expected a class from 0 to ${classes - 1}`);
}
