// Matrix product: A packed into blocks of 4 rows [k][4], B into panels of 12 columns [k][12], a 4 x 12 tile of C in registers.
// On 128-bit vectors that is 12 accumulators, 3 of B and 1 of A: all 16 registers.
import { int, minimum, pointer } from "./arguments";
import { madd, splat } from "./simd-math";
import { threadScratch } from "./threads";

export const ROWS: i32 = 4;
export const COLUMNS: i32 = 12;
/** Depth of one pass: a panel of 12 x 384 floats is 18 KiB, so that it and the rows stay in a 32 KiB first-level cache. */
export const DEPTH: i32 = 384;

// how the packer finds B
export const B_ROWS: i32 = 0; // [k, n]
export const B_COLUMNS: i32 = 1; // [n, k]

// 4 x 4 transpose of rows r0..r3 into t0..t3, stored at 4 places
// @ts-ignore: decorator
@inline function storeTransposed(r0: v128, r1: v128, r2: v128, r3: v128, to: usize, stride: usize): void {
  const a = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
  const b = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
  const c = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
  const d = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(a, c, 0, 2));
  v128.store(to + stride, v128.shuffle<i64>(a, c, 1, 3));
  v128.store(to + 2 * stride, v128.shuffle<i64>(b, d, 0, 2));
  v128.store(to + 3 * stride, v128.shuffle<i64>(b, d, 1, 3));
}

/** Packs `lanes` (4 or 12) strided lines of length `depth` side by side: to[k][lane] = from[lane * stride + k]; missing lines are 0. */
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
    if (lanes == 12) {
      for (let k: i32 = 0; k < depth; k++, from += stride, to += 48) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        v128.store(to, v128.load(from, 32), 32);
      }
      return;
    }
    for (let k: i32 = 0; k < depth; k++, from += stride, to += step)
      for (let lane: usize = 0; lane < step; lane += 16) v128.store(to + lane, v128.load(from + lane));
    return;
  }
  for (let k: i32 = 0; k < depth; k++, from += stride, to += step)
    for (let lane: i32 = 0; lane < lanes; lane++)
      store<f32>(to + (<usize>lane << 2), lane < have ? load<f32>(from + (<usize>lane << 2)) : 0);
}

// One tile, full width. a: packed rows [k][4], b: packed panel [k][12].
function tile12(a: usize, b: usize, depth: i32, c: usize, ldc: usize, add: bool, rows: i32, columns: i32): void {
  let c00 = splat(0), c01 = splat(0), c02 = splat(0);
  let c10 = splat(0), c11 = splat(0), c12 = splat(0);
  let c20 = splat(0), c21 = splat(0), c22 = splat(0);
  let c30 = splat(0), c31 = splat(0), c32 = splat(0);
  const end = b + <usize>(depth & ~1) * 48;
  while (b < end) {
    let b0 = v128.load(b), b1 = v128.load(b, 16), b2 = v128.load(b, 32);
    let r = v128.load32_splat(a);
    c00 = madd(r, b0, c00); c01 = madd(r, b1, c01); c02 = madd(r, b2, c02);
    r = v128.load32_splat(a, 4);
    c10 = madd(r, b0, c10); c11 = madd(r, b1, c11); c12 = madd(r, b2, c12);
    r = v128.load32_splat(a, 8);
    c20 = madd(r, b0, c20); c21 = madd(r, b1, c21); c22 = madd(r, b2, c22);
    r = v128.load32_splat(a, 12);
    c30 = madd(r, b0, c30); c31 = madd(r, b1, c31); c32 = madd(r, b2, c32);
    b0 = v128.load(b, 48); b1 = v128.load(b, 64); b2 = v128.load(b, 80);
    r = v128.load32_splat(a, 16);
    c00 = madd(r, b0, c00); c01 = madd(r, b1, c01); c02 = madd(r, b2, c02);
    r = v128.load32_splat(a, 20);
    c10 = madd(r, b0, c10); c11 = madd(r, b1, c11); c12 = madd(r, b2, c12);
    r = v128.load32_splat(a, 24);
    c20 = madd(r, b0, c20); c21 = madd(r, b1, c21); c22 = madd(r, b2, c22);
    r = v128.load32_splat(a, 28);
    c30 = madd(r, b0, c30); c31 = madd(r, b1, c31); c32 = madd(r, b2, c32);
    a += 32;
    b += 96;
  }
  if ((depth & 1) != 0) {
    const b0 = v128.load(b), b1 = v128.load(b, 16), b2 = v128.load(b, 32);
    let r = v128.load32_splat(a);
    c00 = madd(r, b0, c00); c01 = madd(r, b1, c01); c02 = madd(r, b2, c02);
    r = v128.load32_splat(a, 4);
    c10 = madd(r, b0, c10); c11 = madd(r, b1, c11); c12 = madd(r, b2, c12);
    r = v128.load32_splat(a, 8);
    c20 = madd(r, b0, c20); c21 = madd(r, b1, c21); c22 = madd(r, b2, c22);
    r = v128.load32_splat(a, 12);
    c30 = madd(r, b0, c30); c31 = madd(r, b1, c31); c32 = madd(r, b2, c32);
  }
  storeRow(c, columns, add, c00, c01, c02);
  if (rows > 1) storeRow(c + ldc, columns, add, c10, c11, c12);
  if (rows > 2) storeRow(c + 2 * ldc, columns, add, c20, c21, c22);
  if (rows > 3) storeRow(c + 3 * ldc, columns, add, c30, c31, c32);
}

