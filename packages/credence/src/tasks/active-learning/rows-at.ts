import { gatherRows, integers, scope, type Tensor } from "@credence/tensor";

/** Some rows of x, the caller's to dispose. @shape x [pool, ...] -> [rows, ...] */
export const rowsAt = (x: Tensor, rows: Int32Array): Tensor => scope(() => gatherRows(x, integers(rows)));
