// Matrix product: A packed into blocks of 4 rows [k][4], B into panels [k][COLUMNS], a tile of C in registers (tiles.ts).
import { int, minimum, pointer } from "./arguments";
import { splat } from "./simd-math";
import { threadScratch } from "./threads";
import { COLUMNS, ROWS, SIXES, multiplyBlock, multiplyThreeBlocks } from "./tiles";

/** Depth of one pass: a panel of 16 x 384 floats is 24 KiB, so that it and the rows stay in a 32 KiB first-level cache. */
export const DEPTH: i32 = 384;

/** Panels packed at once where rows of B lie as they are: 120 KiB, so that they stay in the second-level cache. */
const PANELS: i32 = WIDE ? 5 : 10;

// 4 x 4 transpose of rows r0..r3 into t0..t3, stored at 4 places
// @ts-ignore: decorator
@inline export function storeTransposed(r0: v128, r1: v128, r2: v128, r3: v128, to: usize, stride: usize): void {
  const a = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
  const b = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
  const c = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
  const d = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(a, c, 0, 2));
  v128.store(to + stride, v128.shuffle<i64>(a, c, 1, 3));
  v128.store(to + 2 * stride, v128.shuffle<i64>(b, d, 0, 2));
  v128.store(to + 3 * stride, v128.shuffle<i64>(b, d, 1, 3));
}

/** Packs `lanes` (a multiple of 4) strided lines of length `depth` side by side: to[k][lane] = from[lane * stride + k]; missing lines are 0. */
export function packLines(from: usize, stride: usize, have: i32, lanes: i32, depth: i32, to: usize): void {
  const step = <usize>lanes << 2;
  for (let lane: i32 = 0; lane < lanes; lane += 4) {
    const zero = splat(0);
    const line = from + <usize>lane * stride;
    const h1 = lane + 1 < have, h2 = lane + 2 < have, h3 = lane + 3 < have, h0 = lane < have;
    let at = to + (<usize>lane << 2);
    let k: i32 = 0;
    for (; k + 4 <= depth; k += 4, at += step << 2) {
      const p = line + (<usize>k << 2);
      if (h3) storeTransposed(v128.load(p), v128.load(p + stride), v128.load(p + 2 * stride), v128.load(p + 3 * stride), at, step);
      else
        storeTransposed(h0 ? v128.load(p) : zero, h1 ? v128.load(p + stride) : zero, h2 ? v128.load(p + 2 * stride) : zero, zero, at, step);
    }
    for (; k < depth; k++, at += step) {
      const p = line + (<usize>k << 2);
      store<f32>(at, h0 ? load<f32>(p) : 0);
      store<f32>(at, h1 ? load<f32>(p + stride) : 0, 4);
      store<f32>(at, h2 ? load<f32>(p + 2 * stride) : 0, 8);
      store<f32>(at, h3 ? load<f32>(p + 3 * stride) : 0, 12);
    }
  }
}

/** Packs `lanes` neighbouring values of each of `depth` rows: to[k][lane] = from[k * stride + lane]; missing lanes are 0. */
export function packRows(from: usize, stride: usize, have: i32, lanes: i32, depth: i32, to: usize): void {
  const step = <usize>lanes << 2;
  if (have >= lanes) {
    for (let k: i32 = 0; k < depth; k++, from += stride, to += step) {
      v128.store(to, v128.load(from));
      for (let lane: usize = 16; lane < step; lane += 16) v128.store(to + lane, v128.load(from + lane));
    }
    return;
  }
  const whole = <usize>(have & ~3) << 2, rest = have & 3;
  for (let k: i32 = 0; k < depth; k++, from += stride, to += step) {
    let lane: usize = 0;
    for (; lane < whole; lane += 16) v128.store(to + lane, v128.load(from + lane));
    if (rest > 0) v128.store(to + lane, loadFew(from + lane, rest)), lane += 16;
    for (; lane < step; lane += 16) v128.store(to + lane, splat(0));
  }
}

// 1, 2 or 3 values, and zeros
// @ts-ignore: decorator
@inline function loadFew(from: usize, count: i32): v128 {
  if (count == 1) return v128.load32_zero(from);
  const two = v128.load64_zero(from);
  return count == 2 ? two : v128.load32_lane(from, two, 2, 8);
}

