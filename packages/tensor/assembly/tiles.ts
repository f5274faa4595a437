// Tiles of C in registers: rows of packed A [k][4] times a packed panel of B [k][COLUMNS], added up in the order of k.
// V8 has 15 vector registers to give: 12 sums, 2 vectors of B and 1 of A are a tile of 6 rows with multiply-add. A processor that begins two
// multiply-adds a cycle and ends each after four needs 8 sums to be busy; those of 4 rows leave it no slack. Without multiply-add the product takes a
// register, and tiles have 4 rows.
// In the wide module V8's pass joins neighbouring 128-bit operations into 256-bit ones, if all end in neighbouring stores that no branch
// decides about: tiles of full panels store to C or add to it, two functions; others store to scratch, and a function merges that into C.
import { madd, splat } from "./simd-math";
import { threadTile } from "./threads";

export const ROWS: i32 = 4;
export const COLUMNS: i32 = WIDE ? 16 : 8;
/** Bytes of a row of the packed panel. */
const STEP: usize = WIDE ? 64 : 32;

/** Whether three blocks of 4 rows are two tiles of 6. */
export const SIXES: bool = ASC_FEATURE_RELAXED_SIMD;

/** One block of up to 4 rows against one panel: C[rows, columns] (+)= A B; ldc in bytes. */
// @ts-ignore: decorator
@inline export function multiplyBlock(a: usize, b: usize, depth: i32, c: usize, ldc: usize, add: bool, rows: i32, columns: i32): void {
  if (columns <= 4) tile4(a, b, depth, c, ldc, add, rows, columns);
  else if (!WIDE || columns <= 8) tile8(a, b, depth, c, ldc, add, rows, columns);
  else if (rows == 4 && columns == 16) {
    if (add) addFour(a, b, depth, c, ldc);
    else storeFour(a, b, depth, c, ldc);
  } else {
    const tile = threadTile();
    storeFour(a, b, depth, tile, 64);
    mergePart(tile, c, ldc, add, rows, columns);
  }
}

/** Three blocks of 4 rows, `block` bytes from one to the next, against one full panel. */
// @ts-ignore: decorator
@inline export function multiplyThreeBlocks(a: usize, block: usize, b: usize, depth: i32, c: usize, ldc: usize, add: bool): void {
  const second = a + block, third = second + block;
  const c4 = c + 4 * ldc, c6 = c4 + 2 * ldc, c8 = c6 + 2 * ldc;
  if (!WIDE) {
    six8(a, second, b, depth, c, c4, ldc, add);
    six8(third, second + 8, b, depth, c8, c6, ldc, add);
  } else if (add) {
    addSix(a, second, b, depth, c, c4, ldc);
    addSix(third, second + 8, b, depth, c8, c6, ldc);
  } else {
    storeSix(a, second, b, depth, c, c4, ldc);
    storeSix(third, second + 8, b, depth, c8, c6, ldc);
  }
}

function storeFour(a: usize, b: usize, depth: i32, c: usize, ldc: usize): void {
  four16(a, b, depth, c, ldc, false);
}

function addFour(a: usize, b: usize, depth: i32, c: usize, ldc: usize): void {
  four16(a, b, depth, c, ldc, true);
}

function storeSix(p: usize, q: usize, b: usize, depth: i32, c: usize, d: usize, ldc: usize): void {
  six16(p, q, b, depth, c, d, ldc, false);
}

function addSix(p: usize, q: usize, b: usize, depth: i32, c: usize, d: usize, ldc: usize): void {
  six16(p, q, b, depth, c, d, ldc, true);
}

