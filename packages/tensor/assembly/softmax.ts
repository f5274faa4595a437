// Softmax over the last axis, its cross-entropy, and the mutual information of categorical draws.
import { int, minimum, pointer } from "./arguments";
import { packLines, storeTransposed } from "./matmul";
import { LONG_AXIS, joinHalves, lowerHalf, sumInFloat64, sumOfExp, upperHalf } from "./reduce";
import { exp4, log4, logNormal4, splat } from "./simd-math";
import { threadScratch } from "./threads";

const ROWS: i32 = 512;
const DRAWS: i32 = 32; // summed on their own, so that many draws do not add up the roundings of as many additions

// Largest value and log(sum exp(x - largest)) of the row last looked at. They stay apart: their sum would round away the differences
// between large logits. Of a long row also 1 / sum: its logarithm, 16 and more, is rounded to a millionth.
let largest: f32 = 0;
let logSum: f32 = 0;
let inverseSum: f32 = 1;

// NaN where an input is NaN
// @ts-ignore: decorator
@inline function lookAtRow(x: usize, classes: i32): void {
  let most: f32 = load<f32>(x);
  for (let c: i32 = 1; c < classes; c++) {
    const value = load<f32>(x + (<usize>c << 2));
    if (value > most) most = value;
  }
  largest = most;
  logSum = 0;
  inverseSum = 1;
  if (most == Infinity || most == -Infinity) return;
  const shift = splat(most);
  if (classes > LONG_AXIS) {
    const sum = sumOfExp(x, classes, shift);
    inverseSum = <f32>(1 / sum);
    logSum = f32x4.extract_lane(log4(splat(<f32>sum)), 0);
    return;
  }
  let total = splat(0);
  let c: i32 = 0;
  for (; c + 4 <= classes; c += 4) total = f32x4.add(total, exp4(f32x4.sub(v128.load(x + (<usize>c << 2)), shift)));
  let sum = f32x4.extract_lane(total, 0) + f32x4.extract_lane(total, 1) + f32x4.extract_lane(total, 2) + f32x4.extract_lane(total, 3);
  if (c < classes) {
    const tail = exp4(f32x4.sub(v128.load(x + (<usize>c << 2)), shift));
    sum += f32x4.extract_lane(tail, 0);
    if (c + 1 < classes) sum += f32x4.extract_lane(tail, 1);
    if (c + 2 < classes) sum += f32x4.extract_lane(tail, 2);
  }
  logSum = f32x4.extract_lane(log4(splat(sum)), 0);
}

// e^(x - shift) / sum, by one exponential of all in a row that is not long
// @ts-ignore: decorator
@inline function share4(x: v128, shift: v128, rest: v128, inverse: v128, long: bool): v128 {
  const away = f32x4.sub(x, shift);
  return long ? f32x4.mul(exp4(away), inverse) : exp4(f32x4.sub(away, rest));
}

// Eight rows side by side, [classes][8]: every vector is full whatever the number of classes. The terms of a row are added in the order of lookAtRow.

// Rows of more classes than this fill vectors by themselves.
const MOST_BESIDE: i32 = 256;
const BESIDE: i32 = 8;

function largestOfEight(x: usize, classes: i32, to: usize): void {
  let most0 = v128.load(x), most1 = v128.load(x, 16);
  const end = x + (<usize>classes << 5);
  for (let at = x + 32; at < end; at += 32) {
    most0 = f32x4.pmax(most0, v128.load(at));
    most1 = f32x4.pmax(most1, v128.load(at, 16));
  }
  v128.store(to, most0);
  v128.store(to, most1, 16);
}

function expOfEight(x: usize, classes: i32, most: usize, to: usize): void {
  const most0 = v128.load(most), most1 = v128.load(most, 16);
  for (let c: i32 = 0; c < classes; c++, x += 32, to += 32) {
    const e0 = exp4(f32x4.sub(v128.load(x), most0)), e1 = exp4(f32x4.sub(v128.load(x, 16), most1));
    v128.store(to, e0);
    v128.store(to, e1, 16);
  }
}

