// Closed-form KL of mean-field Gaussian weights from a Gaussian prior, with their variances where they are asked for, and its gradient.
import { float, int, minimum, pointer } from "./arguments";
import { DRAW_CHUNK, logStdDev, riseOf, stdDevOf, tailMask } from "./gaussian";
import { expNormal4, log1p4, madd, splat } from "./simd-math";
import { threadScratch } from "./threads";

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

// As the formula stands, of four weights.
// @ts-ignore: decorator
@inline function divergence(mean: v128, m0: v128, precision: v128, constant: v128, rho: v128, s: v128): v128 {
  const z = f32x4.sub(mean, m0);
  return f32x4.sub(madd(precision, madd(s, s, f32x4.mul(z, z)), constant), logStdDev(rho, s));
}

// Both arrays may be read and written to the end of a pair of vectors.
function squares(from: usize, to: usize, count: i32): void {
  for (let j: i32 = 0; j < count; j += 8) {
    const at = <usize>j << 2;
    const a = v128.load(from + at), b = v128.load(from + at, 16);
    v128.store(to + at, f32x4.mul(a, a));
    v128.store(to + at, f32x4.mul(b, b), 16);
  }
}

/**
 * Closed form KL[N(m, s) || N(m0, s0)] = log(s0 / s) + (s^2 + (m - m0)^2) / (2 s0^2) - 1/2, summed per chunk in float64.
 * ints: mean, rho, count, partial sums, variances or 0; floats: prior mean, 1 / prior variance, logarithm of the prior's standard deviation and itself
 */
export function normalKl(job: usize, chunk: i32): void {
  const start = chunk * DRAW_CHUNK;
  const end = minimum(int(job, 2), start + DRAW_CHUNK);
  const mean = pointer(job, 0), rho = pointer(job, 1), variance = pointer(job, 4);
  const m0 = splat(float(job, 0)), precision = splat(0.5 * float(job, 1)), constant = splat(float(job, 2) - 0.5), s0 = splat(float(job, 3));
  const deviations = threadScratch();
  const values = deviations + 1024;
  let total: f64 = 0;
  let i = start;
  while (i < end) {
    const stop = minimum(end, i + 256);
    // both arrays may be read, and the scratch written, to the end of a pair of vectors
    if (WIDE)
      for (let j: i32 = 0; j < stop - i; j += 8) {
        const from = <usize>(i + j) << 2, to = <usize>j << 2;
        const r1 = v128.load(rho + from), r2 = v128.load(rho + from, 16);
        const s1 = stdDevOf(r1), s2 = stdDevOf(r2);
        const v1 = divergence(v128.load(mean + from), m0, precision, constant, r1, s1), v2 = divergence(v128.load(mean + from, 16), m0, precision, constant, r2, s2);
        v128.store(deviations + to, s1);
        v128.store(deviations + to, s2, 16);
        v128.store(values + to, v1);
        v128.store(values + to, v2, 16);
      }
    if (WIDE && variance != 0) squares(deviations, variance + (<usize>i << 2), stop - i);
    const first = i;
    let lanes = splat(0);
    for (; i < stop; i += 4) {
      const at = <usize>i << 2, within = <usize>(i - first) << 2;
      const r = v128.load(rho + at);
      const s = WIDE ? v128.load(deviations + within) : stdDevOf(r);
      if (!WIDE && variance != 0) v128.store(variance + at, f32x4.mul(s, s));
      const m = v128.load(mean + at);
      let value = WIDE ? v128.load(values + within) : divergence(m, m0, precision, constant, r, s);
      const away = f32x4.sub(s, s0), both = f32x4.add(s, s0);
      const near = f32x4.lt(f32x4.abs(away), f32x4.mul(both, splat(NEARLY_EQUAL)));
      if (v128.any_true(near)) {
        const z = f32x4.sub(m, m0);
        value = v128.bitselect(madd(precision, f32x4.mul(z, z), spreadOfNearlyEqual(f32x4.div(away, both))), value, near);
      }
      if (i + 4 > end) value = v128.and(value, tailMask(end - i));
      lanes = f32x4.add(lanes, value);
    }
    total += <f64>f32x4.extract_lane(lanes, 0) + <f64>f32x4.extract_lane(lanes, 1) + <f64>f32x4.extract_lane(lanes, 2) + <f64>f32x4.extract_lane(lanes, 3);
  }
  store<f64>(pointer(job, 3) + (<usize>chunk << 3), total);
}

// @ts-ignore: decorator
@inline function meanSlope(mean: v128, m0: v128, precision: v128, g: v128): v128 {
  return f32x4.mul(g, f32x4.mul(f32x4.sub(mean, m0), precision));
}