// @ts-ignore: decorator
@inline function four16(a: usize, b: usize, depth: i32, c: usize, ldc: usize, add: bool): void {
  let c00 = splat(0), c01 = splat(0), c02 = splat(0), c03 = splat(0);
  let c10 = splat(0), c11 = splat(0), c12 = splat(0), c13 = splat(0);
  let c20 = splat(0), c21 = splat(0), c22 = splat(0), c23 = splat(0);
  let c30 = splat(0), c31 = splat(0), c32 = splat(0), c33 = splat(0);
  const end = b + (<usize>depth << 6);
  for (; b < end; a += 16, b += 64) {
    const b0 = v128.load(b), b1 = v128.load(b, 16), b2 = v128.load(b, 32), b3 = v128.load(b, 48);
    let r = v128.load32_splat(a);
    c00 = madd(r, b0, c00); c01 = madd(r, b1, c01); c02 = madd(r, b2, c02); c03 = madd(r, b3, c03);
    r = v128.load32_splat(a, 4);
    c10 = madd(r, b0, c10); c11 = madd(r, b1, c11); c12 = madd(r, b2, c12); c13 = madd(r, b3, c13);
    r = v128.load32_splat(a, 8);
    c20 = madd(r, b0, c20); c21 = madd(r, b1, c21); c22 = madd(r, b2, c22); c23 = madd(r, b3, c23);
    r = v128.load32_splat(a, 12);
    c30 = madd(r, b0, c30); c31 = madd(r, b1, c31); c32 = madd(r, b2, c32); c33 = madd(r, b3, c33);
  }
  const c1 = c + ldc, c2 = c1 + ldc, c3 = c2 + ldc;
  // loads first: a store between them would keep V8 from joining what follows
  if (add) {
    c00 = f32x4.add(v128.load(c), c00); c01 = f32x4.add(v128.load(c, 16), c01); c02 = f32x4.add(v128.load(c, 32), c02); c03 = f32x4.add(v128.load(c, 48), c03);
    c10 = f32x4.add(v128.load(c1), c10); c11 = f32x4.add(v128.load(c1, 16), c11); c12 = f32x4.add(v128.load(c1, 32), c12); c13 = f32x4.add(v128.load(c1, 48), c13);
    c20 = f32x4.add(v128.load(c2), c20); c21 = f32x4.add(v128.load(c2, 16), c21); c22 = f32x4.add(v128.load(c2, 32), c22); c23 = f32x4.add(v128.load(c2, 48), c23);
    c30 = f32x4.add(v128.load(c3), c30); c31 = f32x4.add(v128.load(c3, 16), c31); c32 = f32x4.add(v128.load(c3, 32), c32); c33 = f32x4.add(v128.load(c3, 48), c33);
  }
  v128.store(c, c00); v128.store(c, c01, 16); v128.store(c, c02, 32); v128.store(c, c03, 48);
  v128.store(c1, c10); v128.store(c1, c11, 16); v128.store(c1, c12, 32); v128.store(c1, c13, 48);
  v128.store(c2, c20); v128.store(c2, c21, 16); v128.store(c2, c22, 32); v128.store(c2, c23, 48);
  v128.store(c3, c30); v128.store(c3, c31, 16); v128.store(c3, c32, 32); v128.store(c3, c33, 48);
}

/** The 4 rows of the block at p, to c, and 2 of the block that q points into, to d. */
// @ts-ignore: decorator
@inline function six16(p: usize, q: usize, b: usize, depth: i32, c: usize, d: usize, ldc: usize, add: bool): void {
  let c00 = splat(0), c01 = splat(0), c02 = splat(0), c03 = splat(0);
  let c10 = splat(0), c11 = splat(0), c12 = splat(0), c13 = splat(0);
  let c20 = splat(0), c21 = splat(0), c22 = splat(0), c23 = splat(0);
  let c30 = splat(0), c31 = splat(0), c32 = splat(0), c33 = splat(0);
  let c40 = splat(0), c41 = splat(0), c42 = splat(0), c43 = splat(0);
  let c50 = splat(0), c51 = splat(0), c52 = splat(0), c53 = splat(0);
  const end = b + (<usize>depth << 6);
  for (; b < end; p += 16, q += 16, b += 64) {
    const b0 = v128.load(b), b1 = v128.load(b, 16), b2 = v128.load(b, 32), b3 = v128.load(b, 48);
    let r = v128.load32_splat(p);
    c00 = madd(r, b0, c00); c01 = madd(r, b1, c01); c02 = madd(r, b2, c02); c03 = madd(r, b3, c03);
    r = v128.load32_splat(p, 4);
    c10 = madd(r, b0, c10); c11 = madd(r, b1, c11); c12 = madd(r, b2, c12); c13 = madd(r, b3, c13);
    r = v128.load32_splat(p, 8);
    c20 = madd(r, b0, c20); c21 = madd(r, b1, c21); c22 = madd(r, b2, c22); c23 = madd(r, b3, c23);
    r = v128.load32_splat(p, 12);
    c30 = madd(r, b0, c30); c31 = madd(r, b1, c31); c32 = madd(r, b2, c32); c33 = madd(r, b3, c33);
    r = v128.load32_splat(q);
    c40 = madd(r, b0, c40); c41 = madd(r, b1, c41); c42 = madd(r, b2, c42); c43 = madd(r, b3, c43);
    r = v128.load32_splat(q, 4);
    c50 = madd(r, b0, c50); c51 = madd(r, b1, c51); c52 = madd(r, b2, c52); c53 = madd(r, b3, c53);
  }
  const c1 = c + ldc, c2 = c1 + ldc, c3 = c2 + ldc, d1 = d + ldc;
  if (add) {
    c00 = f32x4.add(v128.load(c), c00); c01 = f32x4.add(v128.load(c, 16), c01); c02 = f32x4.add(v128.load(c, 32), c02); c03 = f32x4.add(v128.load(c, 48), c03);
    c10 = f32x4.add(v128.load(c1), c10); c11 = f32x4.add(v128.load(c1, 16), c11); c12 = f32x4.add(v128.load(c1, 32), c12); c13 = f32x4.add(v128.load(c1, 48), c13);
    c20 = f32x4.add(v128.load(c2), c20); c21 = f32x4.add(v128.load(c2, 16), c21); c22 = f32x4.add(v128.load(c2, 32), c22); c23 = f32x4.add(v128.load(c2, 48), c23);
    c30 = f32x4.add(v128.load(c3), c30); c31 = f32x4.add(v128.load(c3, 16), c31); c32 = f32x4.add(v128.load(c3, 32), c32); c33 = f32x4.add(v128.load(c3, 48), c33);
    c40 = f32x4.add(v128.load(d), c40); c41 = f32x4.add(v128.load(d, 16), c41); c42 = f32x4.add(v128.load(d, 32), c42); c43 = f32x4.add(v128.load(d, 48), c43);
    c50 = f32x4.add(v128.load(d1), c50); c51 = f32x4.add(v128.load(d1, 16), c51); c52 = f32x4.add(v128.load(d1, 32), c52); c53 = f32x4.add(v128.load(d1, 48), c53);
  }
  v128.store(c, c00); v128.store(c, c01, 16); v128.store(c, c02, 32); v128.store(c, c03, 48);
  v128.store(c1, c10); v128.store(c1, c11, 16); v128.store(c1, c12, 32); v128.store(c1, c13, 48);
  v128.store(c2, c20); v128.store(c2, c21, 16); v128.store(c2, c22, 32); v128.store(c2, c23, 48);
  v128.store(c3, c30); v128.store(c3, c31, 16); v128.store(c3, c32, 32); v128.store(c3, c33, 48);
  v128.store(d, c40); v128.store(d, c41, 16); v128.store(d, c42, 32); v128.store(d, c43, 48);
  v128.store(d1, c50); v128.store(d1, c51, 16); v128.store(d1, c52, 32); v128.store(d1, c53, 48);
}

