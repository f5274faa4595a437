import { gatherRows, integers, keep } from "@credence/tensor";
import type { Data } from "credence";

/** Some rows of a data set. */
export function rowsAt({ x, y }: Data, rows: Int32Array): Data {
  const indices = integers(rows);
  const own = { x: keep(gatherRows(x, indices)), y: keep(gatherRows(y, indices)) };
  indices.dispose();
  return own;
}