function sumOfEight(x: usize, classes: i32, to: usize): void {
  let a0 = splat(0), a1 = splat(0), b0 = splat(0), b1 = splat(0), c0 = splat(0), c1 = splat(0), d0 = splat(0), d1 = splat(0);
  const fours = x + (<usize>(classes & ~3) << 5), end = x + (<usize>classes << 5);
  let at = x;
  for (; at < fours; at += 128) {
    a0 = f32x4.add(a0, v128.load(at)), a1 = f32x4.add(a1, v128.load(at, 16));
    b0 = f32x4.add(b0, v128.load(at, 32)), b1 = f32x4.add(b1, v128.load(at, 48));
    c0 = f32x4.add(c0, v128.load(at, 64)), c1 = f32x4.add(c1, v128.load(at, 80));
    d0 = f32x4.add(d0, v128.load(at, 96)), d1 = f32x4.add(d1, v128.load(at, 112));
  }
  let sum0 = f32x4.add(f32x4.add(f32x4.add(a0, b0), c0), d0), sum1 = f32x4.add(f32x4.add(f32x4.add(a1, b1), c1), d1);
  for (; at < end; at += 32) sum0 = f32x4.add(sum0, v128.load(at)), sum1 = f32x4.add(sum1, v128.load(at, 16));
  v128.store(to, sum0);
  v128.store(to, sum1, 16);
}

// log sum, and 0 where the largest is infinite
// @ts-ignore: decorator
@inline function logSum4(sum: v128, most: v128): v128 {
  return v128.andnot(log4(sum), f32x4.eq(f32x4.abs(most), splat(Infinity)));
}

function sharesOfEight(x: usize, classes: i32, most: usize, rest: usize, to: usize): void {
  const most0 = v128.load(most), most1 = v128.load(most, 16), rest0 = v128.load(rest), rest1 = v128.load(rest, 16);
  for (let c: i32 = 0; c < classes; c++, x += 32, to += 32) {
    const y0 = exp4(f32x4.sub(f32x4.sub(v128.load(x), most0), rest0)), y1 = exp4(f32x4.sub(f32x4.sub(v128.load(x, 16), most1), rest1));
    v128.store(to, y0);
    v128.store(to, y1, 16);
  }
}

function logsOfEight(x: usize, classes: i32, most: usize, rest: usize, to: usize): void {
  const most0 = v128.load(most), most1 = v128.load(most, 16), rest0 = v128.load(rest), rest1 = v128.load(rest, 16);
  for (let c: i32 = 0; c < classes; c++, x += 32, to += 32) {
    const y0 = f32x4.sub(f32x4.sub(v128.load(x), most0), rest0), y1 = f32x4.sub(f32x4.sub(v128.load(x, 16), most1), rest1);
    v128.store(to, y0);
    v128.store(to, y1, 16);
  }
}

// [classes][8] into eight rows
function storeEight(from: usize, classes: i32, y: usize): void {
  const row = <usize>classes << 2;
  for (let half: i32 = 0; half < 2; half++, from += 16, y += row << 2) {
    let at = from, to = y;
    let c: i32 = 0;
    for (; c + 4 <= classes; c += 4, at += 128, to += 16)
      storeTransposed(v128.load(at), v128.load(at, 32), v128.load(at, 64), v128.load(at, 96), to, row);
    for (; c < classes; c++, at += 32, to += 4) {
      const value = v128.load(at);
      v128.store32_lane(to, value, 0);
      v128.store32_lane(to + row, value, 1);
      v128.store32_lane(to + 2 * row, value, 2);
      v128.store32_lane(to + 3 * row, value, 3);
    }
  }
}

function softmaxOfEight(x: usize, y: usize, classes: i32, logarithm: bool): void {
  const most = threadScratch(), sum = most + 32, rows = most + 64, terms = rows + (<usize>classes << 5);
  packLines(x, <usize>classes << 2, BESIDE, BESIDE, classes, rows);
  largestOfEight(rows, classes, most);
  expOfEight(rows, classes, most, terms);
  sumOfEight(terms, classes, sum);
  const rest0 = logSum4(v128.load(sum), v128.load(most)), rest1 = logSum4(v128.load(sum, 16), v128.load(most, 16));
  v128.store(sum, rest0);
  v128.store(sum, rest1, 16);
  if (logarithm) logsOfEight(rows, classes, most, sum, terms);
  else sharesOfEight(rows, classes, most, sum, terms);
  storeEight(terms, classes, y);
}

function softmaxOfRow(x: usize, y: usize, classes: i32, logarithm: bool): void {
  const long = classes > LONG_AXIS;
  lookAtRow(x, classes);
  const shift = splat(largest), rest = splat(logSum), inverse = splat(inverseSum);
  for (let c: i32 = 0; c < classes; c += 4) {
    const at = <usize>c << 2;
    const logit = v128.load(x + at);
    const value = logarithm ? f32x4.sub(f32x4.sub(logit, shift), rest) : share4(logit, shift, rest, inverse, long);
    if (c + 4 <= classes) v128.store(y + at, value);
    else {
      v128.store32_lane(y + at, value, 0);
      if (c + 1 < classes) v128.store32_lane(y + at, value, 1, 4);
      if (c + 2 < classes) v128.store32_lane(y + at, value, 2, 8);
    }
  }
}