function mergePart(tile: usize, c: usize, ldc: usize, add: bool, rows: i32, columns: i32): void {
  for (let row: i32 = 0; row < rows; row++, tile += 64, c += ldc) {
    storePart(c, minimum8(columns), add, v128.load(tile), v128.load(tile, 16));
    if (columns > 8) storePart(c + 32, columns - 8, add, v128.load(tile, 32), v128.load(tile, 48));
  }
}

// @ts-ignore: decorator
@inline function minimum8(columns: i32): i32 {
  return columns < 8 ? columns : 8;
}

// The same on 128 bits.
function six8(p: usize, q: usize, b: usize, depth: i32, c: usize, d: usize, ldc: usize, add: bool): void {
  let c00 = splat(0), c01 = splat(0);
  let c10 = splat(0), c11 = splat(0);
  let c20 = splat(0), c21 = splat(0);
  let c30 = splat(0), c31 = splat(0);
  let c40 = splat(0), c41 = splat(0);
  let c50 = splat(0), c51 = splat(0);
  const end = b + <usize>depth * STEP;
  for (; b < end; p += 16, q += 16, b += STEP) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let r = v128.load32_splat(p);
    c00 = madd(r, b0, c00); c01 = madd(r, b1, c01);
    r = v128.load32_splat(p, 4);
    c10 = madd(r, b0, c10); c11 = madd(r, b1, c11);
    r = v128.load32_splat(p, 8);
    c20 = madd(r, b0, c20); c21 = madd(r, b1, c21);
    r = v128.load32_splat(p, 12);
    c30 = madd(r, b0, c30); c31 = madd(r, b1, c31);
    r = v128.load32_splat(q);
    c40 = madd(r, b0, c40); c41 = madd(r, b1, c41);
    r = v128.load32_splat(q, 4);
    c50 = madd(r, b0, c50); c51 = madd(r, b1, c51);
  }
  storeEight(c, add, c00, c01);
  storeEight(c + ldc, add, c10, c11);
  storeEight(c + 2 * ldc, add, c20, c21);
  storeEight(c + 3 * ldc, add, c30, c31);
  storeEight(d, add, c40, c41);
  storeEight(d + ldc, add, c50, c51);
}

