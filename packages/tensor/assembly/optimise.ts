// Optimiser steps, in place.
import { float, int, minimum, pointer } from "./arguments";
import { madd, splat } from "./simd-math";

const CHUNK: i32 = 4096;

/**
 * Adam (Kingma & Ba 2015): m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2, w -= rate (m / c1) / (sqrt(v / c2) + eps), c = 1 - b^step.
 * ints: w, g, m, v, count; floats: rate / c1, 1 / sqrt(c2), b1, b2, 1 - b1, 1 - b2, eps, coupled weight decay, decoupled decay factor
 */
export function adam(job: usize, chunk: i32): void {
  const start = chunk * CHUNK;
  const count = minimum(CHUNK, int(job, 4) - start);
  const skip = <usize>start << 2;
  const w = pointer(job, 0) + skip, g = pointer(job, 1) + skip, m = pointer(job, 2) + skip, v = pointer(job, 3) + skip;
  const rate = splat(-float(job, 0)), root = splat(float(job, 1)), b1 = splat(float(job, 2)), b2 = splat(float(job, 3));
  const a1 = splat(float(job, 4)), a2 = splat(float(job, 5)), eps = splat(float(job, 6));
  const decay = splat(float(job, 7)), shrink = splat(float(job, 8));
  let i: i32 = 0;
  if (WIDE)
    for (; i + 8 <= count; i += 8) {
      const at = <usize>i << 2;
      const old0 = v128.load(w + at), old1 = v128.load(w + at, 16);
      const gradient0 = madd(decay, old0, v128.load(g + at)), gradient1 = madd(decay, old1, v128.load(g + at, 16));
      const first0 = madd(b1, v128.load(m + at), f32x4.mul(a1, gradient0)), first1 = madd(b1, v128.load(m + at, 16), f32x4.mul(a1, gradient1));
      const second0 = madd(b2, v128.load(v + at), f32x4.mul(a2, f32x4.mul(gradient0, gradient0)));
      const second1 = madd(b2, v128.load(v + at, 16), f32x4.mul(a2, f32x4.mul(gradient1, gradient1)));
      const new0 = madd(rate, f32x4.div(first0, madd(f32x4.sqrt(second0), root, eps)), f32x4.mul(old0, shrink));
      const new1 = madd(rate, f32x4.div(first1, madd(f32x4.sqrt(second1), root, eps)), f32x4.mul(old1, shrink));
      v128.store(m + at, first0);
      v128.store(m + at, first1, 16);
      v128.store(v + at, second0);
      v128.store(v + at, second1, 16);
      v128.store(w + at, new0);
      v128.store(w + at, new1, 16);
    }
  for (; i < count; i += 4) {
    const at = <usize>i << 2;
    const old = v128.load(w + at);
    const gradient = madd(decay, old, v128.load(g + at));
    const first = madd(b1, v128.load(m + at), f32x4.mul(a1, gradient));
    const second = madd(b2, v128.load(v + at), f32x4.mul(a2, f32x4.mul(gradient, gradient)));
    v128.store(m + at, first);
    v128.store(v + at, second);
    v128.store(w + at, madd(rate, f32x4.div(first, madd(f32x4.sqrt(second), root, eps)), f32x4.mul(old, shrink)));
  }
}

/** Stochastic gradient descent with momentum: v = momentum v + g + decay w, w -= rate v. ints: w, g, v or 0, count; floats: rate, momentum, decay */
export function sgd(job: usize, chunk: i32): void {
  const start = chunk * CHUNK;
  const count = minimum(CHUNK, int(job, 3) - start);
  const skip = <usize>start << 2;
  const w = pointer(job, 0) + skip, g = pointer(job, 1) + skip, velocity = pointer(job, 2);
  const rate = splat(-float(job, 0)), momentum = splat(float(job, 1)), decay = splat(float(job, 2));
  for (let i: i32 = 0; i < count; i += 4) {
    const at = <usize>i << 2;
    const old = v128.load(w + at);
    let move = madd(decay, old, v128.load(g + at));
    if (velocity != 0) {
      move = madd(momentum, v128.load(velocity + skip + at), move);
      v128.store(velocity + skip + at, move);
    }
    v128.store(w + at, madd(rate, move, old));
  }
}
