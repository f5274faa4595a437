// Tiles of a convolution in registers. Where the matrix product reads a packed panel (tiles.ts), these read the image where it lies: from
// tables of offsets, one for each step of the sum. Written for V8's pass that joins 128-bit operations, as in tiles.ts.
import { madd, splat } from "./simd-math";

/** Neighbouring pixels of one row that a tile takes together. */
export const GROUP: i32 = 8;
/** Such groups in a tile: 16 columns where V8 makes 256 bits of them, 8 where it does not. */
export const GROUPS: i32 = WIDE ? 2 : 1;

/**
 * 4 rows of a packed matrix [.., 4] times pixels: to[row][group][8] = sum over the table of a[offset][row] * pixels[offset + 0..8] for the groups of
 * pixels at p0 and, in the wide module, at p1. An entry of the table: bytes from p, bytes from a.
 */
export function pixelTile(a: usize, table: usize, end: usize, p0: usize, p1: usize, to: usize): void {
  let c00 = splat(0), c01 = splat(0), c10 = splat(0), c11 = splat(0);
  let c20 = splat(0), c21 = splat(0), c30 = splat(0), c31 = splat(0);
  if (WIDE) {
    let c02 = splat(0), c03 = splat(0), c12 = splat(0), c13 = splat(0);
    let c22 = splat(0), c23 = splat(0), c32 = splat(0), c33 = splat(0);
    for (; table < end; table += 8) {
      const offset = <usize>load<u32>(table), at = a + <usize>load<u32>(table, 4);
      const q0 = p0 + offset, q1 = p1 + offset;
      const b0 = v128.load(q0), b1 = v128.load(q0, 16), b2 = v128.load(q1), b3 = v128.load(q1, 16);
      let r = v128.load32_splat(at);
      c00 = madd(r, b0, c00); c01 = madd(r, b1, c01); c02 = madd(r, b2, c02); c03 = madd(r, b3, c03);
      r = v128.load32_splat(at, 4);
      c10 = madd(r, b0, c10); c11 = madd(r, b1, c11); c12 = madd(r, b2, c12); c13 = madd(r, b3, c13);
      r = v128.load32_splat(at, 8);
      c20 = madd(r, b0, c20); c21 = madd(r, b1, c21); c22 = madd(r, b2, c22); c23 = madd(r, b3, c23);
      r = v128.load32_splat(at, 12);
      c30 = madd(r, b0, c30); c31 = madd(r, b1, c31); c32 = madd(r, b2, c32); c33 = madd(r, b3, c33);
    }
    v128.store(to, c00); v128.store(to, c01, 16); v128.store(to, c02, 32); v128.store(to, c03, 48);
    v128.store(to, c10, 64); v128.store(to, c11, 80); v128.store(to, c12, 96); v128.store(to, c13, 112);
    v128.store(to, c20, 128); v128.store(to, c21, 144); v128.store(to, c22, 160); v128.store(to, c23, 176);
    v128.store(to, c30, 192); v128.store(to, c31, 208); v128.store(to, c32, 224); v128.store(to, c33, 240);
    return;
  }
  for (; table < end; table += 8) {
    const at = a + <usize>load<u32>(table, 4), q0 = p0 + <usize>load<u32>(table);
    const b0 = v128.load(q0), b1 = v128.load(q0, 16);
    let r = v128.load32_splat(at);
    c00 = madd(r, b0, c00); c01 = madd(r, b1, c01);
    r = v128.load32_splat(at, 4);
    c10 = madd(r, b0, c10); c11 = madd(r, b1, c11);
    r = v128.load32_splat(at, 8);
    c20 = madd(r, b0, c20); c21 = madd(r, b1, c21);
    r = v128.load32_splat(at, 12);
    c30 = madd(r, b0, c30); c31 = madd(r, b1, c31);
  }
  v128.store(to, c00); v128.store(to, c01, 16); v128.store(to, c10, 32); v128.store(to, c11, 48);
  v128.store(to, c20, 64); v128.store(to, c21, 80); v128.store(to, c30, 96); v128.store(to, c31, 112);
}