/** ints: x, y, rows, classes, logarithm (1) or probability (0) */
export function softmax(job: usize, chunk: i32): void {
  const classes = int(job, 3);
  const logarithm = int(job, 4) != 0;
  const end = minimum(int(job, 2), (chunk + 1) * ROWS);
  const size = <usize>classes << 2;
  let row = chunk * ROWS;
  let x = pointer(job, 0) + <usize>row * size, y = pointer(job, 1) + <usize>row * size;
  if (classes <= MOST_BESIDE)
    for (; row + BESIDE <= end; row += BESIDE, x += size << 3, y += size << 3) softmaxOfEight(x, y, classes, logarithm);
  for (; row < end; row++, x += size, y += size) softmaxOfRow(x, y, classes, logarithm);
}

/** loss[row] = logSumExp(logits) - logits[label], as (largest - logits[label]) + log sum. ints: logits, labels (int32), loss, rows, classes, labels count */
export function crossEntropy(job: usize, chunk: i32): void {
  const classes = int(job, 4);
  const end = minimum(int(job, 3), (chunk + 1) * ROWS);
  for (let row = chunk * ROWS; row < end; row++) {
    const x = pointer(job, 0) + (<usize>(row * classes) << 2);
    const label = load<i32>(pointer(job, 1) + (<usize>(row % int(job, 5)) << 2));
    lookAtRow(x, classes);
    store<f32>(pointer(job, 2) + (<usize>row << 2), (largest - load<f32>(x + (<usize>label << 2))) + logSum);
  }
}

/**
 * gradient[row] = upstream[row] (softmax - one-hot), the label's entry as minus the sum of the others: p - 1 would be 0 where p rounds to 1.
 * ints: logits, labels, upstream, gradient, rows, classes, labels count
 */
export function crossEntropyBackward(job: usize, chunk: i32): void {
  const classes = int(job, 5);
  const long = classes > LONG_AXIS;
  const end = minimum(int(job, 4), (chunk + 1) * ROWS);
  for (let row = chunk * ROWS; row < end; row++) {
    const x = pointer(job, 0) + (<usize>(row * classes) << 2);
    const y = pointer(job, 3) + (<usize>(row * classes) << 2);
    const upstream = load<f32>(pointer(job, 2) + (<usize>row << 2));
    const label = load<i32>(pointer(job, 1) + (<usize>(row % int(job, 6)) << 2));
    lookAtRow(x, classes);
    const shift = splat(largest), rest = splat(logSum), inverse = splat(inverseSum);
    for (let c: i32 = 0; c < classes; c += 4) {
      const at = <usize>c << 2;
      const value = f32x4.mul(share4(v128.load(x + at), shift, rest, inverse, long), splat(upstream));
      if (c + 4 <= classes) v128.store(y + at, value);
      else {
        v128.store32_lane(y + at, value, 0);
        if (c + 1 < classes) v128.store32_lane(y + at, value, 1, 4);
        if (c + 2 < classes) v128.store32_lane(y + at, value, 2, 8);
      }
    }
    let others: f32 = 0;
    if (long) others = <f32>(sumInFloat64(y, label) + sumInFloat64(y + (<usize>(label + 1) << 2), classes - label - 1));
    else for (let c: i32 = 0; c < classes; c++) if (c != label) others += load<f32>(y + (<usize>c << 2));
    store<f32>(y + (<usize>label << 2), -others);
  }
}

// p log p with 0 log 0 = 0: the logarithm of the smallest normal number times 0
// @ts-ignore: decorator
@inline function pLogP(p: v128): v128 {
  return f32x4.mul(p, logNormal4(f32x4.pmax(p, splat(1.17549435e-38))));
}

// @ts-ignore: decorator
@inline function rowSum(x: usize, count: i32): f32 {
  let sum: f32 = 0;
  for (let c: i32 = 0; c < count; c++) sum += load<f32>(x + (<usize>c << 2));
  return sum;
}

/** How many terms of the information are held at once: 16 KiB of the thread's scratch, whatever the number of classes. */
const TERMS: i32 = 4096;

