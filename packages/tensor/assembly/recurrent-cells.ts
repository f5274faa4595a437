// Gated cells of recurrent networks, a row [gates x units] of pre-activations at a time: the products are made, what is left is elementwise.
// Gates are kept for the backward pass, which then needs no exponential but tanh of the cell.
import { int, minimum, pointer } from "./arguments";
import { storeTail } from "./gaussian";
import { sigmoid4, splat, tanh4 } from "./simd-math";

// a row's last vector may end before four units, and the next units are another gate's or another thread's
// @ts-ignore: decorator
@inline function storeUnits(at: usize, value: v128, count: i32): void {
  if (count >= 4) v128.store(at, value);
  else storeTail(at, value, count);
}

// @ts-ignore: decorator
@inline function sum(a: usize, b: usize, at: usize): v128 {
  return f32x4.add(v128.load(a + at), v128.load(b + at));
}

// g y (1 - y), the gradient before a sigmoid whose value is y
// @ts-ignore: decorator
@inline function beforeSigmoid(g: v128, y: v128): v128 {
  return f32x4.mul(g, f32x4.mul(y, f32x4.sub(splat(1), y)));
}

// @ts-ignore: decorator
@inline function beforeTanh(g: v128, y: v128): v128 {
  return f32x4.mul(g, f32x4.sub(splat(1), f32x4.mul(y, y)));
}

/** c' = f c + i g, h = o tanh c'. ints: input, recurrent [rows, 4 units], cell, gates [rows, 4 units], new cell, state, rows, units, rows a chunk */
export function lstmCell(job: usize, chunk: i32): void {
  const units = int(job, 7), perChunk = int(job, 8);
  const end = minimum(int(job, 6), (chunk + 1) * perChunk);
  const gate = <usize>units << 2;
  for (let row = chunk * perChunk; row < end; row++) {
    const narrow = <usize>row * gate, wide = narrow << 2;
    const a = pointer(job, 0) + wide, b = pointer(job, 1) + wide, c = pointer(job, 2) + narrow;
    const gates = pointer(job, 3) + wide, next = pointer(job, 4) + narrow, state = pointer(job, 5) + narrow;
    for (let unit: i32 = 0; unit < units; unit += 4) {
      const at = <usize>unit << 2, count = units - unit;
      const i = sigmoid4(sum(a, b, at));
      const f = sigmoid4(sum(a, b, at + gate));
      const g = tanh4(sum(a, b, at + 2 * gate));
      const o = sigmoid4(sum(a, b, at + 3 * gate));
      const cell = f32x4.add(f32x4.mul(f, v128.load(c + at)), f32x4.mul(i, g));
      const h = f32x4.mul(o, tanh4(cell));
      storeUnits(gates + at, i, count);
      storeUnits(gates + at + gate, f, count);
      storeUnits(gates + at + 2 * gate, g, count);
      storeUnits(gates + at + 3 * gate, o, count);
      storeUnits(next + at, cell, count);
      storeUnits(state + at, h, count);
    }
  }
}

/**
 * With t = tanh c' and D = dc' + dh o (1 - t^2): gradients of the pre-activations i, f, g, o and of the cell before, D f.
 * ints: gates, cell, new cell, gradient of the state or 0, of the new cell or 0, to pre-activations, to the cell, rows, units, rows a chunk
 */
export function lstmCellBackward(job: usize, chunk: i32): void {
  const units = int(job, 8), perChunk = int(job, 9);
  const end = minimum(int(job, 7), (chunk + 1) * perChunk);
  const gate = <usize>units << 2;
  const ofState = pointer(job, 3), ofCell = pointer(job, 4);
  for (let row = chunk * perChunk; row < end; row++) {
    const narrow = <usize>row * gate, wide = narrow << 2;
    const gates = pointer(job, 0) + wide, c = pointer(job, 1) + narrow, next = pointer(job, 2) + narrow;
    const toInput = pointer(job, 5) + wide, toCell = pointer(job, 6) + narrow;
    for (let unit: i32 = 0; unit < units; unit += 4) {
      const at = <usize>unit << 2, count = units - unit;
      const i = v128.load(gates + at);
      const f = v128.load(gates + at + gate);
      const g = v128.load(gates + at + 2 * gate);
      const o = v128.load(gates + at + 3 * gate);
      const t = tanh4(v128.load(next + at));
      const dh = ofState != 0 ? v128.load(ofState + narrow + at) : splat(0);
      const dc = ofCell != 0 ? v128.load(ofCell + narrow + at) : splat(0);
      const d = f32x4.add(dc, beforeTanh(f32x4.mul(dh, o), t));
      const before = v128.load(c + at);
      storeUnits(toInput + at, beforeSigmoid(f32x4.mul(d, g), i), count);
      storeUnits(toInput + at + gate, beforeSigmoid(f32x4.mul(d, before), f), count);
      storeUnits(toInput + at + 2 * gate, beforeTanh(f32x4.mul(d, i), g), count);
      storeUnits(toInput + at + 3 * gate, beforeSigmoid(f32x4.mul(dh, t), o), count);
      storeUnits(toCell + at, f32x4.mul(d, f), count);
    }
  }
}

