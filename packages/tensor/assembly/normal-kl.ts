// Closed-form KL of mean-field Gaussian weights from a Gaussian prior, and its gradient.
import { float, int, minimum, pointer } from "./arguments";
import { DRAW_CHUNK, logStdDev, riseOf, stdDevOf, tailMask } from "./gaussian";
import { expNormal4, log1p4, madd, splat } from "./simd-math";

/** |s - s0| / (s + s0) below which log(s0 / s) + s^2 / (2 s0^2) - 1/2 keeps fewer than four digits as a difference: 2^-6. */
const NEARLY_EQUAL: f32 = 0.015625;

// The same for r = s / s0 = (1 + w) / (1 - w): (r^2 - 1)/2 - 2 atanh w = w^2 (2 (2 - w) / (1 - w)^2 - 2 w (1/3 + w^2/5 + ...))
// @ts-ignore: decorator
@inline function spreadOfNearlyEqual(w: v128): v128 {
  const z = f32x4.mul(w, w);
  const rest = f32x4.sub(splat(1), w);
  const quotient = f32x4.div(f32x4.sub(splat(4), f32x4.add(w, w)), f32x4.mul(rest, rest));
  return f32x4.mul(z, f32x4.sub(quotient, f32x4.mul(f32x4.add(w, w), madd(z, splat(0.2), splat(0.33333333333)))));
}

/**
 * Closed form KL[N(m, s) || N(m0, s0)] = log(s0 / s) + (s^2 + (m - m0)^2) / (2 s0^2) - 1/2, summed per chunk in float64.
 * ints: mean, rho, count, partial sums; floats: prior mean, 1 / prior variance, logarithm of the prior's standard deviation and itself
 */
export function normalKl(job: usize, chunk: i32): void {
  const start = chunk * DRAW_CHUNK;
  const end = minimum(int(job, 2), start + DRAW_CHUNK);
  const mean = pointer(job, 0), rho = pointer(job, 1);
  const m0 = splat(float(job, 0)), precision = splat(0.5 * float(job, 1)), constant = splat(float(job, 2) - 0.5), s0 = splat(float(job, 3));
  let total: f64 = 0;
  let i = start;
  while (i < end) {
    const stop = minimum(end, i + 256);
    let lanes = splat(0);
    for (; i < stop; i += 4) {
      const at = <usize>i << 2;
      const r = v128.load(rho + at);
      const s = stdDevOf(r);
      const z = f32x4.sub(v128.load(mean + at), m0);
      let value = f32x4.sub(madd(precision, madd(s, s, f32x4.mul(z, z)), constant), logStdDev(r, s));
      const away = f32x4.sub(s, s0), both = f32x4.add(s, s0);
      const near = f32x4.lt(f32x4.abs(away), f32x4.mul(both, splat(NEARLY_EQUAL)));
      if (v128.any_true(near)) value = v128.bitselect(madd(precision, f32x4.mul(z, z), spreadOfNearlyEqual(f32x4.div(away, both))), value, near);
      if (i + 4 > end) value = v128.and(value, tailMask(end - i));
      lanes = f32x4.add(lanes, value);
    }
    total += <f64>f32x4.extract_lane(lanes, 0) + <f64>f32x4.extract_lane(lanes, 1) + <f64>f32x4.extract_lane(lanes, 2) + <f64>f32x4.extract_lane(lanes, 3);
  }
  store<f64>(pointer(job, 3) + (<usize>chunk << 3), total);
}

/** ints: mean, rho, count, upstream (one value), gradients of mean and rho; floats: prior mean, 1 / prior variance */
export function normalKlBackward(job: usize, chunk: i32): void {
  const start = chunk * DRAW_CHUNK;
  const end = minimum(int(job, 2), start + DRAW_CHUNK);
  const g = v128.load32_splat(pointer(job, 3));
  const m0 = splat(float(job, 0)), precision = splat(float(job, 1));
  for (let i = start; i < end; i += 4) {
    const at = <usize>i << 2;
    const r = v128.load(pointer(job, 1) + at);
    const t = expNormal4(f32x4.neg(f32x4.abs(r)));
    const s = f32x4.add(f32x4.pmax(r, splat(0)), log1p4(t));
    const rise = riseOf(r, t);
    const pull = v128.bitselect(splat(1), f32x4.div(rise, s), f32x4.lt(r, splat(-15)));
    const m = f32x4.sub(v128.load(pointer(job, 0) + at), m0);
    v128.store(pointer(job, 4) + at, f32x4.mul(g, f32x4.mul(m, precision)));
    v128.store(pointer(job, 5) + at, f32x4.mul(g, f32x4.sub(f32x4.mul(f32x4.mul(s, rise), precision), pull)));
  }
}
