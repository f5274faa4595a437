// Reductions over one axis of [outer, length, inner]. Sums add float32 lanes over at most 256 values, then float64.
import { float, int, minimum, pointer } from "./arguments";
import { exp4, log4, splat } from "./simd-math";

const SUM_BLOCK: i32 = 4096;

// @ts-ignore: decorator
@inline function addLanes(v: v128): f64 {
  return <f64>f32x4.extract_lane(v, 0) + <f64>f32x4.extract_lane(v, 1) + <f64>f32x4.extract_lane(v, 2) + <f64>f32x4.extract_lane(v, 3);
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
  let total = splat(0);
  let i: i32 = 0;
  const shift = splat(largest);
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
      low = f64x2.add(low, f64x2.promote_low_f32x4(lanes));
      high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<i32>(lanes, lanes, 2, 3, 2, 3)));
    }
    v128.store(y, v128.shuffle<i32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5));
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
  let total = splat(0);
  for (let i: i32 = 0; i < length; i++) total = f32x4.add(total, exp4(f32x4.sub(v128.load(x + <usize>i * stride), shift)));
  v128.store(y, v128.bitselect(f32x4.add(shift, log4(total)), largest, finite));
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