// @ts-ignore: decorator
@inline function rhoSlope(r: v128, precision: v128, g: v128): v128 {
  const t = expNormal4(f32x4.neg(f32x4.abs(r)));
  const s = f32x4.add(f32x4.pmax(r, splat(0)), log1p4(t));
  const rise = riseOf(r, t);
  const pull = v128.bitselect(splat(1), f32x4.div(rise, s), f32x4.lt(r, splat(-15)));
  return f32x4.mul(g, f32x4.sub(f32x4.mul(f32x4.mul(s, rise), precision), pull));
}

/** ints: mean, rho, count, upstream (one value), gradients of mean and rho; floats: prior mean, 1 / prior variance */
export function normalKlBackward(job: usize, chunk: i32): void {
  const start = chunk * DRAW_CHUNK;
  const end = minimum(int(job, 2), start + DRAW_CHUNK);
  const g = v128.load32_splat(pointer(job, 3));
  const m0 = splat(float(job, 0)), precision = splat(float(job, 1));
  const mean = pointer(job, 0), rho = pointer(job, 1), toMean = pointer(job, 4), toRho = pointer(job, 5);
  let i = start;
  if (WIDE)
    for (; i + 8 <= end; i += 8) {
      const at = <usize>i << 2;
      const m1 = meanSlope(v128.load(mean + at), m0, precision, g), m2 = meanSlope(v128.load(mean + at, 16), m0, precision, g);
      const r1 = rhoSlope(v128.load(rho + at), precision, g), r2 = rhoSlope(v128.load(rho + at, 16), precision, g);
      v128.store(toMean + at, m1);
      v128.store(toMean + at, m2, 16);
      v128.store(toRho + at, r1);
      v128.store(toRho + at, r2, 16);
    }
  for (; i < end; i += 4) {
    const at = <usize>i << 2;
    v128.store(toMean + at, meanSlope(v128.load(mean + at), m0, precision, g));
    v128.store(toRho + at, rhoSlope(v128.load(rho + at), precision, g));
  }
}

// The same with the variance's own gradient: ds^2/drho = 2 s ds/drho.
// @ts-ignore: decorator
@inline function momentSlope(r: v128, precision: v128, g: v128, toVariance: v128): v128 {
  const t = expNormal4(f32x4.neg(f32x4.abs(r)));
  const s = f32x4.add(f32x4.pmax(r, splat(0)), log1p4(t));
  const rise = riseOf(r, t);
  const pull = v128.bitselect(splat(1), f32x4.div(rise, s), f32x4.lt(r, splat(-15)));
  const slope = f32x4.mul(s, rise);
  return madd(f32x4.add(toVariance, toVariance), slope, f32x4.mul(g, f32x4.sub(f32x4.mul(slope, precision), pull)));
}

/** ints: mean, rho, count, upstream (one value), gradients of mean and rho, of the variances, and what has come to the mean; floats: prior mean, 1 / prior variance */
export function momentsBackward(job: usize, chunk: i32): void {
  const start = chunk * DRAW_CHUNK;
  const end = minimum(int(job, 2), start + DRAW_CHUNK);
  const g = v128.load32_splat(pointer(job, 3));
  const m0 = splat(float(job, 0)), precision = splat(float(job, 1));
  const mean = pointer(job, 0), rho = pointer(job, 1), toMean = pointer(job, 4), toRho = pointer(job, 5), toVariance = pointer(job, 6), soFar = pointer(job, 7);
  let i = start;
  if (WIDE)
    for (; i + 8 <= end; i += 8) {
      const at = <usize>i << 2;
      const c1 = v128.load(soFar + at), c2 = v128.load(soFar + at, 16);
      const m1 = meanSlope(v128.load(mean + at), m0, precision, g), m2 = meanSlope(v128.load(mean + at, 16), m0, precision, g);
      const v1 = v128.load(toVariance + at), v2 = v128.load(toVariance + at, 16);
      const r1 = momentSlope(v128.load(rho + at), precision, g, v1), r2 = momentSlope(v128.load(rho + at, 16), precision, g, v2);
      v128.store(toMean + at, f32x4.add(c1, m1));
      v128.store(toMean + at, f32x4.add(c2, m2), 16);
      v128.store(toRho + at, r1);
      v128.store(toRho + at, r2, 16);
    }
  for (; i < end; i += 4) {
    const at = <usize>i << 2;
    v128.store(toMean + at, f32x4.add(v128.load(soFar + at), meanSlope(v128.load(mean + at), m0, precision, g)));
    v128.store(toRho + at, momentSlope(v128.load(rho + at), precision, g, v128.load(toVariance + at)));
  }
}
