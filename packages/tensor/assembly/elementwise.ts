// One value in, one value out, and two in with broadcasting. A chunk is a fixed range of the output.
// Here and elsewhere the wide module takes two neighbouring vectors at once and stores them last, which is what V8 joins into 256 bits.
import { float, int, minimum, pointer } from "./arguments";
import { erf4, exp4, log1p4, log4, normalCdf4, sigmoid4, sine4, softplus4, splat, tanh4 } from "./simd-math";

const CHUNK: i32 = 8192;

// @ts-ignore: decorator
@inline function unaryOne(op: i32, x: v128, a: v128, b: v128): v128 {
  switch (op) {
    case 0: return f32x4.neg(x);
    case 1: return exp4(x);
    case 2: return log4(x);
    case 3: return f32x4.sqrt(x);
    case 4: return f32x4.abs(x);
    case 5: { // sign: -1, 0, 1, and NaN stays
      const one = v128.or(v128.and(x, splat(-0.0)), splat(1));
      return v128.bitselect(x, one, v128.or(f32x4.eq(x, splat(0)), f32x4.ne(x, x)));
    }
    case 6: return f32x4.pmax(x, splat(0));
    case 7: return tanh4(x);
    case 8: return sigmoid4(x);
    case 9: return softplus4(x);
    case 10: // gelu x Phi(x)
      return f32x4.mul(x, normalCdf4(x));
    case 11: return sine4(x, 0);
    case 12: return sine4(x, 1);
    case 13: return f32x4.mul(x, x);
    case 14: return f32x4.add(f32x4.mul(x, a), b); // affine a x + b
    case 15: return f32x4.pmin(f32x4.pmax(x, a), b); // clamp
    case 16: return f32x4.div(splat(1), x);
    case 17: { // derivative of gelu: Phi(x) + x phi(x)
      const cdf = normalCdf4(x);
      const pdf = f32x4.mul(splat(0.3989422804014327), exp4(f32x4.mul(splat(-0.5), f32x4.mul(x, x))));
      return f32x4.add(cdf, f32x4.mul(x, pdf));
    }
    case 18: return erf4(x);
    case 19: { // variance of a standard deviation softplus(x)
      const deviation = softplus4(x);
      return f32x4.mul(deviation, deviation);
    }
    default: return log1p4(x);
  }
}

// @ts-ignore: decorator
@inline function unaryLoop(op: i32, x: usize, y: usize, count: i32, a: v128, b: v128): void {
  const whole = count & ~3;
  let i: i32 = 0;
  if (WIDE)
    for (; i + 8 <= count; i += 8) {
      const at = i << 2;
      const first = unaryOne(op, v128.load(x + at), a, b), second = unaryOne(op, v128.load(x + at, 16), a, b);
      v128.store(y + at, first);
      v128.store(y + at, second, 16);
    }
  for (; i < whole; i += 4) v128.store(y + (i << 2), unaryOne(op, v128.load(x + (i << 2)), a, b));
  // buffers are padded to whole vectors, so the tail may read and write past the end of the array, never past its allocation
  if (i < count) v128.store(y + (i << 2), unaryOne(op, v128.load(x + (i << 2)), a, b));
}

/** ints: x, y, count, op; floats: a, b */
export function unary(job: usize, chunk: i32): void {
  const start = chunk * CHUNK;
  const count = minimum(CHUNK, int(job, 2) - start);
  const x = pointer(job, 0) + (<usize>start << 2);
  const y = pointer(job, 1) + (<usize>start << 2);
  const a = splat(float(job, 0));
  const b = splat(float(job, 1));
  switch (int(job, 3)) {
    case 0: unary0(x, y, count, a, b); break;
    case 1: unary1(x, y, count, a, b); break;
    case 2: unary2(x, y, count, a, b); break;
    case 3: unary3(x, y, count, a, b); break;
    case 4: unary4(x, y, count, a, b); break;
    case 5: unary5(x, y, count, a, b); break;
    case 6: unary6(x, y, count, a, b); break;
    case 7: unary7(x, y, count, a, b); break;
    case 8: unary8(x, y, count, a, b); break;
    case 9: unary9(x, y, count, a, b); break;
    case 10: unary10(x, y, count, a, b); break;
    case 11: unary11(x, y, count, a, b); break;
    case 12: unary12(x, y, count, a, b); break;
    case 13: unary13(x, y, count, a, b); break;
    case 14: unary14(x, y, count, a, b); break;
    case 15: unary15(x, y, count, a, b); break;
    case 16: unary16(x, y, count, a, b); break;
    case 17: unary17(x, y, count, a, b); break;
    case 18: unary18(x, y, count, a, b); break;
    case 19: unary19(x, y, count, a, b); break;
    default: unary20(x, y, count, a, b); break;
  }
}

