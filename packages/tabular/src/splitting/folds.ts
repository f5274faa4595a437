import { type Key, permutation } from "@credence/tensor";
import { type Column, textAt } from "../table.ts";

/** Folds that rows are divided into, each predicted by a fit without it. */
export const foldCount = 5;

/** Rows to divide: of classes each in the same shares, or those of one value of a column together. */
export interface RowsForFolds {
  readonly rows: Int32Array;
  readonly strata?: Int32Array | undefined;
  readonly group?: Column | undefined;
}

/** The fold of each row, from 0, by the key: folds of equal size, as far as groups allow. */
export function foldsOf({ rows, strata, group }: RowsForFolds, key: Key): Int32Array {
  const folds = new Int32Array(rows.length);
  if (group !== undefined) {
    const sizes = new Int32Array(foldCount);
    for (const places of shuffled([...byValue(rows, (_, row) => textAt(group, row) ?? "").values()], key)) {
      const smallest = sizes.indexOf(Math.min(...sizes));
      for (const place of places) folds[place] = smallest;
      sizes[smallest] += places.length;
    }
    return folds;
  }
  let next = 0;
  for (const [stratum, places] of byValue(rows, (place) => strata?.[place] ?? 0))
    for (const place of shuffled(places, key.child(stratum))) folds[place] = next++ % foldCount;
  return folds;
}

const shuffled = <Item>(items: readonly Item[], key: Key): Item[] => Array.from(permutation(key, items.length), (at) => items[at]);

/** Places of rows by a value of each. */
function byValue<Value>(rows: Int32Array, of: (place: number, row: number) => Value): Map<Value, number[]> {
  const groups = new Map<Value, number[]>();
  for (const [place, row] of rows.entries()) {
    const value = of(place, row);
    groups.get(value)?.push(place) ?? groups.set(value, [place]);
  }
  return groups;
}
