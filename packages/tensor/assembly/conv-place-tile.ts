// The tile of the gradient of a convolution's kernel in registers, which reads images where they lie. Written for V8's pass that joins 128-bit operations.
import { madd, splat } from "./simd-math";

/**
 * 4 places of the kernel times outputs: to[row][lane] = sum over images and pixels of x_row[image + pixel] * panel[image + k][lane], k the number of
 * the pixel in the table of their offsets. An entry of `images`: bytes from x0..x3, bytes from the panel, which has 16 lanes in the wide module, else 8.
 */
export function placeTile(x0: usize, x1: usize, x2: usize, x3: usize, images: usize, imagesEnd: usize, table: usize, end: usize, panel: usize, to: usize): void {
  let c00 = splat(0), c01 = splat(0), c10 = splat(0), c11 = splat(0);
  let c20 = splat(0), c21 = splat(0), c30 = splat(0), c31 = splat(0);
  if (WIDE) {
    let c02 = splat(0), c03 = splat(0), c12 = splat(0), c13 = splat(0);
    let c22 = splat(0), c23 = splat(0), c32 = splat(0), c33 = splat(0);
    for (; images < imagesEnd; images += 8) {
      const image = <usize>load<u32>(images);
      let b = panel + <usize>load<u32>(images, 4);
      for (let at = table; at < end; at += 4, b += 64) {
        const offset = image + <usize>load<u32>(at);
        const q0 = x0 + offset, q1 = x1 + offset, q2 = x2 + offset, q3 = x3 + offset;
        const b0 = v128.load(b), b1 = v128.load(b, 16), b2 = v128.load(b, 32), b3 = v128.load(b, 48);
        let r = v128.load32_splat(q0);
        c00 = madd(r, b0, c00); c01 = madd(r, b1, c01); c02 = madd(r, b2, c02); c03 = madd(r, b3, c03);
        r = v128.load32_splat(q1);
        c10 = madd(r, b0, c10); c11 = madd(r, b1, c11); c12 = madd(r, b2, c12); c13 = madd(r, b3, c13);
        r = v128.load32_splat(q2);
        c20 = madd(r, b0, c20); c21 = madd(r, b1, c21); c22 = madd(r, b2, c22); c23 = madd(r, b3, c23);
        r = v128.load32_splat(q3);
        c30 = madd(r, b0, c30); c31 = madd(r, b1, c31); c32 = madd(r, b2, c32); c33 = madd(r, b3, c33);
      }
    }
    v128.store(to, c00); v128.store(to, c01, 16); v128.store(to, c02, 32); v128.store(to, c03, 48);
    v128.store(to, c10, 64); v128.store(to, c11, 80); v128.store(to, c12, 96); v128.store(to, c13, 112);
    v128.store(to, c20, 128); v128.store(to, c21, 144); v128.store(to, c22, 160); v128.store(to, c23, 176);
    v128.store(to, c30, 192); v128.store(to, c31, 208); v128.store(to, c32, 224); v128.store(to, c33, 240);
    return;
  }
  for (; images < imagesEnd; images += 8) {
    const image = <usize>load<u32>(images);
    let b = panel + <usize>load<u32>(images, 4);
    for (let at = table; at < end; at += 4, b += 32) {
      const offset = image + <usize>load<u32>(at);
      const q0 = x0 + offset, q1 = x1 + offset, q2 = x2 + offset, q3 = x3 + offset;
      const b0 = v128.load(b), b1 = v128.load(b, 16);
      let r = v128.load32_splat(q0);
      c00 = madd(r, b0, c00); c01 = madd(r, b1, c01);
      r = v128.load32_splat(q1);
      c10 = madd(r, b0, c10); c11 = madd(r, b1, c11);
      r = v128.load32_splat(q2);
      c20 = madd(r, b0, c20); c21 = madd(r, b1, c21);
      r = v128.load32_splat(q3);
      c30 = madd(r, b0, c30); c31 = madd(r, b1, c31);
    }
  }
  v128.store(to, c00); v128.store(to, c01, 16); v128.store(to, c10, 32); v128.store(to, c11, 48);
  v128.store(to, c20, 64); v128.store(to, c21, 80); v128.store(to, c30, 96); v128.store(to, c31, 112);
}