// Up to 4 columns: a quarter of the arithmetic for narrow outputs. The panel is still [k][12].
function tile4(a: usize, b: usize, depth: i32, c: usize, ldc: usize, add: bool, rows: i32, columns: i32): void {
  let c0 = splat(0), c1 = splat(0), c2 = splat(0), c3 = splat(0);
  for (let k: i32 = 0; k < depth; k++, a += 16, b += 48) {
    const b0 = v128.load(b);
    c0 = madd(v128.load32_splat(a), b0, c0);
    c1 = madd(v128.load32_splat(a, 4), b0, c1);
    c2 = madd(v128.load32_splat(a, 8), b0, c2);
    c3 = madd(v128.load32_splat(a, 12), b0, c3);
  }
  const zero = splat(0);
  storeRow(c, columns, add, c0, zero, zero);
  if (rows > 1) storeRow(c + ldc, columns, add, c1, zero, zero);
  if (rows > 2) storeRow(c + 2 * ldc, columns, add, c2, zero, zero);
  if (rows > 3) storeRow(c + 3 * ldc, columns, add, c3, zero, zero);
}

// @ts-ignore: decorator
@inline function storeFour(c: usize, add: bool, value: v128): void {
  v128.store(c, add ? f32x4.add(v128.load(c), value) : value);
}

function storeRow(c: usize, columns: i32, add: bool, v0: v128, v1: v128, v2: v128): void {
  if (columns >= 12) {
    storeFour(c, add, v0);
    storeFour(c + 16, add, v1);
    storeFour(c + 32, add, v2);
    return;
  }
  if (columns >= 4) storeFour(c, add, v0);
  if (columns >= 8) storeFour(c + 16, add, v1);
  const last = columns >= 8 ? v2 : columns >= 4 ? v1 : v0;
  const at = c + (<usize>(columns & ~3) << 2);
  const rest = columns & 3;
  if (rest > 0) store<f32>(at, (add ? load<f32>(at) : 0) + f32x4.extract_lane(last, 0));
  if (rest > 1) store<f32>(at, (add ? load<f32>(at, 4) : 0) + f32x4.extract_lane(last, 1), 4);
  if (rest > 2) store<f32>(at, (add ? load<f32>(at, 8) : 0) + f32x4.extract_lane(last, 2), 8);
}

/** All rows of a packed A against one packed panel: C[:, columns] (+)= A B for `depth` of the `total` depth A was packed with. */
export function multiplyPanel(a: usize, rows: i32, total: i32, from: i32, depth: i32, panel: usize, c: usize, ldc: usize, columns: i32, add: bool): void {
  const block = <usize>total << 4;
  let at = a + (<usize>from << 4);
  for (let r: i32 = 0; r < rows; r += ROWS, at += block, c += ldc << 2) {
    const have = minimum(ROWS, rows - r);
    if (columns > 4) tile12(at, panel, depth, c, ldc, add, have, columns);
    else tile4(at, panel, depth, c, ldc, add, have, columns);
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
  for (let block = first; block < end; block++) {
    const row = block * ROWS;
    const to = packed + (<usize>block * <usize>k << 4);
    if (int(job, 5) == 0) packLines(a + <usize>row * stride, stride, m - row, ROWS, k, to);
    else packRows(a + (<usize>row << 2), stride, m - row, ROWS, k, to);
  }
}

/**
 * C = A B with A packed. ints: packed a, b, c, m, n, k, ldb, ldc (floats), b transposed, batch strides of packed a, b, c (floats),
 * rows per chunk, columns per chunk, row chunks, column chunks; accumulate
 */
export function multiply(job: usize, chunk: i32): void {
  const m = int(job, 3), n = int(job, 4), k = int(job, 5);
  const ldb = <usize>int(job, 6) << 2;
  const ldc = <usize>int(job, 7) << 2;
  const columnChunks = int(job, 15);
  const perBatch = int(job, 14) * columnChunks;
  const batch = chunk / perBatch;
  const within = chunk - batch * perBatch;
  const firstRow = (within / columnChunks) * int(job, 12);
  const rows = minimum(int(job, 12), m - firstRow);
  const firstColumn = (within % columnChunks) * int(job, 13);
  const endColumn = minimum(n, firstColumn + int(job, 13));
  const a = pointer(job, 0) + (<usize>batch * <usize>int(job, 9) << 2) + (<usize>(firstRow / ROWS) * <usize>k << 4);
  const b = pointer(job, 1) + (<usize>batch * <usize>int(job, 10) << 2);
  const c = pointer(job, 2) + (<usize>batch * <usize>int(job, 11) << 2) + <usize>firstRow * ldc;
  const panel = threadScratch();
  for (let from: i32 = 0; from < k; from += DEPTH) {
    const depth = minimum(DEPTH, k - from);
    const add = from > 0 || int(job, 16) != 0;
    for (let column = firstColumn; column < endColumn; column += COLUMNS) {
      const columns = minimum(COLUMNS, endColumn - column);
      if (int(job, 8) == 0) packRows(b + <usize>from * ldb + (<usize>column << 2), ldb, columns, COLUMNS, depth, panel);
      else packLines(b + <usize>column * ldb + (<usize>from << 2), ldb, columns, COLUMNS, depth, panel);
      multiplyPanel(a, rows, k, from, depth, panel, c + (<usize>column << 2), ldc, columns, add);
    }
  }
}