// A function for each operation: their loops, were they in one function, would be folded into one that asks for the operation at every vector.
function unary0(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(0, x, y, count, a, b); }
function unary1(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(1, x, y, count, a, b); }
function unary2(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(2, x, y, count, a, b); }
function unary3(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(3, x, y, count, a, b); }
function unary4(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(4, x, y, count, a, b); }
function unary5(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(5, x, y, count, a, b); }
function unary6(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(6, x, y, count, a, b); }
function unary7(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(7, x, y, count, a, b); }
function unary8(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(8, x, y, count, a, b); }
function unary9(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(9, x, y, count, a, b); }
function unary10(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(10, x, y, count, a, b); }
function unary11(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(11, x, y, count, a, b); }
function unary12(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(12, x, y, count, a, b); }
function unary13(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(13, x, y, count, a, b); }
function unary14(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(14, x, y, count, a, b); }
function unary15(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(15, x, y, count, a, b); }
function unary16(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(16, x, y, count, a, b); }
function unary17(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(17, x, y, count, a, b); }
function unary18(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(18, x, y, count, a, b); }
function unary19(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(19, x, y, count, a, b); }
function unary20(x: usize, y: usize, count: i32, a: v128, b: v128): void { unaryLoop(20, x, y, count, a, b); }

// @ts-ignore: decorator
@inline function binaryOne(op: i32, a: v128, b: v128): v128 {
  switch (op) {
    case 0: return f32x4.add(a, b);
    case 1: return f32x4.sub(a, b);
    case 2: return f32x4.mul(a, b);
    case 3: return f32x4.div(a, b);
    case 4: return f32x4.max(a, b);
    case 5: return f32x4.min(a, b);
    case 6: return v128.andnot(a, f32x4.le(b, splat(0))); // gate: a where b is above 0 or NaN, else 0
    case 7: return f32x4.mul(a, f32x4.sub(splat(1), f32x4.mul(b, b))); // tanh backward, b the output
    case 8: return f32x4.mul(a, f32x4.mul(b, f32x4.sub(splat(1), b))); // sigmoid backward, b the output
    case 9: return v128.and(f32x4.gt(a, b), splat(1));
    case 10: return v128.and(f32x4.eq(a, b), splat(1));
    case 11: return f32x4.mul(a, sigmoid4(b)); // softplus backward, b the input
    case 12: return v128.and(f32x4.ge(a, b), splat(1));
    case 13: { // square backward, b the input
      const product = f32x4.mul(a, b);
      return f32x4.add(product, product);
    }
    case 15: { // 1 where both are one value, NaN too
      const bothNaN = v128.and(f32x4.ne(a, a), f32x4.ne(b, b));
      return v128.and(v128.or(f32x4.eq(a, b), bothNaN), splat(1));
    }
    default: { // softplus-squared backward, b the input: 2 softplus(b) sigmoid(b)
      const product = f32x4.mul(f32x4.mul(a, softplus4(b)), sigmoid4(b));
      return f32x4.add(product, product);
    }
  }
}

// How the innermost axis moves: both along it, or one of them held.
// @ts-ignore: decorator
@inline function binaryRow(op: i32, a: usize, aMoves: i32, b: usize, bMoves: i32, y: usize, count: i32): void {
  let i: i32 = 0;
  const whole = count & ~3;
  if (WIDE && aMoves != 0 && bMoves != 0) {
    for (; i + 8 <= count; i += 8) {
      const at = i << 2;
      const first = binaryOne(op, v128.load(a + at), v128.load(b + at)), second = binaryOne(op, v128.load(a + at, 16), v128.load(b + at, 16));
      v128.store(y + at, first);
      v128.store(y + at, second, 16);
    }
  }
  if (aMoves != 0 && bMoves != 0) {
    for (; i < whole; i += 4) v128.store(y + (i << 2), binaryOne(op, v128.load(a + (i << 2)), v128.load(b + (i << 2))));
  } else if (aMoves != 0) {
    const held = v128.load32_splat(b);
    if (WIDE)
      for (; i + 8 <= count; i += 8) {
        const at = i << 2;
        const first = binaryOne(op, v128.load(a + at), held), second = binaryOne(op, v128.load(a + at, 16), held);
        v128.store(y + at, first);
        v128.store(y + at, second, 16);
      }
    for (; i < whole; i += 4) v128.store(y + (i << 2), binaryOne(op, v128.load(a + (i << 2)), held));
  } else if (bMoves != 0) {
    const held = v128.load32_splat(a);
    for (; i < whole; i += 4) v128.store(y + (i << 2), binaryOne(op, held, v128.load(b + (i << 2))));
  } else {
    const value = binaryOne(op, v128.load32_splat(a), v128.load32_splat(b));
    for (; i < whole; i += 4) v128.store(y + (i << 2), value);
  }
  for (; i < count; i++) {
    const left = v128.load32_splat(aMoves != 0 ? a + (i << 2) : a);
    const right = v128.load32_splat(bMoves != 0 ? b + (i << 2) : b);
    v128.store32_lane(y + (i << 2), binaryOne(op, left, right), 0);
  }
}