/** n + z (h - n), n = tanh(a_n + r b_n). ints: input a, recurrent b [rows, 3 units], state, gates r, z, n [rows, 3 units], new state, rows, units, rows a chunk */
export function gruCell(job: usize, chunk: i32): void {
  const units = int(job, 6), perChunk = int(job, 7);
  const end = minimum(int(job, 5), (chunk + 1) * perChunk);
  const gate = <usize>units << 2;
  for (let row = chunk * perChunk; row < end; row++) {
    const narrow = <usize>row * gate, wide = 3 * narrow;
    const a = pointer(job, 0) + wide, b = pointer(job, 1) + wide, state = pointer(job, 2) + narrow;
    const gates = pointer(job, 3) + wide, next = pointer(job, 4) + narrow;
    for (let unit: i32 = 0; unit < units; unit += 4) {
      const at = <usize>unit << 2, count = units - unit;
      const r = sigmoid4(sum(a, b, at));
      const z = sigmoid4(sum(a, b, at + gate));
      const n = tanh4(f32x4.add(v128.load(a + at + 2 * gate), f32x4.mul(r, v128.load(b + at + 2 * gate))));
      const h = f32x4.add(n, f32x4.mul(z, f32x4.sub(v128.load(state + at), n)));
      storeUnits(gates + at, r, count);
      storeUnits(gates + at + gate, z, count);
      storeUnits(gates + at + 2 * gate, n, count);
      storeUnits(next + at, h, count);
    }
  }
}

/**
 * Gradients of a and b, which differ in the part of n: dn and dn r; and of the state before, dh z.
 * ints: gates, recurrent b, state, gradient of the new state, to a, to b, to the state, rows, units, rows a chunk
 */
export function gruCellBackward(job: usize, chunk: i32): void {
  const units = int(job, 8), perChunk = int(job, 9);
  const end = minimum(int(job, 7), (chunk + 1) * perChunk);
  const gate = <usize>units << 2;
  for (let row = chunk * perChunk; row < end; row++) {
    const narrow = <usize>row * gate, wide = 3 * narrow;
    const gates = pointer(job, 0) + wide, b = pointer(job, 1) + wide, state = pointer(job, 2) + narrow, g = pointer(job, 3) + narrow;
    const toInput = pointer(job, 4) + wide, toRecurrent = pointer(job, 5) + wide, toState = pointer(job, 6) + narrow;
    for (let unit: i32 = 0; unit < units; unit += 4) {
      const at = <usize>unit << 2, count = units - unit;
      const r = v128.load(gates + at);
      const z = v128.load(gates + at + gate);
      const n = v128.load(gates + at + 2 * gate);
      const dh = v128.load(g + at);
      const dn = beforeTanh(f32x4.mul(dh, f32x4.sub(splat(1), z)), n);
      const dr = beforeSigmoid(f32x4.mul(dn, v128.load(b + at + 2 * gate)), r);
      const dz = beforeSigmoid(f32x4.mul(dh, f32x4.sub(v128.load(state + at), n)), z);
      storeUnits(toInput + at, dr, count);
      storeUnits(toInput + at + gate, dz, count);
      storeUnits(toInput + at + 2 * gate, dn, count);
      storeUnits(toRecurrent + at, dr, count);
      storeUnits(toRecurrent + at + gate, dz, count);
      storeUnits(toRecurrent + at + 2 * gate, f32x4.mul(dn, r), count);
      storeUnits(toState + at, f32x4.mul(dh, z), count);
    }
  }
}
