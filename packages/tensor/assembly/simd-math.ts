// Elementary functions on four lanes. Polynomials after Cephes (Moshier), within 2 units in the last place of float32;
// NaN in gives NaN out, because f32x4.pmin and f32x4.pmax return their first operand where it is NaN (and take one instruction, not six).

/** a * b + c; one rounding with relaxed SIMD, two without. */
// @ts-ignore: decorator
@inline export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

// @ts-ignore: decorator
@inline export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** Added to a float, rounds it to a whole number whose low bits stand in the mantissa: 1.5 2^23. */
const ROUNDER: f32 = 12582912;

// e^r 's polynomial for |r| <= log(2) / 2
// @ts-ignore: decorator
@inline function expReduced4(n: v128, x: v128): v128 {
  let r = madd(n, splat(-0.693359375), x);
  r = madd(n, splat(2.12194440e-4), r);
  let p = splat(1.9875691500e-4);
  p = madd(p, r, splat(1.3981999507e-3));
  p = madd(p, r, splat(8.3334519073e-3));
  p = madd(p, r, splat(4.1665795894e-2));
  p = madd(p, r, splat(1.6666665459e-1));
  p = madd(p, r, splat(5.0000001201e-1));
  return f32x4.add(madd(p, f32x4.mul(r, r), r), splat(1));
}

/** e^x, down to the denormals: 2^n is applied in two halves. NaN stays: pmin and pmax return their first operand for it. */
// @ts-ignore: decorator
@inline export function exp4(input: v128): v128 {
  const x = f32x4.pmin(f32x4.pmax(input, splat(-104)), splat(89));
  const rounded = madd(x, splat(1.44269504088896341), splat(ROUNDER));
  const p = expReduced4(f32x4.sub(rounded, splat(ROUNDER)), x);
  const whole = i32x4.sub(rounded, i32x4.splat(0x4b400000));
  const half = i32x4.shr_s(whole, 1);
  const scaled = i32x4.add(p, i32x4.shl(half, 23));
  return f32x4.mul(scaled, i32x4.add(i32x4.shl(i32x4.sub(whole, half), 23), splat(1)));
}

/** e^x clipped to [e^-87, e^87]: no denormals, one multiplication less. */
// @ts-ignore: decorator
@inline export function expNormal4(input: v128): v128 {
  const x = f32x4.pmin(f32x4.pmax(input, splat(-87)), splat(87));
  const rounded = madd(x, splat(1.44269504088896341), splat(ROUNDER));
  const p = expReduced4(f32x4.sub(rounded, splat(ROUNDER)), x);
  return i32x4.add(p, i32x4.shl(rounded, 23));
}

/** Natural logarithm of a positive normal number; anything else is undefined (see log4). */
// @ts-ignore: decorator
@inline export function logNormal4(x: v128): v128 {
  // x = m 2^e with m in [sqrt(1/2), sqrt(2))
  const shifted = i32x4.sub(x, i32x4.splat(0x3f3504f3));
  const e = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const m = f32x4.sub(i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3)), splat(1));
  const z = f32x4.mul(m, m);
  let p = splat(7.0376836292e-2);
  p = madd(p, m, splat(-1.1514610310e-1));
  p = madd(p, m, splat(1.1676998740e-1));
  p = madd(p, m, splat(-1.2420140846e-1));
  p = madd(p, m, splat(1.4249322787e-1));
  p = madd(p, m, splat(-1.6668057665e-1));
  p = madd(p, m, splat(2.0000714765e-1));
  p = madd(p, m, splat(-2.4999993993e-1));
  p = madd(p, m, splat(3.3333331174e-1));
  let y = f32x4.mul(f32x4.mul(p, m), z);
  y = madd(e, splat(-2.12194440e-4), y);
  y = madd(splat(-0.5), z, y);
  return madd(e, splat(0.693359375), f32x4.add(m, y));
}

