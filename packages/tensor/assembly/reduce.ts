// Reductions over one axis of [outer, length, inner]. Sums add float32 lanes over at most 256 values, then float64; sums of exponentials
// of up to LONG_AXIS values stay in float32, longer ones are in float64.
import { float, int, minimum, pointer } from "./arguments";
import { exp4, log4, splat } from "./simd-math";

const SUM_BLOCK: i32 = 4096;

/**
 * Up to this length the kernels that add up more than they read (exponentials, terms of an entropy, windows) do so in one run of float32,
 * beyond it in float64: one run over 1e8 values that are alike loses a third of the sum.
 */
export const LONG_AXIS: i32 = 1024;

// @ts-ignore: decorator
@inline function addLanes(v: v128): f64 {
  return <f64>f32x4.extract_lane(v, 0) + <f64>f32x4.extract_lane(v, 1) + <f64>f32x4.extract_lane(v, 2) + <f64>f32x4.extract_lane(v, 3);
}

// the lower and the upper two lanes in float64, and back
// @ts-ignore: decorator
@inline export function lowerHalf(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

// @ts-ignore: decorator
@inline export function upperHalf(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 2, 3));
}

// @ts-ignore: decorator
@inline export function joinHalves(lower: v128, upper: v128): v128 {
  return v128.shuffle<i32>(f32x4.demote_f64x2_zero(lower), f32x4.demote_f64x2_zero(upper), 0, 1, 4, 5);
}

// @ts-ignore: decorator
@inline function addHalves(lower: v128, upper: v128): f64 {
  const both = f64x2.add(lower, upper);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

/** Sum of e^(x - shift), every addition in float64. */
export function sumOfExp(x: usize, count: i32, shift: v128): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let i: i32 = 0;
  for (; i + 4 <= count; i += 4) {
    const value = exp4(f32x4.sub(v128.load(x + (<usize>i << 2)), shift));
    low = f64x2.add(low, lowerHalf(value));
    high = f64x2.add(high, upperHalf(value));
  }
  let total = addHalves(low, high);
  for (; i < count; i++) total += <f64>f32x4.extract_lane(exp4(f32x4.sub(v128.load32_splat(x + (<usize>i << 2)), shift)), 0);
  return total;
}

/** Sum, every addition in float64. */
export function sumInFloat64(x: usize, count: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let i: i32 = 0;
  for (; i + 4 <= count; i += 4) {
    const value = v128.load(x + (<usize>i << 2));
    low = f64x2.add(low, lowerHalf(value));
    high = f64x2.add(high, upperHalf(value));
  }
  let total = addHalves(low, high);
  for (; i < count; i++) total += <f64>load<f32>(x + (<usize>i << 2));
  return total;
}

export function sumRange(x: usize, count: i32): f64 {
  let total: f64 = 0;
  let i: i32 = 0;
  const whole = count & ~3;
  while (i < whole) {
    const end = minimum(whole, i + 256);
    let lanes = splat(0);
    for (; i < end; i += 4) lanes = f32x4.add(lanes, v128.load(x + (<usize>i << 2)));
    total += addLanes(lanes);
  }
  for (; i < count; i++) total += <f64>load<f32>(x + (<usize>i << 2));
  return total;
}

/** Sum of everything, first half. ints: x, partials (float64), count */
export function sumBlocks(job: usize, chunk: i32): void {
  const start = chunk * SUM_BLOCK;
  store<f64>(pointer(job, 1) + (<usize>chunk << 3), sumRange(pointer(job, 0) + (<usize>start << 2), minimum(SUM_BLOCK, int(job, 2) - start)));
}

/** Adds float64 partial sums [count, width] over count, in order. ints: partials, y (float32), count, width; floats: scale */
export function sumPartials(job: usize, _chunk: i32): void {
  const partials = pointer(job, 0);
  const count = int(job, 2);
  const width = int(job, 3);
  for (let j: i32 = 0; j < width; j++) {
    let total: f64 = 0;
    for (let i: i32 = 0; i < count; i++) total += load<f64>(partials + (<usize>(i * width + j) << 3));
    store<f32>(pointer(job, 1) + (<usize>j << 2), <f32>(total * <f64>float(job, 0)));
  }
}

