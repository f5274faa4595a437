import type { Tensor } from "@credence/tensor";
import { rowBlocks } from "./row-blocks.ts";

/**
 * Looks once through all values, for what would make every weight or every prediction NaN.
 * @shape values [rows, ...]
 * @throws for NaN and infinity, by row and column; columns count the values of a row
 */
export async function expectFinite(where: string, name: string, values: Tensor): Promise<void> {
  if (values.dtype !== "int32") await expectEach(`${where}: ${name}`, values, { holds: Number.isFinite, expected: "a finite number" });
}

/**
 * Looks once through targets that are chances of a 1: outside 0 to 1 their likelihood has no bound.
 * @shape values [rows, ...]
 * @throws for a value below 0 or above 1, by row and column
 */
export const expectChances = (where: string, name: string, values: Tensor): Promise<void> =>
  expectEach(`${where}: ${name}`, values, { holds: (value) => value >= 0 && value <= 1, expected: "0 to 1" });

async function expectEach(
  what: string,
  values: Tensor,
  { holds, expected }: { readonly holds: (value: number) => boolean; readonly expected: string },
): Promise<void> {
  for await (const { values: block, from, width } of rowBlocks(values))
    for (let i = 0; i < block.length; i++)
      if (!holds(block[i]!)) {
        const [row, column] = [from + Math.floor(i / width), i % width];
        throw new Error(`${what} is ${block[i]} in row ${row}, column ${column}, expected ${expected}`);
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