/** Natural logarithm: log(0) = -Infinity, log(negative) = NaN, denormals and Infinity handled. */
// @ts-ignore: decorator
@inline export function log4(x: v128): v128 {
  const tiny = f32x4.lt(x, splat(1.17549435e-38));
  const scaled = v128.bitselect(f32x4.mul(x, splat(16777216)), x, tiny);
  let y = logNormal4(scaled);
  y = f32x4.sub(y, v128.and(tiny, splat(16.635532333)));
  y = v128.bitselect(splat(-Infinity), y, f32x4.eq(x, splat(0)));
  y = v128.bitselect(splat(Infinity), y, f32x4.eq(x, splat(Infinity)));
  return v128.bitselect(y, splat(NaN), f32x4.ge(x, splat(0)));
}

/** log(1 + t) for t in [0, 1], relative accuracy kept as t -> 0: 2 atanh(t / (2 + t)). */
// @ts-ignore: decorator
@inline export function log1p4(t: v128): v128 {
  const z = f32x4.div(t, f32x4.add(t, splat(2)));
  const q = f32x4.mul(z, z);
  let p = splat(0.15384615384);
  p = madd(p, q, splat(0.18181818181));
  p = madd(p, q, splat(0.22222222222));
  p = madd(p, q, splat(0.28571428571));
  p = madd(p, q, splat(0.4));
  p = madd(p, q, splat(0.66666666666));
  p = madd(p, q, splat(2));
  return f32x4.mul(p, z);
}

/** log(1 + e^x), exact in both tails. */
// @ts-ignore: decorator
@inline export function softplus4(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, splat(0)), log1p4(exp4(f32x4.neg(f32x4.abs(x)))));
}

/** 1 / (1 + e^-x) */
// @ts-ignore: decorator
@inline export function sigmoid4(x: v128): v128 {
  const t = exp4(f32x4.neg(f32x4.abs(x)));
  const r = f32x4.div(splat(1), f32x4.add(t, splat(1)));
  return v128.bitselect(f32x4.mul(t, r), r, f32x4.lt(x, splat(0)));
}

/** Hyperbolic tangent: a polynomial near 0, where (e^2x - 1) would cancel. */
// @ts-ignore: decorator
@inline export function tanh4(x: v128): v128 {
  const a = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = splat(-5.70498872745e-3);
  p = madd(p, z, splat(2.06390887954e-2));
  p = madd(p, z, splat(-5.37397155531e-2));
  p = madd(p, z, splat(1.33314422036e-1));
  p = madd(p, z, splat(-3.33332819422e-1));
  const near = madd(f32x4.mul(p, z), x, x);
  const far = f32x4.sub(splat(1), f32x4.div(splat(2), f32x4.add(expNormal4(f32x4.add(a, a)), splat(1))));
  const signed = v128.or(far, v128.and(x, splat(-0.0)));
  return v128.bitselect(near, signed, f32x4.lt(a, splat(0.625)));
}

// |x| < 1: odd series 2/sqrt(pi) (x - x^3/3 + x^5/10 - ...), ten terms, remainder below 2e-8
// @ts-ignore: decorator
@inline function erfNear4(a: v128, z: v128): v128 {
  let p = splat(1.6365942e-7);
  p = madd(p, z, splat(-1.6462115e-6));
  p = madd(p, z, splat(1.4925653e-5));
  p = madd(p, z, splat(-1.2055333e-4));
  p = madd(p, z, splat(0.00085482704));
  p = madd(p, z, splat(-0.0052239776));
  p = madd(p, z, splat(0.026866171));
  p = madd(p, z, splat(-0.11283792));
  p = madd(p, z, splat(0.37612639));
  return f32x4.mul(a, f32x4.sub(splat(1.1283792), f32x4.mul(p, z)));
}