/**
 * Packs `panels` neighbouring full panels at once, one behind the other: each row of B is read in one run of up to 256 bytes. Rows lie a page
 * apart and more, so that a panel at a time, 64 bytes of a row, would meet every page of B once for each panel.
 */
function packPanels(from: usize, stride: usize, panels: i32, depth: i32, to: usize): void {
  const size = <usize>depth * (COLUMNS << 2);
  for (let k: i32 = 0; k < depth; k++, from += stride, to += COLUMNS << 2) {
    let read = from, write = to;
    for (let panel: i32 = 0; panel < panels; panel++, read += COLUMNS << 2, write += size) {
      const first = v128.load(read), second = v128.load(read, 16);
      if (WIDE) {
        const third = v128.load(read, 32), fourth = v128.load(read, 48);
        v128.store(write, first);
        v128.store(write, second, 16);
        v128.store(write, third, 32);
        v128.store(write, fourth, 48);
      } else {
        v128.store(write, first);
        v128.store(write, second, 16);
      }
    }
  }
}

/** Values of a B that no second-level cache holds, 1 MiB. */
const FAR: i32 = 1 << 18;

/** Whether lines of B come from afar, and those of a panel fit a cache together: rows a multiple of 1,024 bytes apart would push each other out. */
function isFetched(values: i32, stride: usize): bool {
  return values > FAR && (stride & 1023) != 0;
}

let fetched: i32 = 0;

/**
 * Brings `count` lines, `stride` bytes from one to the next, into the first-level cache. WebAssembly has no prefetch; loads alone are so few instructions that
 * a processor has twice as many lines on their way as between the stores of packing. It is fastest where neighbouring loads meet different pages.
 */
function fetch(from: usize, stride: usize, count: i32): void {
  let total: i32 = 0;
  for (let i: i32 = 0; i + 4 <= count; i += 4, from += stride << 2)
    total += load<i32>(from) + load<i32>(from + stride) + load<i32>(from + 2 * stride) + load<i32>(from + 3 * stride);
  fetched = total; // kept, so that no optimiser leaves the loads out
}

/** All rows of a packed A against one packed panel: C[:, columns] (+)= A B for `depth` of the `total` depth A was packed with. */
export function multiplyPanel(a: usize, rows: i32, total: i32, from: i32, depth: i32, panel: usize, c: usize, ldc: usize, columns: i32, add: bool): void {
  const block = <usize>total << 4;
  let at = a + (<usize>from << 4);
  let r: i32 = 0;
  if (SIXES && columns == COLUMNS)
    for (; r + 3 * ROWS <= rows; r += 3 * ROWS, at += 3 * block, c += 3 * ROWS * ldc) multiplyThreeBlocks(at, block, panel, depth, c, ldc, add);
  for (; r < rows; r += ROWS, at += block, c += ROWS * ldc) {
    const have = minimum(ROWS, rows - r);
    multiplyBlock(at, panel, depth, c, ldc, add, have, columns);
  }
}

// `rows` rows of A, of which `have` exist, into blocks of 4 for `depth` steps of the sum.
function packBlocks(from: usize, stride: usize, transposed: bool, have: i32, rows: i32, depth: i32, to: usize): void {
  for (let row: i32 = 0; row < rows; row += ROWS, to += <usize>depth << 4) {
    if (transposed) packRows(from + (<usize>row << 2), stride, have - row, ROWS, depth, to);
    else packLines(from + <usize>row * stride, stride, have - row, ROWS, depth, to);
  }
}

/** Packs blocks of 4 rows of A. ints: a, packed, m, k, lda (floats), transposed, batch stride of a (floats), blocks per chunk, chunks per batch */
export function packA(job: usize, chunk: i32): void {
  const m = int(job, 2);
  const k = int(job, 3);
  const stride = <usize>int(job, 4) << 2;
  const batch = chunk / int(job, 8);
  const blocks = (m + ROWS - 1) / ROWS;
  const first = (chunk - batch * int(job, 8)) * int(job, 7);
  const end = minimum(blocks, first + int(job, 7));
  const a = pointer(job, 0) + (<usize>batch * <usize>int(job, 6) << 2);
  const packed = pointer(job, 1) + (<usize>batch * <usize>blocks * <usize>k << 4);
  const row = first * ROWS;
  const from = a + (int(job, 5) == 0 ? <usize>row * stride : <usize>row << 2);
  packBlocks(from, stride, int(job, 5) != 0, m - row, (end - first) * ROWS, k, packed + (<usize>first * <usize>k << 4));
}