// The output's axes, collapsed to at most 4 by the caller: outer sizes n0, n1, n2 with strides for a and b, then the inner axis.
// @ts-ignore: decorator
@inline function binaryLoop(op: i32, job: usize, chunk: i32): void {
  const a = pointer(job, 0);
  const b = pointer(job, 1);
  const y = pointer(job, 2);
  const n1 = int(job, 5);
  const n2 = int(job, 6);
  const inner = int(job, 7);
  const a0 = int(job, 8), a1 = int(job, 9), a2 = int(job, 10), a3 = int(job, 11);
  const b0 = int(job, 12), b1 = int(job, 13), b2 = int(job, 14), b3 = int(job, 17);
  const chunkSize = int(job, 16);
  let at = chunk * chunkSize;
  const end = minimum(at + chunkSize, int(job, 15));
  const row = at / inner;
  let offset = at - row * inner;
  // places of the outer axes are counted on: the divisions would cost as much as a row of 60
  let i2 = row % n2;
  let i1 = (row / n2) % n1;
  let i0 = row / n2 / n1;
  while (at < end) {
    const count = minimum(inner - offset, end - at);
    const aAt = a + (<usize>(i0 * a0 + i1 * a1 + i2 * a2 + offset * a3) << 2);
    const bAt = b + (<usize>(i0 * b0 + i1 * b1 + i2 * b2 + offset * b3) << 2);
    binaryRow(op, aAt, a3, bAt, b3, y + (<usize>at << 2), count);
    at += count;
    offset = 0;
    if (++i2 == n2) {
      i2 = 0;
      if (++i1 == n1) i1 = 0, i0++;
    }
  }
}

/** ints: a, b, y, op, n0, n1, n2, inner, strides of a (4), strides of b (3), size, chunk size, inner stride of b */
export function binary(job: usize, chunk: i32): void {
  switch (int(job, 3)) {
    case 0: binary0(job, chunk); break;
    case 1: binary1(job, chunk); break;
    case 2: binary2(job, chunk); break;
    case 3: binary3(job, chunk); break;
    case 4: binary4(job, chunk); break;
    case 5: binary5(job, chunk); break;
    case 6: binary6(job, chunk); break;
    case 7: binary7(job, chunk); break;
    case 8: binary8(job, chunk); break;
    case 9: binary9(job, chunk); break;
    case 10: binary10(job, chunk); break;
    case 11: binary11(job, chunk); break;
    case 12: binary12(job, chunk); break;
    case 13: binary13(job, chunk); break;
    case 15: binary15(job, chunk); break;
    default: binary14(job, chunk); break;
  }
}

function binary0(job: usize, chunk: i32): void { binaryLoop(0, job, chunk); }
function binary1(job: usize, chunk: i32): void { binaryLoop(1, job, chunk); }
function binary2(job: usize, chunk: i32): void { binaryLoop(2, job, chunk); }
function binary3(job: usize, chunk: i32): void { binaryLoop(3, job, chunk); }
function binary4(job: usize, chunk: i32): void { binaryLoop(4, job, chunk); }
function binary5(job: usize, chunk: i32): void { binaryLoop(5, job, chunk); }
function binary6(job: usize, chunk: i32): void { binaryLoop(6, job, chunk); }
function binary7(job: usize, chunk: i32): void { binaryLoop(7, job, chunk); }
function binary8(job: usize, chunk: i32): void { binaryLoop(8, job, chunk); }
function binary9(job: usize, chunk: i32): void { binaryLoop(9, job, chunk); }
function binary10(job: usize, chunk: i32): void { binaryLoop(10, job, chunk); }
function binary11(job: usize, chunk: i32): void { binaryLoop(11, job, chunk); }
function binary12(job: usize, chunk: i32): void { binaryLoop(12, job, chunk); }
function binary13(job: usize, chunk: i32): void { binaryLoop(13, job, chunk); }
function binary14(job: usize, chunk: i32): void { binaryLoop(14, job, chunk); }
function binary15(job: usize, chunk: i32): void { binaryLoop(15, job, chunk); }

/** ints: condition, a, b, y, count: y = condition != 0 ? a : b */
export function select(job: usize, chunk: i32): void {
  const start = chunk * CHUNK;
  const count = minimum(CHUNK, int(job, 4) - start);
  const skip = <usize>start << 2;
  const condition = pointer(job, 0) + skip;
  const a = pointer(job, 1) + skip;
  const b = pointer(job, 2) + skip;
  const y = pointer(job, 3) + skip;
  for (let i: i32 = 0; i < count; i += 4) {
    const at = <usize>i << 2;
    const chosen = f32x4.ne(v128.load(condition + at), splat(0));
    v128.store(y + at, v128.bitselect(v128.load(a + at), v128.load(b + at), chosen));
  }
}

/** ints: y, count; floats: value */
export function fill(job: usize, chunk: i32): void {
  const start = chunk * CHUNK;
  const count = minimum(CHUNK, int(job, 1) - start);
  const y = pointer(job, 0) + (<usize>start << 2);
  const value = splat(float(job, 0));
  for (let i: i32 = 0; i < count; i += 4) v128.store(y + (<usize>i << 2), value);
}
