// Mean-field Gaussian weights w = m + s e, s = softplus(rho): where Bayes by backprop spends its time. One pass draws all draws of a
// range of weights and adds up log q(w) - log p(w); where a gradient will be asked for it leaves its noise behind for the backward pass
// (gaussian-backward.ts).
import { float, int, minimum, pointer } from "./arguments";
import { expNormal4, log1p4, logNormal4, madd, splat } from "./simd-math";
import { fillNormal } from "./philox";
import { threadScratch } from "./threads";

export const DRAW_CHUNK: i32 = 2048;
export const BLOCK: i32 = 512;

// priors: 0 none, 1 normal (mean, 1 / sd), 2 Laplace (mean, 1 / scale), 3 scale mixture (log weight - log sd of each part, precision of each)

// Standard deviation of four weights; rho above 20 is its own softplus.
// @ts-ignore: decorator
@inline export function stdDevOf(rho: v128): v128 {
  const t = expNormal4(f32x4.neg(f32x4.abs(rho)));
  return f32x4.add(f32x4.pmax(rho, splat(0)), log1p4(t));
}

// log s; for very negative rho, softplus(rho) = e^rho, whose logarithm is rho
// @ts-ignore: decorator
@inline export function logStdDev(rho: v128, s: v128): v128 {
  return v128.bitselect(rho, logNormal4(f32x4.pmax(s, splat(1.17549435e-38))), f32x4.lt(rho, splat(-15)));
}

// Both at once for the backward passes: with t = e^-|rho|, s = max(rho, 0) + log(1 + t) and ds/drho = (rho < 0 ? t : 1) / (1 + t).
// @ts-ignore: decorator
@inline export function riseOf(rho: v128, t: v128): v128 {
  return f32x4.div(v128.bitselect(t, splat(1), f32x4.lt(rho, splat(0))), f32x4.add(t, splat(1)));
}

// -log p(w), without the constant
// @ts-ignore: decorator
@inline function surprise(prior: i32, w: v128, a: v128, b: v128, c: v128, d: v128): v128 {
  if (prior == 1) {
    const z = f32x4.mul(f32x4.sub(w, a), b);
    return f32x4.mul(splat(0.5), f32x4.mul(z, z));
  }
  if (prior == 2) return f32x4.mul(f32x4.abs(f32x4.sub(w, a)), b);
  if (prior == 3) {
    const half = f32x4.mul(splat(-0.5), f32x4.mul(w, w));
    const wide = madd(half, c, a);
    const narrow = madd(half, d, b);
    // far out both are -Infinity: pmax takes its first operand where the second is NaN
    const gap = f32x4.pmax(splat(-87), f32x4.neg(f32x4.abs(f32x4.sub(wide, narrow))));
    const tail = logNormal4(f32x4.add(splat(1), expNormal4(gap)));
    return f32x4.neg(f32x4.add(f32x4.pmax(wide, narrow), tail));
  }
  return splat(0);
}