/** Where a chunk packs its own rows of A: behind the panels. */
const OWN_ROWS: usize = <usize>PANELS * DEPTH * (COLUMNS << 2);

/**
 * C = A B. ints: a, b, c, m, n, k, ldb, ldc (floats), b transposed, batch strides of a, b, c (floats), rows per chunk,
 * row chunks, column chunks (panels of 16 columns, shared out evenly); accumulate; a as it is given (0 packed; 1 in rows, 2 in columns: each chunk packs
 * its own rows, which spares a pass through memory where few chunks meet the same), lda (floats)
 */
export function multiply(job: usize, chunk: i32): void {
  const m = int(job, 3), n = int(job, 4), k = int(job, 5);
  const ldb = <usize>int(job, 6) << 2;
  const ldc = <usize>int(job, 7) << 2;
  const columnChunks = int(job, 14);
  const perBatch = int(job, 13) * columnChunks;
  const batch = chunk / perBatch;
  const within = chunk - batch * perBatch;
  const firstRow = (within / columnChunks) * int(job, 12);
  const rows = minimum(int(job, 12), m - firstRow);
  const panels = (n + 15) >> 4, share = within % columnChunks;
  const firstColumn = (share * panels / columnChunks) << 4;
  const endColumn = minimum(n, ((share + 1) * panels / columnChunks) << 4);
  const given = int(job, 16);
  const lda = <usize>int(job, 17) << 2;
  const skip = given == 0 ? <usize>(firstRow / ROWS) * <usize>k << 4 : given == 1 ? <usize>firstRow * lda : <usize>firstRow << 2;
  const a = pointer(job, 0) + (<usize>batch * <usize>int(job, 9) << 2) + skip;
  const b = pointer(job, 1) + (<usize>batch * <usize>int(job, 10) << 2);
  const c = pointer(job, 2) + (<usize>batch * <usize>int(job, 11) << 2) + <usize>firstRow * ldc;
  const far = isFetched(n * k, ldb);
  const panel = threadScratch();
  const own = panel + OWN_ROWS;
  for (let from: i32 = 0; from < k; from += DEPTH) {
    const depth = minimum(DEPTH, k - from);
    if (given == 1) packBlocks(a + (<usize>from << 2), lda, false, m - firstRow, rows, depth, own);
    else if (given == 2) packBlocks(a + <usize>from * lda, lda, true, m - firstRow, rows, depth, own);
    const packed = given == 0 ? a : own, total = given == 0 ? k : depth, start = given == 0 ? from : 0;
    const add = from > 0 || int(job, 15) != 0;
    let column = firstColumn;
    if (int(job, 8) == 0)
      while (column + COLUMNS <= endColumn) {
        const lines = b + <usize>from * ldb + (<usize>column << 2);
        const group = far ? 1 : minimum(PANELS, (endColumn - column) / COLUMNS);
        if (far) fetch(lines, ldb, depth);
        packPanels(lines, ldb, group, depth, panel);
        let at = panel;
        for (let i: i32 = 0; i < group; i++, column += COLUMNS, at += <usize>depth * (COLUMNS << 2))
          multiplyPanel(packed, rows, total, start, depth, at, c + (<usize>column << 2), ldc, COLUMNS, add);
      }
    for (; column < endColumn; column += COLUMNS) {
      const columns = minimum(COLUMNS, endColumn - column);
      if (int(job, 8) == 0) packRows(b + <usize>from * ldb + (<usize>column << 2), ldb, columns, COLUMNS, depth, panel);
      else {
        const lines = b + <usize>column * ldb + (<usize>from << 2);
        if (far) for (let step: i32 = 0; step < depth; step += 16) fetch(lines + (<usize>step << 2), ldb, columns);
        packLines(lines, ldb, columns, COLUMNS, depth, panel);
      }
      multiplyPanel(packed, rows, total, start, depth, panel, c + (<usize>column << 2), ldc, columns, add);
    }
  }
}