function tile8(a: usize, b: usize, depth: i32, c: usize, ldc: usize, add: bool, rows: i32, columns: i32): void {
  let c00 = splat(0), c01 = splat(0);
  let c10 = splat(0), c11 = splat(0);
  let c20 = splat(0), c21 = splat(0);
  let c30 = splat(0), c31 = splat(0);
  const end = b + <usize>(depth & ~1) * STEP;
  while (b < end) {
    let b0 = v128.load(b), b1 = v128.load(b, 16);
    let r = v128.load32_splat(a);
    c00 = madd(r, b0, c00); c01 = madd(r, b1, c01);
    r = v128.load32_splat(a, 4);
    c10 = madd(r, b0, c10); c11 = madd(r, b1, c11);
    r = v128.load32_splat(a, 8);
    c20 = madd(r, b0, c20); c21 = madd(r, b1, c21);
    r = v128.load32_splat(a, 12);
    c30 = madd(r, b0, c30); c31 = madd(r, b1, c31);
    b0 = v128.load(b, STEP); b1 = v128.load(b, STEP + 16);
    r = v128.load32_splat(a, 16);
    c00 = madd(r, b0, c00); c01 = madd(r, b1, c01);
    r = v128.load32_splat(a, 20);
    c10 = madd(r, b0, c10); c11 = madd(r, b1, c11);
    r = v128.load32_splat(a, 24);
    c20 = madd(r, b0, c20); c21 = madd(r, b1, c21);
    r = v128.load32_splat(a, 28);
    c30 = madd(r, b0, c30); c31 = madd(r, b1, c31);
    a += 32;
    b += 2 * STEP;
  }
  if ((depth & 1) != 0) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let r = v128.load32_splat(a);
    c00 = madd(r, b0, c00); c01 = madd(r, b1, c01);
    r = v128.load32_splat(a, 4);
    c10 = madd(r, b0, c10); c11 = madd(r, b1, c11);
    r = v128.load32_splat(a, 8);
    c20 = madd(r, b0, c20); c21 = madd(r, b1, c21);
    r = v128.load32_splat(a, 12);
    c30 = madd(r, b0, c30); c31 = madd(r, b1, c31);
  }
  storePart(c, columns, add, c00, c01);
  if (rows > 1) storePart(c + ldc, columns, add, c10, c11);
  if (rows > 2) storePart(c + 2 * ldc, columns, add, c20, c21);
  if (rows > 3) storePart(c + 3 * ldc, columns, add, c30, c31);
}

// Up to 4 columns: half of the arithmetic for narrow outputs.
function tile4(a: usize, b: usize, depth: i32, c: usize, ldc: usize, add: bool, rows: i32, columns: i32): void {
  let c0 = splat(0), c1 = splat(0), c2 = splat(0), c3 = splat(0);
  for (let k: i32 = 0; k < depth; k++, a += 16, b += STEP) {
    const b0 = v128.load(b);
    c0 = madd(v128.load32_splat(a), b0, c0);
    c1 = madd(v128.load32_splat(a, 4), b0, c1);
    c2 = madd(v128.load32_splat(a, 8), b0, c2);
    c3 = madd(v128.load32_splat(a, 12), b0, c3);
  }
  const zero = splat(0);
  storePart(c, columns, add, c0, zero);
  if (rows > 1) storePart(c + ldc, columns, add, c1, zero);
  if (rows > 2) storePart(c + 2 * ldc, columns, add, c2, zero);
  if (rows > 3) storePart(c + 3 * ldc, columns, add, c3, zero);
}

// @ts-ignore: decorator
@inline function storeVector(c: usize, add: bool, value: v128): void {
  v128.store(c, add ? f32x4.add(v128.load(c), value) : value);
}

// @ts-ignore: decorator
@inline function storeEight(c: usize, add: bool, v0: v128, v1: v128): void {
  storeVector(c, add, v0);
  storeVector(c + 16, add, v1);
}

/** The first `columns` of 8 values. */
function storePart(c: usize, columns: i32, add: bool, v0: v128, v1: v128): void {
  if (columns >= 8) {
    storeEight(c, add, v0, v1);
    return;
  }
  if (columns >= 4) storeVector(c, add, v0);
  const last = columns >= 4 ? v1 : v0;
  const at = c + (<usize>(columns & ~3) << 2);
  const rest = columns & 3;
  if (rest > 0) store<f32>(at, (add ? load<f32>(at) : 0) + f32x4.extract_lane(last, 0));
  if (rest > 1) store<f32>(at, (add ? load<f32>(at, 4) : 0) + f32x4.extract_lane(last, 1), 4);
  if (rest > 2) store<f32>(at, (add ? load<f32>(at, 8) : 0) + f32x4.extract_lane(last, 2), 8);
}