// 0 sum, 1 max, 2 log-sum-exp
function reduceRow(op: i32, x: usize, length: i32): f32 {
  if (op == 0) return <f32>sumRange(x, length);
  let largest: f32 = -Infinity;
  for (let i: i32 = 0; i < length; i++) {
    const value = load<f32>(x + (<usize>i << 2));
    if (value != value) return NaN;
    if (value > largest) largest = value;
  }
  if (op == 1 || largest == -Infinity || largest == Infinity) return largest;
  const shift = splat(largest);
  if (length > LONG_AXIS) return largest + f32x4.extract_lane(log4(splat(<f32>sumOfExp(x, length, shift))), 0);
  let total = splat(0);
  let i: i32 = 0;
  for (; i + 4 <= length; i += 4) total = f32x4.add(total, exp4(f32x4.sub(v128.load(x + (<usize>i << 2)), shift)));
  let sum = addLanes(total);
  for (; i < length; i++) sum += <f64>f32x4.extract_lane(exp4(f32x4.sub(v128.load32_splat(x + (<usize>i << 2)), shift)), 0);
  return largest + f32x4.extract_lane(log4(splat(<f32>sum)), 0);
}

// four neighbouring columns of [length, inner]
// @ts-ignore: decorator
@inline function reduceColumns(op: i32, x: usize, y: usize, length: i32, stride: usize): void {
  if (op == 0) {
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    let i: i32 = 0;
    while (i < length) {
      const end = minimum(length, i + 64);
      let lanes = splat(0);
      for (; i < end; i++) lanes = f32x4.add(lanes, v128.load(x + <usize>i * stride));
      low = f64x2.add(low, lowerHalf(lanes));
      high = f64x2.add(high, upperHalf(lanes));
    }
    v128.store(y, joinHalves(low, high));
    return;
  }
  let largest = splat(-Infinity);
  for (let i: i32 = 0; i < length; i++) largest = f32x4.max(largest, v128.load(x + <usize>i * stride));
  if (op == 1) {
    v128.store(y, largest);
    return;
  }
  const finite = f32x4.lt(f32x4.abs(largest), splat(Infinity));
  const shift = v128.and(largest, finite);
  const block = length <= LONG_AXIS ? LONG_AXIS : 1;
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let i: i32 = 0;
  while (i < length) {
    const end = minimum(length, i + block);
    let lanes = splat(0);
    for (; i < end; i++) lanes = f32x4.add(lanes, exp4(f32x4.sub(v128.load(x + <usize>i * stride), shift)));
    low = f64x2.add(low, lowerHalf(lanes));
    high = f64x2.add(high, upperHalf(lanes));
  }
  v128.store(y, v128.bitselect(f32x4.add(shift, log4(joinHalves(low, high))), largest, finite));
}

/** ints: x, y, op, outer, length, inner, columns per chunk, chunks per outer row */
export function reduce(job: usize, chunk: i32): void {
  const op = int(job, 2);
  const length = int(job, 4);
  const inner = int(job, 5);
  if (inner == 1) {
    const rows = int(job, 6);
    const end = minimum(int(job, 3), (chunk + 1) * rows);
    for (let row = chunk * rows; row < end; row++)
      store<f32>(pointer(job, 1) + (<usize>row << 2), reduceRow(op, pointer(job, 0) + (<usize>(row * length) << 2), length));
    return;
  }
  const perRow = int(job, 7);
  const columns = int(job, 6);
  const row = chunk / perRow;
  const first = (chunk - row * perRow) * columns;
  const end = minimum(inner, first + columns);
  const stride = <usize>inner << 2;
  const x = pointer(job, 0) + (<usize>(row * length * inner) << 2);
  const y = pointer(job, 1) + (<usize>(row * inner) << 2);
  let j = first;
  for (; j + 4 <= end; j += 4) {
    const at = <usize>j << 2;
    if (op == 0) reduceColumns(0, x + at, y + at, length, stride);
    else if (op == 1) reduceColumns(1, x + at, y + at, length, stride);
    else reduceColumns(2, x + at, y + at, length, stride);
  }
  // the last columns one by one, through a row gathered on the spot
  for (; j < end; j++) {
    let total: f64 = 0;
    let largest: f32 = -Infinity;
    let bad = false;
    for (let i: i32 = 0; i < length; i++) {
      const value = load<f32>(x + <usize>i * stride + (<usize>j << 2));
      total += <f64>value;
      if (value != value) bad = true;
      if (value > largest) largest = value;
    }
    let result: f32 = op == 0 ? <f32>total : bad ? NaN : largest;
    if (op == 2 && !bad && largest != Infinity && largest != -Infinity) {
      let sum: f64 = 0;
      for (let i: i32 = 0; i < length; i++)
        sum += <f64>f32x4.extract_lane(exp4(splat(load<f32>(x + <usize>i * stride + (<usize>j << 2)) - largest)), 0);
      result = largest + f32x4.extract_lane(log4(splat(<f32>sum)), 0);
    }
    store<f32>(y + (<usize>j << 2), result);
  }
}
