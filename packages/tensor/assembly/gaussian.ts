// Mean-field Gaussian weights w = m + s e, s = softplus(rho): where Bayes by backprop spends its time. One pass draws all draws of a
// range of weights and adds up log q(w) - log p(w); where a gradient will be asked for it leaves its noise behind for the backward pass.
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

// Where -w^2 / 2 ends for the shares of a mixture's parts, so that times either precision it stays finite; the wider part has all by then.
// @ts-ignore: decorator
@inline function floorOf(job: usize): v128 {
  return splat(-1e38 / max(<f32>1, max(float(job, 2), float(job, 3))));
}

// d(-log p)/dw
// @ts-ignore: decorator
@inline function surpriseSlope(prior: i32, w: v128, a: v128, b: v128, c: v128, d: v128, floor: v128): v128 {
  if (prior == 1) return f32x4.mul(f32x4.mul(f32x4.sub(w, a), b), b);
  if (prior == 2) {
    const z = f32x4.sub(w, a);
    return v128.bitselect(v128.or(v128.and(z, splat(-0.0)), b), splat(0), f32x4.ne(z, splat(0)));
  }
  if (prior == 3) {
    const half = f32x4.pmax(f32x4.mul(splat(-0.5), f32x4.mul(w, w)), floor);
    const gap = f32x4.sub(madd(half, c, a), madd(half, d, b));
    // shares of both parts, neither as 1 less the other: the precisions lie far apart, and one would be lost beside the other
    const t = expNormal4(f32x4.neg(f32x4.pmin(f32x4.abs(gap), splat(80))));
    const likelier = f32x4.div(splat(1), f32x4.add(splat(1), t));
    const other = f32x4.mul(t, likelier);
    const wide = f32x4.gt(gap, splat(0));
    const precision = madd(v128.bitselect(likelier, other, wide), c, f32x4.mul(v128.bitselect(other, likelier, wide), d));
    return f32x4.mul(w, precision);
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

/** Draws whose gradients are added in a row: of more, the sums of groups are added, so that a float32 sum of n has the rounding of n / 64 + 64. */
const DRAW_GROUP: i32 = 64;

/** to (+)= from */
function addGroup(from: usize, to: usize, count: i32, fresh: bool): void {
  for (let i: i32 = 0; i < count; i += 4) {
    const at = <usize>i << 2;
    const group = v128.load(from + at);
    v128.store(to + at, fresh ? group : f32x4.add(v128.load(to + at), group));
  }
}

// @ts-ignore: decorator
@inline function backwardRange(prior: i32, job: usize, chunk: i32): void {
  const count = int(job, 6);
  const draws = int(job, 7);
  const start = chunk * DRAW_CHUNK;
  const end = minimum(count, start + DRAW_CHUNK);
  const given = pointer(job, 8);
  const stride = int(job, 9);
  const upstream = pointer(job, 2);
  const costs = pointer(job, 3);
  const a = splat(float(job, 0)), b = splat(float(job, 1)), c = splat(float(job, 2)), d = splat(float(job, 3));
  const floor = floorOf(job);
  const deviations = threadScratch();
  const toMean = deviations + (BLOCK << 2);
  const toStdDev = toMean + (BLOCK << 2);
  const rises = toStdDev + (BLOCK << 2);
  const zeros = rises + (BLOCK << 2);
  if (upstream == 0) memory.fill(zeros, 0, BLOCK << 2);
  let totalCost: f32 = 0;
  if (costs != 0) for (let draw: i32 = 0; draw < draws; draw++) totalCost += load<f32>(costs + (<usize>draw << 2));
  const all = splat(totalCost);
  for (let block = start; block < end; block += BLOCK) {
    const here = minimum(BLOCK, end - block);
    const mean = pointer(job, 0) + (<usize>block << 2);
    const rho = pointer(job, 1) + (<usize>block << 2);
    for (let i: i32 = 0; i < here; i += 8) {
      const at = <usize>i << 2;
      const r0 = v128.load(rho + at), r1 = v128.load(rho + at, 16);
      const t0 = expNormal4(f32x4.neg(f32x4.abs(r0))), t1 = expNormal4(f32x4.neg(f32x4.abs(r1)));
      const s0 = f32x4.add(f32x4.pmax(r0, splat(0)), log1p4(t0)), s1 = f32x4.add(f32x4.pmax(r1, splat(0)), log1p4(t1));
      const rise0 = riseOf(r0, t0), rise1 = riseOf(r1, t1);
      v128.store(deviations + at, s0);
      v128.store(deviations + at, s1, 16);
      v128.store(rises + at, rise0);
      v128.store(rises + at, rise1, 16);
    }
    // -0 plus a number is that number, its sign of zero too
    for (let at = toMean; at < rises; at += 16) v128.store(at, splat(-0.0));
    for (let draw: i32 = 0; draw < draws; draw++) {
      const source = given + (<usize>(draw * stride + block) << 2);
      const cost = splat(costs != 0 ? load<f32>(costs + (<usize>draw << 2)) : 0);
      const fromW = upstream != 0 ? upstream + (<usize>(draw * count + block) << 2) : zeros;
      for (let i: i32 = 0; i < here; i += 8) {
        const at = <usize>i << 2;
        const e0 = v128.load(source + at), e1 = v128.load(source + at, 16);
        let g0 = v128.load(fromW + at), g1 = v128.load(fromW + at, 16);
        if (prior > 0) {
          const w0 = madd(v128.load(deviations + at), e0, v128.load(mean + at)), w1 = madd(v128.load(deviations + at, 16), e1, v128.load(mean + at, 16));
          g0 = madd(cost, surpriseSlope(prior, w0, a, b, c, d, floor), g0);
          g1 = madd(cost, surpriseSlope(prior, w1, a, b, c, d, floor), g1);
        }
        const mean0 = f32x4.add(v128.load(toMean + at), g0), mean1 = f32x4.add(v128.load(toMean + at, 16), g1);
        const deviation0 = madd(g0, e0, v128.load(toStdDev + at)), deviation1 = madd(g1, e1, v128.load(toStdDev + at, 16));
        v128.store(toMean + at, mean0);
        v128.store(toMean + at, mean1, 16);
        v128.store(toStdDev + at, deviation0);
        v128.store(toStdDev + at, deviation1, 16);
      }
    }
    const meanGradient = pointer(job, 4) + (<usize>block << 2);
    const rhoGradient = pointer(job, 5) + (<usize>block << 2);
    for (let i: i32 = 0; i < here; i += 8) {
      const at = <usize>i << 2;
      const m0 = v128.load(toMean + at), m1 = v128.load(toMean + at, 16);
      const g0 = rhoGradientOf(prior, v128.load(rho + at), v128.load(rises + at), v128.load(deviations + at), v128.load(toStdDev + at), all);
      const g1 = rhoGradientOf(prior, v128.load(rho + at, 16), v128.load(rises + at, 16), v128.load(deviations + at, 16), v128.load(toStdDev + at, 16), all);
      v128.store(meanGradient + at, m0);
      v128.store(meanGradient + at, m1, 16);
      v128.store(rhoGradient + at, g0);
      v128.store(rhoGradient + at, g1, 16);
    }
  }
}

// d(-log s)/d rho = -slope / s, which tends to -1 as rho -> -Infinity
// @ts-ignore: decorator
@inline function rhoGradientOf(prior: i32, rho: v128, rise: v128, s: v128, toStdDev: v128, cost: v128): v128 {
  const pull = prior > 0 ? v128.bitselect(splat(1), f32x4.div(rise, s), f32x4.lt(rho, splat(-15))) : splat(0);
  return f32x4.sub(f32x4.mul(toStdDev, rise), f32x4.mul(cost, pull));
}

/**
 * ints: mean, rho, gradient of w [draws, count] or 0, gradient of the sums [draws] or 0, gradients of mean and rho, count, draws,
 * noise [draws, stride], stride, prior; floats: four parameters of the prior
 */
export function gaussianDrawBackward(job: usize, chunk: i32): void {
  switch (int(job, 10)) {
    case 0: backwardAlone(job, chunk); break;
    case 1: backwardUnderNormal(job, chunk); break;
    case 2: backwardUnderLaplace(job, chunk); break;
    default: backwardUnderMixture(job, chunk); break;
  }
}

function backwardAlone(job: usize, chunk: i32): void { backwardRange(0, job, chunk); }
function backwardUnderNormal(job: usize, chunk: i32): void { backwardRange(1, job, chunk); }
function backwardUnderLaplace(job: usize, chunk: i32): void { backwardRange(2, job, chunk); }
function backwardUnderMixture(job: usize, chunk: i32): void { backwardRange(3, job, chunk); }
