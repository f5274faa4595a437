// Tiles of C in registers: 4 rows of packed A [k][4] times a packed panel of B [k][COLUMNS], added up in the order of k.
// V8 has 15 vector registers to give. On 128 bits a 4 x 8 tile takes 8 accumulators, 2 of B, 1 of A and, without multiply-add, 1 for the product.
// In the wide module V8's pass joins neighbouring 128-bit operations into 256-bit ones, if all end in neighbouring stores that no branch
// decides about: a 4 x 16 tile that stores to scratch, merged into C by a function of its own.
import { madd, splat } from "./simd-math";
import { threadTile } from "./threads";

export const ROWS: i32 = 4;
export const COLUMNS: i32 = WIDE ? 16 : 8;
/** Bytes of a row of the packed panel. */
const STEP: usize = WIDE ? 64 : 32;

/** One block of up to 4 rows against one panel: C[rows, columns] (+)= A B; ldc in bytes. */
// @ts-ignore: decorator
@inline export function multiplyBlock(a: usize, b: usize, depth: i32, c: usize, ldc: usize, add: bool, rows: i32, columns: i32): void {
  if (columns <= 4) tile4(a, b, depth, c, ldc, add, rows, columns);
  else if (!WIDE || columns <= 8) tile8(a, b, depth, c, ldc, add, rows, columns);
  else {
    const tile = threadTile();
    tile16(a, b, depth, tile);
    if (rows == 4 && columns == 16) merge(tile, c, ldc, add);
    else mergePart(tile, c, ldc, add, rows, columns);
  }
}

function tile16(a: usize, b: usize, depth: i32, to: usize): void {
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
  v128.store(to, c00); v128.store(to, c01, 16); v128.store(to, c02, 32); v128.store(to, c03, 48);
  v128.store(to, c10, 64); v128.store(to, c11, 80); v128.store(to, c12, 96); v128.store(to, c13, 112);
  v128.store(to, c20, 128); v128.store(to, c21, 144); v128.store(to, c22, 160); v128.store(to, c23, 176);
  v128.store(to, c30, 192); v128.store(to, c31, 208); v128.store(to, c32, 224); v128.store(to, c33, 240);
}

// loads first: a store between them would keep V8 from joining what follows
// @ts-ignore: decorator
@inline function copyRow(tile: usize, c: usize): void {
  const t0 = v128.load(tile), t1 = v128.load(tile, 16), t2 = v128.load(tile, 32), t3 = v128.load(tile, 48);
  v128.store(c, t0);
  v128.store(c, t1, 16);
  v128.store(c, t2, 32);
  v128.store(c, t3, 48);
}

// @ts-ignore: decorator
@inline function addRow(tile: usize, c: usize): void {
  const t0 = f32x4.add(v128.load(c), v128.load(tile)), t1 = f32x4.add(v128.load(c, 16), v128.load(tile, 16));
  const t2 = f32x4.add(v128.load(c, 32), v128.load(tile, 32)), t3 = f32x4.add(v128.load(c, 48), v128.load(tile, 48));
  v128.store(c, t0);
  v128.store(c, t1, 16);
  v128.store(c, t2, 32);
  v128.store(c, t3, 48);
}

function merge(tile: usize, c: usize, ldc: usize, add: bool): void {
  const c1 = c + ldc, c2 = c1 + ldc, c3 = c2 + ldc;
  if (add) {
    addRow(tile, c);
    addRow(tile + 64, c1);
    addRow(tile + 128, c2);
    addRow(tile + 192, c3);
  } else {
    copyRow(tile, c);
    copyRow(tile + 64, c1);
    copyRow(tile + 128, c2);
    copyRow(tile + 192, c3);
  }
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
@inline function storeFour(c: usize, add: bool, value: v128): void {
  v128.store(c, add ? f32x4.add(v128.load(c), value) : value);
}

/** The first `columns` of 8 values. */
function storePart(c: usize, columns: i32, add: bool, v0: v128, v1: v128): void {
  if (columns >= 8) {
    storeFour(c, add, v0);
    storeFour(c + 16, add, v1);
    return;
  }
  if (columns >= 4) storeFour(c, add, v0);
  const last = columns >= 4 ? v1 : v0;
  const at = c + (<usize>(columns & ~3) << 2);
  const rest = columns & 3;
  if (rest > 0) store<f32>(at, (add ? load<f32>(at) : 0) + f32x4.extract_lane(last, 0));
  if (rest > 1) store<f32>(at, (add ? load<f32>(at, 4) : 0) + f32x4.extract_lane(last, 1), 4);
  if (rest > 2) store<f32>(at, (add ? load<f32>(at, 8) : 0) + f32x4.extract_lane(last, 2), 8);
}