// @ts-ignore: decorator
@inline function drawRange(prior: i32, job: usize, chunk: i32): void {
  const count = int(job, 3);
  const draws = int(job, 4);
  const start = chunk * DRAW_CHUNK;
  const end = minimum(count, start + DRAW_CHUNK);
  const given = pointer(job, 8);
  const partial = pointer(job, 9) + (<usize>(chunk * draws) << 3);
  const stride = int(job, 10);
  const kept = pointer(job, 11);
  const a = splat(float(job, 0)), b = splat(float(job, 1)), c = splat(float(job, 2)), d = splat(float(job, 3));
  const constant = <f64>float(job, 4);
  const noise = threadScratch();
  const deviations = noise + (BLOCK << 2);
  const terms = deviations + (BLOCK << 2);
  if (prior > 0) for (let draw: i32 = 0; draw < draws; draw++) store<f64>(partial + (<usize>draw << 3), 0);
  for (let block = start; block < end; block += BLOCK) {
    const here = minimum(BLOCK, end - block);
    const mean = pointer(job, 0) + (<usize>block << 2);
    const rho = pointer(job, 1) + (<usize>block << 2);
    for (let i: i32 = 0; i < here; i += 8) {
      const at = <usize>i << 2;
      const r0 = v128.load(rho + at), r1 = v128.load(rho + at, 16);
      const s0 = stdDevOf(r0), s1 = stdDevOf(r1);
      if (prior > 0) {
        const log0 = logStdDev(r0, s0), log1 = logStdDev(r1, s1);
        v128.store(terms + at, log0);
        v128.store(terms + at, log1, 16);
      }
      v128.store(deviations + at, s0);
      v128.store(deviations + at, s1, 16);
    }
    const logs = prior > 0 ? addTerms(splat(0), terms, here) : splat(0);
    for (let draw: i32 = 0; draw < draws; draw++) {
      const w = pointer(job, 2) + (<usize>(draw * count + block) << 2);
      let source = noise;
      if (given != 0) source = given + (<usize>(draw * stride + block) << 2);
      else {
        if (kept != 0) source = kept + (<usize>(draw * stride + block) << 2);
        fillNormal(source, block, here, draw, int(job, 5), int(job, 6));
      }
      let i: i32 = 0;
      for (; i + 8 <= here; i += 8) {
        const at = <usize>i << 2;
        const e0 = v128.load(source + at), e1 = v128.load(source + at, 16);
        const w0 = madd(v128.load(deviations + at), e0, v128.load(mean + at)), w1 = madd(v128.load(deviations + at, 16), e1, v128.load(mean + at, 16));
        if (prior > 0) {
          const term0 = madd(splat(-0.5), f32x4.mul(e0, e0), surprise(prior, w0, a, b, c, d));
          const term1 = madd(splat(-0.5), f32x4.mul(e1, e1), surprise(prior, w1, a, b, c, d));
          v128.store(terms + at, term0);
          v128.store(terms + at, term1, 16);
        }
        v128.store(w + at, w0);
        v128.store(w + at, w1, 16);
      }
      for (; i < here; i += 4) {
        const at = <usize>i << 2;
        const e = v128.load(source + at);
        const value = madd(v128.load(deviations + at), e, v128.load(mean + at));
        if (i + 4 <= here) v128.store(w + at, value);
        else storeTail(w + at, value, here - i);
        if (prior > 0) v128.store(terms + at, madd(splat(-0.5), f32x4.mul(e, e), surprise(prior, value, a, b, c, d)));
      }
      if (prior > 0) {
        const sum = addTerms(f32x4.neg(logs), terms, here);
        const at = partial + (<usize>draw << 3);
        store<f64>(at, load<f64>(at) + <f64>f32x4.extract_lane(sum, 0) + <f64>f32x4.extract_lane(sum, 1) + <f64>f32x4.extract_lane(sum, 2) + <f64>f32x4.extract_lane(sum, 3) + constant * <f64>here);
      }
    }
  }
}

// sum + the first `count` terms, four lanes on their own
function addTerms(sum: v128, terms: usize, count: i32): v128 {
  for (let i: i32 = 0; i < count; i += 4) {
    let value = v128.load(terms + (<usize>i << 2));
    if (i + 4 > count) value = v128.and(value, tailMask(count - i));
    sum = f32x4.add(sum, value);
  }
  return sum;
}

// @ts-ignore: decorator
@inline export function tailMask(count: i32): v128 {
  return i32x4.gt_s(i32x4.splat(count), i32x4(0, 1, 2, 3));
}

// @ts-ignore: decorator
@inline export function storeTail(at: usize, value: v128, count: i32): void {
  v128.store32_lane(at, value, 0);
  if (count > 1) v128.store32_lane(at, value, 1, 4);
  if (count > 2) v128.store32_lane(at, value, 2, 8);
}

/**
 * ints: mean, rho, w [draws, count], count, draws, key words, prior, given noise [draws, stride] or 0, partial sums (float64 [chunks, draws]),
 * stride, where to keep drawn noise [draws, stride] or 0 (then stride is a multiple of 16: whole blocks are written);
 * floats: four parameters of the prior, constant added per weight
 */
export function gaussianDraw(job: usize, chunk: i32): void {
  switch (int(job, 7)) {
    case 0: drawAlone(job, chunk); break;
    case 1: drawUnderNormal(job, chunk); break;
    case 2: drawUnderLaplace(job, chunk); break;
    default: drawUnderMixture(job, chunk); break;
  }
}

// A function for each prior: their loops, were they in one function, would be folded into one that asks for the prior at every vector.
function drawAlone(job: usize, chunk: i32): void { drawRange(0, job, chunk); }
function drawUnderNormal(job: usize, chunk: i32): void { drawRange(1, job, chunk); }
function drawUnderLaplace(job: usize, chunk: i32): void { drawRange(2, job, chunk); }
function drawUnderMixture(job: usize, chunk: i32): void { drawRange(3, job, chunk); }
