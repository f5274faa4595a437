// Pooling over windows of [planes, height, width]. The maximum's gradient goes to the first place that holds it, and where a window holds
// NaN, which is its maximum, to the last NaN: as in PyTorch.
import { int, minimum, pointer } from "./arguments";
import { LONG_AXIS, sumInFloat64 } from "./reduce";
import { splat } from "./simd-math";

const PLANES: i32 = 32;

/** ints: x, y, planes, height, width, size, stride, oh, ow, average (1) or maximum (0) */
export function pool(job: usize, chunk: i32): void {
  const h = int(job, 3), w = int(job, 4), size = int(job, 5), s = int(job, 6), oh = int(job, 7), ow = int(job, 8);
  const end = minimum(int(job, 2), (chunk + 1) * PLANES);
  const fast = int(job, 9) == 0 && size == 2 && s == 2;
  const long = int(job, 9) != 0 && size * size > LONG_AXIS;
  for (let plane = chunk * PLANES; plane < end; plane++) {
    const x = pointer(job, 0) + (<usize>(plane * h * w) << 2);
    let y = pointer(job, 1) + (<usize>(plane * oh * ow) << 2);
    for (let oy: i32 = 0; oy < oh; oy++) {
      let ox: i32 = 0;
      if (fast) {
        let top = x + (<usize>(2 * oy * w) << 2);
        const below = <usize>w << 2;
        for (; ox + 4 <= ow; ox += 4, top += 32, y += 16) {
          const left = f32x4.max(v128.load(top), v128.load(top + below));
          const right = f32x4.max(v128.load(top, 16), v128.load(top + below, 16));
          v128.store(y, f32x4.max(v128.shuffle<i32>(left, right, 0, 2, 4, 6), v128.shuffle<i32>(left, right, 1, 3, 5, 7)));
        }
      }
      for (; ox < ow; ox++, y += 4) {
        if (long) {
          let total: f64 = 0;
          for (let ky: i32 = 0; ky < size; ky++) total += sumInFloat64(x + (<usize>((oy * s + ky) * w + ox * s) << 2), size);
          store<f32>(y, <f32>(total / <f64>size / <f64>size));
          continue;
        }
        let best: f32 = -Infinity;
        let total: f32 = 0;
        for (let ky: i32 = 0; ky < size; ky++)
          for (let kx: i32 = 0; kx < size; kx++) {
            const value = load<f32>(x + (<usize>((oy * s + ky) * w + ox * s + kx) << 2));
            total += value;
            best = max(best, value);
          }
        store<f32>(y, int(job, 9) != 0 ? total / <f32>(size * size) : best);
      }
    }
  }
}

// Adds the upstream value at the place of dx that holds the maximum of x's window.
// @ts-ignore: decorator
@inline function giveToLargest(x: usize, dx: usize, size: i32, width: i32, upstream: f32): void {
  let best: f32 = load<f32>(x);
  let where: usize = 0;
  for (let ky: i32 = 0; ky < size; ky++)
    for (let kx: i32 = 0; kx < size; kx++) {
      const offset = <usize>(ky * width + kx) << 2;
      const value = load<f32>(x + offset);
      const larger = value > best || value != value;
      best = larger ? value : best;
      where = larger ? offset : where;
    }
  store<f32>(dx + where, load<f32>(dx + where) + upstream);
}

/** ints: x, g, dx, planes, height, width, size, stride, oh, ow, average */
export function poolBackward(job: usize, chunk: i32): void {
  const h = int(job, 4), w = int(job, 5), size = int(job, 6), s = int(job, 7), oh = int(job, 8), ow = int(job, 9);
  const end = minimum(int(job, 3), (chunk + 1) * PLANES);
  const fast = int(job, 10) == 0 && size == 2 && s == 2;
  // each value of dx is stored by one window of four that are taken together
  const covered = fast && 2 * oh == h && 2 * ow == w && (ow & 3) == 0;
  const share: f32 = <f32>1 / <f32>(size * size);
  for (let plane = chunk * PLANES; plane < end; plane++) {
    const x = pointer(job, 0) + (<usize>(plane * h * w) << 2);
    let g = pointer(job, 1) + (<usize>(plane * oh * ow) << 2);
    const dx = pointer(job, 2) + (<usize>(plane * h * w) << 2);
    if (!covered) memory.fill(dx, 0, <usize>(h * w) << 2);
    for (let oy: i32 = 0; oy < oh; oy++) {
      let ox: i32 = 0;
      if (fast) {
        // windows of 2 x 2 that do not overlap: each value equal to the maximum, unless one before it was
        const below = <usize>w << 2;
        let at = <usize>(2 * oy * w) << 2;
        for (; ox + 4 <= ow; ox += 4, at += 32, g += 16) {
          const t0 = v128.load(x + at), t1 = v128.load(x + at, 16), b0 = v128.load(x + at + below), b1 = v128.load(x + at + below, 16);
          const v0 = v128.shuffle<i32>(t0, t1, 0, 2, 4, 6), v1 = v128.shuffle<i32>(t0, t1, 1, 3, 5, 7);
          const v2 = v128.shuffle<i32>(b0, b1, 0, 2, 4, 6), v3 = v128.shuffle<i32>(b0, b1, 1, 3, 5, 7);
          const holdsNaN = v128.or(v128.or(f32x4.ne(v0, v0), f32x4.ne(v1, v1)), v128.or(f32x4.ne(v2, v2), f32x4.ne(v3, v3)));
          if (v128.any_true(holdsNaN)) {
            const zero = splat(0);
            v128.store(dx + at, zero);
            v128.store(dx + at, zero, 16);
            v128.store(dx + at + below, zero);
            v128.store(dx + at + below, zero, 16);
            for (let window: usize = 0; window < 4; window++) giveToLargest(x + at + (window << 3), dx + at + (window << 3), 2, w, load<f32>(g + (window << 2)));
            continue;
          }
          const best = f32x4.pmax(f32x4.pmax(v0, v1), f32x4.pmax(v2, v3));
          const upstream = v128.load(g);
          const e0 = f32x4.eq(v0, best), e1 = f32x4.eq(v1, best), e2 = f32x4.eq(v2, best);
          const s1 = v128.or(e0, e1), s2 = v128.or(s1, e2);
          const g0 = v128.and(upstream, e0), g1 = v128.andnot(v128.and(upstream, e1), e0);
          const g2 = v128.andnot(v128.and(upstream, e2), s1), g3 = v128.andnot(upstream, s2);
          v128.store(dx + at, v128.shuffle<i32>(g0, g1, 0, 4, 1, 5));
          v128.store(dx + at, v128.shuffle<i32>(g0, g1, 2, 6, 3, 7), 16);
          v128.store(dx + at + below, v128.shuffle<i32>(g2, g3, 0, 4, 1, 5));
          v128.store(dx + at + below, v128.shuffle<i32>(g2, g3, 2, 6, 3, 7), 16);
        }
      }
      for (; ox < ow; ox++, g += 4) {
        const corner = <usize>((oy * s) * w + ox * s) << 2;
        const upstream = load<f32>(g);
        if (int(job, 10) != 0) {
          for (let ky: i32 = 0; ky < size; ky++)
            for (let kx: i32 = 0; kx < size; kx++) {
              const at = dx + corner + (<usize>(ky * w + kx) << 2);
              store<f32>(at, load<f32>(at) + upstream * share);
            }
          continue;
        }
        giveToLargest(x + corner, dx + corner, size, w, upstream);
      }
    }
  }
}
