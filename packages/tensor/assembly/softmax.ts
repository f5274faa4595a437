// Softmax over the last axis, its cross-entropy, and the mutual information of categorical draws.
import { int, minimum, pointer } from "./arguments";
import { exp4, log4, logNormal4, splat } from "./simd-math";
import { threadScratch } from "./threads";

const ROWS: i32 = 512;
const DRAWS: i32 = 32; // summed on their own, so that many draws do not add up the roundings of as many additions

// Largest value and log(sum exp(x - largest)) of the row last looked at. They stay apart: their sum would round away the differences
// between large logits.
let largest: f32 = 0;
let logSum: f32 = 0;

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
  if (most == Infinity || most == -Infinity) return;
  const shift = splat(most);
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

/** ints: x, y, rows, classes, logarithm (1) or probability (0) */
export function softmax(job: usize, chunk: i32): void {
  const classes = int(job, 3);
  const end = minimum(int(job, 2), (chunk + 1) * ROWS);
  for (let row = chunk * ROWS; row < end; row++) {
    const x = pointer(job, 0) + (<usize>(row * classes) << 2);
    const y = pointer(job, 1) + (<usize>(row * classes) << 2);
    lookAtRow(x, classes);
    const shift = splat(largest), rest = splat(logSum);
    for (let c: i32 = 0; c < classes; c += 4) {
      const at = <usize>c << 2;
      let value = f32x4.sub(f32x4.sub(v128.load(x + at), shift), rest);
      if (int(job, 4) == 0) value = exp4(value);
      if (c + 4 <= classes) v128.store(y + at, value);
      else {
        v128.store32_lane(y + at, value, 0);
        if (c + 1 < classes) v128.store32_lane(y + at, value, 1, 4);
        if (c + 2 < classes) v128.store32_lane(y + at, value, 2, 8);
      }
    }
  }
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
  const end = minimum(int(job, 4), (chunk + 1) * ROWS);
  for (let row = chunk * ROWS; row < end; row++) {
    const x = pointer(job, 0) + (<usize>(row * classes) << 2);
    const y = pointer(job, 3) + (<usize>(row * classes) << 2);
    const upstream = load<f32>(pointer(job, 2) + (<usize>row << 2));
    const label = load<i32>(pointer(job, 1) + (<usize>(row % int(job, 6)) << 2));
    lookAtRow(x, classes);
    const shift = splat(largest), rest = splat(logSum);
    for (let c: i32 = 0; c < classes; c += 4) {
      const at = <usize>c << 2;
      const value = f32x4.mul(exp4(f32x4.sub(f32x4.sub(v128.load(x + at), shift), rest)), splat(upstream));
      if (c + 4 <= classes) v128.store(y + at, value);
      else {
        v128.store32_lane(y + at, value, 0);
        if (c + 1 < classes) v128.store32_lane(y + at, value, 1, 4);
        if (c + 2 < classes) v128.store32_lane(y + at, value, 2, 8);
      }
    }
    let others: f32 = 0;
    for (let c: i32 = 0; c < classes; c++) if (c != label) others += load<f32>(y + (<usize>c << 2));
    store<f32>(y + (<usize>label << 2), -others);
  }
}

// p log p with 0 log 0 = 0: the logarithm of the smallest normal number times 0
// @ts-ignore: decorator
@inline function pLogP(p: v128): v128 {
  return f32x4.mul(p, logNormal4(f32x4.pmax(p, splat(1.17549435e-38))));
}

// total + sum of x, added one by one
// @ts-ignore: decorator
@inline function rowSum(x: usize, count: i32, total: f32): f32 {
  for (let c: i32 = 0; c < count; c++) total += load<f32>(x + (<usize>c << 2));
  return total;
}

/** How many terms of the information are held at once: 16 KiB of the thread's scratch, whatever the number of classes. */
const TERMS: i32 = 4096;

/** Each probability's part of the information, for `count` neighbouring places of every draw; draws lie `stride` bytes apart. */
function informationTerms(probabilities: usize, draws: i32, stride: usize, count: i32, terms: usize): void {
  const count4 = splat(<f32>draws); // divided by, not multiplied with its rounded inverse: equal one-hot draws give exactly 0
  for (let i: i32 = 0; i < count; i += 4) {
    const at = <usize>i << 2;
    let sum = splat(0);
    let inner = splat(0);
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
    }
    v128.store(terms + at, f32x4.sub(f32x4.div(inner, count4), pLogP(f32x4.div(sum, count4))));
  }
}

/**
 * I[y; w] = H[mean of draws] - mean of H[draw], per row of [draws, batch, classes], clipped at 0 against rounding.
 * ints: probabilities, y, draws, batch, classes, rows per chunk
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
  const together = rows * classes <= TERMS;
  if (together) informationTerms(p, draws, stride, rows * classes, terms);
  for (let row: i32 = 0; row < rows; row++) {
    let information: f32 = 0;
    if (together) information = rowSum(terms + (<usize>(row * classes) << 2), classes, 0);
    else
      for (let from: i32 = 0; from < classes; from += TERMS) {
        const count = minimum(TERMS, classes - from);
        informationTerms(p + (<usize>(row * classes + from) << 2), draws, stride, count, terms);
        information = rowSum(terms, count, information);
      }
    store<f32>(y + (<usize>row << 2), information < 0 ? 0 : information);
  }
}
