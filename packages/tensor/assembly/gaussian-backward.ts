// Gradients of drawn weights w = m + s e and of their log densities by m and rho, from the noise that the draw has left behind.
import { float, int, minimum, pointer } from "./arguments";
import { BLOCK, DRAW_CHUNK, riseOf } from "./gaussian";
import { expNormal4, log1p4, madd, splat } from "./simd-math";
import { threadScratch } from "./threads";

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
  // of many draws, sums of the groups so far
  const manyToMean = zeros + (BLOCK << 2);
  const manyToStdDev = manyToMean + (BLOCK << 2);
  if (upstream == 0) memory.fill(zeros, 0, BLOCK << 2);
  let totalCost: f32 = 0;
  if (costs != 0)
    for (let from: i32 = 0; from < draws; from += DRAW_GROUP) {
      let group: f32 = 0;
      const to = minimum(draws, from + DRAW_GROUP);
      for (let draw = from; draw < to; draw++) group += load<f32>(costs + (<usize>draw << 2));
      totalCost += group;
    }
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
    for (let draw: i32 = 0; draw < draws; draw++) {
      const source = given + (<usize>(draw * stride + block) << 2);
      const cost = splat(costs != 0 ? load<f32>(costs + (<usize>draw << 2)) : 0);
      if (draw % DRAW_GROUP == 0) {
        if (draw > 0) {
          addGroup(toMean, manyToMean, here, draw == DRAW_GROUP);
          addGroup(toStdDev, manyToStdDev, here, draw == DRAW_GROUP);
        }
        // -0 plus a number is that number, its sign of zero too
        for (let at = toMean; at < rises; at += 16) v128.store(at, splat(-0.0));
      }
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
    if (draws > DRAW_GROUP) {
      addGroup(manyToMean, toMean, here, false);
      addGroup(manyToStdDev, toStdDev, here, false);
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