/** Each probability's part of the information, for `count` neighbouring places of every draw; draws lie `stride` bytes apart. */
function informationTerms(probabilities: usize, draws: i32, stride: usize, count: i32, terms: usize): void {
  const count4 = splat(<f32>draws); // divided by, not multiplied with its rounded inverse: equal one-hot draws give exactly 0
  let i: i32 = 0;
  // the terms' last pair of vectors may end past their count, within the scratch
  if (WIDE && draws <= LONG_AXIS)
    for (; i < count; i += 8) {
      const at = <usize>i << 2;
      let sum0 = splat(0), sum1 = splat(0), inner0 = splat(0), inner1 = splat(0);
      let p = probabilities + at;
      for (let block: i32 = 0; block < draws; block += DRAWS) {
        const end = minimum(draws, block + DRAWS);
        let blockSum0 = splat(0), blockSum1 = splat(0), blockInner0 = splat(0), blockInner1 = splat(0);
        for (let d = block; d < end; d++, p += stride) {
          const value0 = v128.load(p), value1 = v128.load(p, 16);
          blockSum0 = f32x4.add(blockSum0, value0), blockSum1 = f32x4.add(blockSum1, value1);
          blockInner0 = f32x4.add(blockInner0, pLogP(value0)), blockInner1 = f32x4.add(blockInner1, pLogP(value1));
        }
        sum0 = f32x4.add(sum0, blockSum0), sum1 = f32x4.add(sum1, blockSum1);
        inner0 = f32x4.add(inner0, blockInner0), inner1 = f32x4.add(inner1, blockInner1);
      }
      const term0 = f32x4.sub(f32x4.div(inner0, count4), pLogP(f32x4.div(sum0, count4)));
      const term1 = f32x4.sub(f32x4.div(inner1, count4), pLogP(f32x4.div(sum1, count4)));
      v128.store(terms + at, term0);
      v128.store(terms + at, term1, 16);
    }
  for (; i < count; i += 4) {
    const at = <usize>i << 2;
    let sum = splat(0);
    let inner = splat(0);
    let low = f64x2.splat(0), high = f64x2.splat(0), innerLow = f64x2.splat(0), innerHigh = f64x2.splat(0);
    let p = probabilities + at;
    for (let block: i32 = 0; block < draws; block += DRAWS) {
      const end = minimum(draws, block + DRAWS);
      let blockSum = splat(0);
      let blockInner = splat(0);
      for (let d = block; d < end; d++, p += stride) {
        const value = v128.load(p);
        blockSum = f32x4.add(blockSum, value);
        blockInner = f32x4.add(blockInner, pLogP(value));
      }
      sum = f32x4.add(sum, blockSum);
      inner = f32x4.add(inner, blockInner);
      if (draws > LONG_AXIS) {
        low = f64x2.add(low, lowerHalf(sum)), high = f64x2.add(high, upperHalf(sum)), sum = splat(0);
        innerLow = f64x2.add(innerLow, lowerHalf(inner)), innerHigh = f64x2.add(innerHigh, upperHalf(inner)), inner = splat(0);
      }
    }
    if (draws > LONG_AXIS) sum = joinHalves(low, high), inner = joinHalves(innerLow, innerHigh);
    v128.store(terms + at, f32x4.sub(f32x4.div(inner, count4), pLogP(f32x4.div(sum, count4))));
  }
}

/**
 * I[y; w] = H[mean of draws] - mean of H[draw], per row of [draws, batch, classes], clipped at 0 against rounding.
 * ints: probabilities, y, draws, batch, classes, rows per chunk: at most TERMS terms where the classes are LONG_AXIS or fewer
 */
export function mutualInformation(job: usize, chunk: i32): void {
  const draws = int(job, 2);
  const batch = int(job, 3);
  const classes = int(job, 4);
  const first = chunk * int(job, 5);
  const rows = minimum(int(job, 5), batch - first);
  const stride = <usize>(batch * classes) << 2;
  const p = pointer(job, 0) + (<usize>(first * classes) << 2);
  const y = pointer(job, 1) + (<usize>first << 2);
  const terms = threadScratch();
  const long = classes > LONG_AXIS;
  if (!long) informationTerms(p, draws, stride, rows * classes, terms);
  for (let row: i32 = 0; row < rows; row++) {
    let information: f32 = 0;
    if (long) {
      let total: f64 = 0;
      for (let from: i32 = 0; from < classes; from += TERMS) {
        const count = minimum(TERMS, classes - from);
        informationTerms(p + (<usize>(row * classes + from) << 2), draws, stride, count, terms);
        total += sumInFloat64(terms, count);
      }
      information = <f32>total;
    } else information = rowSum(terms + (<usize>(row * classes) << 2), classes);
    store<f32>(y + (<usize>row << 2), information < 0 ? 0 : information);
  }
}
