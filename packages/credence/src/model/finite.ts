import type { Tensor } from "@credence/tensor";
import { rowBlocks } from "./row-blocks.ts";

/**
 * Looks once through all values, for what would make every weight or every prediction NaN.
 * @shape values [rows, ...]
 * @throws for NaN and infinity, by row and column; columns count the values of a row
 */
export async function expectFinite(where: string, name: string, values: Tensor): Promise<void> {
  if (values.dtype === "int32") return;
  for await (const { values: block, from, width } of rowBlocks(values))
    for (let i = 0; i < block.length; i++)
      if (!Number.isFinite(block[i]!)) {
        const [row, column] = [from + Math.floor(i / width), i % width];
        throw new Error(`${where}: ${name} is ${block[i]} in row ${row}, column ${column}, expected a finite number`);
      }
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