// erfc(x) for x >= 1: t P(t) exp(-x^2), t = 1 / (1 + x/2), log erfc by a Chebyshev fit in t; relative error below 2e-7 + x^2 6e-8
// @ts-ignore: decorator
@inline function erfcFar4(a: v128, z: v128): v128 {
  const t = f32x4.div(splat(1), madd(a, splat(0.5), splat(1)));
  let q = splat(0.17087277);
  q = madd(q, t, splat(-0.82215223));
  q = madd(q, t, splat(1.48851587));
  q = madd(q, t, splat(-1.13520398));
  q = madd(q, t, splat(0.27886807));
  q = madd(q, t, splat(-0.18628806));
  q = madd(q, t, splat(0.09678418));
  q = madd(q, t, splat(0.37409196));
  q = madd(q, t, splat(1.00002368));
  q = madd(q, t, splat(-1.26551223));
  return f32x4.mul(t, exp4(f32x4.sub(q, z)));
}

/** Error function; absolute error below 3e-7. */
// @ts-ignore: decorator
@inline export function erf4(x: v128): v128 {
  const a = f32x4.pmin(f32x4.abs(x), splat(4));
  const z = f32x4.mul(a, a);
  const magnitude = v128.bitselect(erfNear4(a, z), f32x4.sub(splat(1), erfcFar4(a, z)), f32x4.lt(a, splat(1)));
  const result = v128.or(magnitude, v128.and(x, splat(-0.0)));
  return v128.bitselect(result, x, f32x4.eq(x, x));
}

/** Standard normal distribution function; the lower tail through erfc, where 1 + erf would cancel. */
// @ts-ignore: decorator
@inline export function normalCdf4(x: v128): v128 {
  const h = f32x4.mul(x, splat(0.70710678118654752));
  const a = f32x4.pmin(f32x4.abs(h), splat(16));
  const z = f32x4.mul(a, a);
  const far = erfcFar4(a, z);
  // the smaller of Phi(x) and Phi(-x)
  const tail = f32x4.mul(splat(0.5), v128.bitselect(f32x4.sub(splat(1), erfNear4(a, z)), far, f32x4.lt(a, splat(1))));
  return v128.bitselect(tail, f32x4.sub(splat(1), tail), f32x4.lt(x, splat(0)));
}

/** sin r for |r| <= pi / 4, z = r^2. */
// @ts-ignore: decorator
@inline export function sineReduced4(r: v128, z: v128): v128 {
  let s = splat(-1.9515295891e-4);
  s = madd(s, z, splat(8.3321608736e-3));
  s = madd(s, z, splat(-1.6666654611e-1));
  return madd(f32x4.mul(s, z), r, r);
}

/** cos r for |r| <= pi / 4, z = r^2. */
// @ts-ignore: decorator
@inline export function cosineReduced4(z: v128): v128 {
  let c = splat(2.443315711809948e-5);
  c = madd(c, z, splat(-1.388731625493765e-3));
  c = madd(c, z, splat(4.166664568298827e-2));
  return madd(f32x4.mul(c, z), z, madd(splat(-0.5), z, splat(1)));
}

/** Sine (wave 0) or cosine (wave 1) with reduction by pi/2 in three parts; good to |x| of about 8192. */
// @ts-ignore: decorator
@inline export function sine4(x: v128, wave: i32): v128 {
  const q = f32x4.nearest(f32x4.mul(x, splat(0.63661977236)));
  let r = madd(q, splat(-1.5703125), x);
  r = madd(q, splat(-4.837512969970703125e-4), r);
  r = madd(q, splat(-7.54978995489188216e-8), r);
  const z = f32x4.mul(r, r);
  const s = sineReduced4(r, z);
  const c = cosineReduced4(z);
  const quadrant = i32x4.add(i32x4.trunc_sat_f32x4_s(q), i32x4.splat(wave));
  const odd = i32x4.shr_s(i32x4.shl(quadrant, 31), 31);
  const sign = i32x4.shl(v128.and(quadrant, i32x4.splat(2)), 30);
  return v128.xor(v128.bitselect(c, s, odd), sign);
}
