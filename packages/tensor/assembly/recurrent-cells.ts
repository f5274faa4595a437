// Gated cells of recurrent networks, a row [gates x units] of pre-activations at a time: the products are made, what is left is elementwise.
// Gates are kept for the backward pass, which then needs no exponential but tanh of the cell.
import { int, minimum, pointer } from "./arguments";
import { storeTail } from "./gaussian";
import { sigmoid4, splat, tanh4 } from "./simd-math";

// a row's last vector may end before four units, and the next units are another gate's or another thread's
// @ts-ignore: decorator
@inline export function storeUnits(at: usize, value: v128, count: i32): void {
  if (count >= 4) v128.store(at, value);
  else storeTail(at, value, count);
}

// @ts-ignore: decorator
@inline function sum(a: usize, b: usize): v128 {
  return f32x4.add(v128.load(a), v128.load(b));
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

// @ts-ignore: decorator
@inline function nextCell(i: v128, f: v128, g: v128, before: v128): v128 {
  return f32x4.add(f32x4.mul(f, before), f32x4.mul(i, g));
}

/** A row: c' = f c + i g, h = o tanh c' from pre-activations a + b [4 units] and the cell c. Gates may be written over a or b. */
export function lstmRow(a: usize, b: usize, c: usize, gates: usize, next: usize, state: usize, units: i32): void {
  const gate = <usize>units << 2;
  let unit: i32 = 0;
  if (WIDE)
    for (; unit + 8 <= units; unit += 8, a += 32, b += 32, c += 32, gates += 32, next += 32, state += 32) {
      const i0 = sigmoid4(sum(a, b)), i1 = sigmoid4(sum(a + 16, b + 16));
      const f0 = sigmoid4(sum(a + gate, b + gate)), f1 = sigmoid4(sum(a + gate + 16, b + gate + 16));
      const g0 = tanh4(sum(a + 2 * gate, b + 2 * gate)), g1 = tanh4(sum(a + 2 * gate + 16, b + 2 * gate + 16));
      const o0 = sigmoid4(sum(a + 3 * gate, b + 3 * gate)), o1 = sigmoid4(sum(a + 3 * gate + 16, b + 3 * gate + 16));
      const c0 = nextCell(i0, f0, g0, v128.load(c)), c1 = nextCell(i1, f1, g1, v128.load(c, 16));
      const h0 = f32x4.mul(o0, tanh4(c0)), h1 = f32x4.mul(o1, tanh4(c1));
      v128.store(gates, i0);
      v128.store(gates, i1, 16);
      v128.store(gates + gate, f0);
      v128.store(gates + gate, f1, 16);
      v128.store(gates + 2 * gate, g0);
      v128.store(gates + 2 * gate, g1, 16);
      v128.store(gates + 3 * gate, o0);
      v128.store(gates + 3 * gate, o1, 16);
      v128.store(next, c0);
      v128.store(next, c1, 16);
      v128.store(state, h0);
      v128.store(state, h1, 16);
    }
  for (; unit < units; unit += 4, a += 16, b += 16, c += 16, gates += 16, next += 16, state += 16) {
    const count = units - unit;
    const i = sigmoid4(sum(a, b));
    const f = sigmoid4(sum(a + gate, b + gate));
    const g = tanh4(sum(a + 2 * gate, b + 2 * gate));
    const o = sigmoid4(sum(a + 3 * gate, b + 3 * gate));
    const cell = nextCell(i, f, g, v128.load(c));
    const h = f32x4.mul(o, tanh4(cell));
    storeUnits(gates, i, count);
    storeUnits(gates + gate, f, count);
    storeUnits(gates + 2 * gate, g, count);
    storeUnits(gates + 3 * gate, o, count);
    storeUnits(next, cell, count);
    storeUnits(state, h, count);
  }
}

// D = dc' + dh o (1 - t^2), the gradient of the cell from its own and from the state's
// @ts-ignore: decorator
@inline function ofCellAndState(dc: v128, dh: v128, o: v128, t: v128): v128 {
  return f32x4.add(dc, beforeTanh(f32x4.mul(dh, o), t));
}

/** A row's gradients: with t = tanh c' and D = dc' + dh o (1 - t^2), those of the pre-activations i, f, g, o and of the cell before, D f, which may be written over dc'. */
export function lstmRowBackward(gates: usize, c: usize, next: usize, ofState: usize, ofCell: usize, toInput: usize, toCell: usize, units: i32): void {
  const gate = <usize>units << 2;
  let unit: i32 = 0;
  if (WIDE)
    for (; unit + 8 <= units; unit += 8, gates += 32, c += 32, next += 32, ofState += 32, ofCell += 32, toInput += 32, toCell += 32) {
      const i0 = v128.load(gates), i1 = v128.load(gates, 16);
      const f0 = v128.load(gates + gate), f1 = v128.load(gates + gate, 16);
      const g0 = v128.load(gates + 2 * gate), g1 = v128.load(gates + 2 * gate, 16);
      const o0 = v128.load(gates + 3 * gate), o1 = v128.load(gates + 3 * gate, 16);
      const t0 = tanh4(v128.load(next)), t1 = tanh4(v128.load(next, 16));
      const h0 = v128.load(ofState), h1 = v128.load(ofState, 16);
      const d0 = ofCellAndState(v128.load(ofCell), h0, o0, t0), d1 = ofCellAndState(v128.load(ofCell, 16), h1, o1, t1);
      const toI0 = beforeSigmoid(f32x4.mul(d0, g0), i0), toI1 = beforeSigmoid(f32x4.mul(d1, g1), i1);
      const toF0 = beforeSigmoid(f32x4.mul(d0, v128.load(c)), f0), toF1 = beforeSigmoid(f32x4.mul(d1, v128.load(c, 16)), f1);
      const toG0 = beforeTanh(f32x4.mul(d0, i0), g0), toG1 = beforeTanh(f32x4.mul(d1, i1), g1);
      const toO0 = beforeSigmoid(f32x4.mul(h0, t0), o0), toO1 = beforeSigmoid(f32x4.mul(h1, t1), o1);
      const c0 = f32x4.mul(d0, f0), c1 = f32x4.mul(d1, f1);
      v128.store(toInput, toI0);
      v128.store(toInput, toI1, 16);
      v128.store(toInput + gate, toF0);
      v128.store(toInput + gate, toF1, 16);
      v128.store(toInput + 2 * gate, toG0);
      v128.store(toInput + 2 * gate, toG1, 16);
      v128.store(toInput + 3 * gate, toO0);
      v128.store(toInput + 3 * gate, toO1, 16);
      v128.store(toCell, c0);
      v128.store(toCell, c1, 16);
    }
  for (; unit < units; unit += 4, gates += 16, c += 16, next += 16, ofState += 16, ofCell += 16, toInput += 16, toCell += 16) {
    const count = units - unit;
    const i = v128.load(gates);
    const f = v128.load(gates + gate);
    const g = v128.load(gates + 2 * gate);
    const o = v128.load(gates + 3 * gate);
    const t = tanh4(v128.load(next));
    const dh = v128.load(ofState);
    const d = ofCellAndState(v128.load(ofCell), dh, o, t);
    const before = v128.load(c);
    storeUnits(toInput, beforeSigmoid(f32x4.mul(d, g), i), count);
    storeUnits(toInput + gate, beforeSigmoid(f32x4.mul(d, before), f), count);
    storeUnits(toInput + 2 * gate, beforeTanh(f32x4.mul(d, i), g), count);
    storeUnits(toInput + 3 * gate, beforeSigmoid(f32x4.mul(dh, t), o), count);
    storeUnits(toCell, f32x4.mul(d, f), count);
  }
}

// @ts-ignore: decorator
@inline function between(n: v128, z: v128, h: v128): v128 {
  return f32x4.add(n, f32x4.mul(z, f32x4.sub(h, n)));
}

/** A row: h' = n + z (h - n), n = tanh(a_n + r b_n) from pre-activations a and b [3 units] and the state h. */
export function gruRow(a: usize, b: usize, h: usize, gates: usize, next: usize, units: i32): void {
  const gate = <usize>units << 2;
  let unit: i32 = 0;
  if (WIDE)
    for (; unit + 8 <= units; unit += 8, a += 32, b += 32, h += 32, gates += 32, next += 32) {
      const r0 = sigmoid4(sum(a, b)), r1 = sigmoid4(sum(a + 16, b + 16));
      const z0 = sigmoid4(sum(a + gate, b + gate)), z1 = sigmoid4(sum(a + gate + 16, b + gate + 16));
      const n0 = tanh4(f32x4.add(v128.load(a + 2 * gate), f32x4.mul(r0, v128.load(b + 2 * gate))));
      const n1 = tanh4(f32x4.add(v128.load(a + 2 * gate, 16), f32x4.mul(r1, v128.load(b + 2 * gate, 16))));
      const h0 = between(n0, z0, v128.load(h)), h1 = between(n1, z1, v128.load(h, 16));
      v128.store(gates, r0);
      v128.store(gates, r1, 16);
      v128.store(gates + gate, z0);
      v128.store(gates + gate, z1, 16);
      v128.store(gates + 2 * gate, n0);
      v128.store(gates + 2 * gate, n1, 16);
      v128.store(next, h0);
      v128.store(next, h1, 16);
    }
  for (; unit < units; unit += 4, a += 16, b += 16, h += 16, gates += 16, next += 16) {
    const count = units - unit;
    const r = sigmoid4(sum(a, b));
    const z = sigmoid4(sum(a + gate, b + gate));
    const n = tanh4(f32x4.add(v128.load(a + 2 * gate), f32x4.mul(r, v128.load(b + 2 * gate))));
    storeUnits(next, between(n, z, v128.load(h)), count);
    storeUnits(gates, r, count);
    storeUnits(gates + gate, z, count);
    storeUnits(gates + 2 * gate, n, count);
  }
}

/**
 * A row's gradients: of a and b, which differ in the part of n: dn and dn r; and of the state before, dh z, which may be written over dh.
 * `bn` is the part of n of b.
 */
export function gruRowBackward(gates: usize, bn: usize, h: usize, ofState: usize, toInput: usize, toRecurrent: usize, toState: usize, units: i32): void {
  const gate = <usize>units << 2;
  let unit: i32 = 0;
  if (WIDE)
    for (; unit + 8 <= units; unit += 8, gates += 32, bn += 32, h += 32, ofState += 32, toInput += 32, toRecurrent += 32, toState += 32) {
      const r0 = v128.load(gates), r1 = v128.load(gates, 16);
      const z0 = v128.load(gates + gate), z1 = v128.load(gates + gate, 16);
      const n0 = v128.load(gates + 2 * gate), n1 = v128.load(gates + 2 * gate, 16);
      const g0 = v128.load(ofState), g1 = v128.load(ofState, 16);
      const dn0 = beforeTanh(f32x4.mul(g0, f32x4.sub(splat(1), z0)), n0), dn1 = beforeTanh(f32x4.mul(g1, f32x4.sub(splat(1), z1)), n1);
      const dr0 = beforeSigmoid(f32x4.mul(dn0, v128.load(bn)), r0), dr1 = beforeSigmoid(f32x4.mul(dn1, v128.load(bn, 16)), r1);
      const dz0 = beforeSigmoid(f32x4.mul(g0, f32x4.sub(v128.load(h), n0)), z0), dz1 = beforeSigmoid(f32x4.mul(g1, f32x4.sub(v128.load(h, 16), n1)), z1);
      const b0 = f32x4.mul(dn0, r0), b1 = f32x4.mul(dn1, r1);
      const h0 = f32x4.mul(g0, z0), h1 = f32x4.mul(g1, z1);
      v128.store(toInput, dr0);
      v128.store(toInput, dr1, 16);
      v128.store(toInput + gate, dz0);
      v128.store(toInput + gate, dz1, 16);
      v128.store(toInput + 2 * gate, dn0);
      v128.store(toInput + 2 * gate, dn1, 16);
      v128.store(toRecurrent, dr0);
      v128.store(toRecurrent, dr1, 16);
      v128.store(toRecurrent + gate, dz0);
      v128.store(toRecurrent + gate, dz1, 16);
      v128.store(toRecurrent + 2 * gate, b0);
      v128.store(toRecurrent + 2 * gate, b1, 16);
      v128.store(toState, h0);
      v128.store(toState, h1, 16);
    }
  for (; unit < units; unit += 4, gates += 16, bn += 16, h += 16, ofState += 16, toInput += 16, toRecurrent += 16, toState += 16) {
    const count = units - unit;
    const r = v128.load(gates);
    const z = v128.load(gates + gate);
    const n = v128.load(gates + 2 * gate);
    const dh = v128.load(ofState);
    const dn = beforeTanh(f32x4.mul(dh, f32x4.sub(splat(1), z)), n);
    const dr = beforeSigmoid(f32x4.mul(dn, v128.load(bn)), r);
    const dz = beforeSigmoid(f32x4.mul(dh, f32x4.sub(v128.load(h), n)), z);
    storeUnits(toInput, dr, count);
    storeUnits(toInput + gate, dz, count);
    storeUnits(toInput + 2 * gate, dn, count);
    storeUnits(toRecurrent, dr, count);
    storeUnits(toRecurrent + gate, dz, count);
    storeUnits(toRecurrent + 2 * gate, f32x4.mul(dn, r), count);
    storeUnits(toState, f32x4.mul(dh, z), count);
  }
}

/** Rows of one step. ints: input, recurrent [rows, 4 units], cell, gates [rows, 4 units], new cell, state, rows, units, rows a chunk */
export function lstmCell(job: usize, chunk: i32): void {
  const units = int(job, 7), perChunk = int(job, 8);
  const end = minimum(int(job, 6), (chunk + 1) * perChunk);
  for (let row = chunk * perChunk; row < end; row++) {
    const narrow = <usize>(row * units) << 2, wide = narrow << 2;
    lstmRow(pointer(job, 0) + wide, pointer(job, 1) + wide, pointer(job, 2) + narrow, pointer(job, 3) + wide, pointer(job, 4) + narrow, pointer(job, 5) + narrow, units);
  }
}

/** ints: gates, cell, new cell, gradient of the state, of the new cell, to pre-activations, to the cell, rows, units, rows a chunk */
export function lstmCellBackward(job: usize, chunk: i32): void {
  const units = int(job, 8), perChunk = int(job, 9);
  const end = minimum(int(job, 7), (chunk + 1) * perChunk);
  for (let row = chunk * perChunk; row < end; row++) {
    const narrow = <usize>(row * units) << 2, wide = narrow << 2;
    lstmRowBackward(pointer(job, 0) + wide, pointer(job, 1) + narrow, pointer(job, 2) + narrow, pointer(job, 3) + narrow, pointer(job, 4) + narrow, pointer(job, 5) + wide, pointer(job, 6) + narrow, units);
  }
}

/** ints: input a, recurrent b [rows, 3 units], state, gates r, z, n [rows, 3 units], new state, rows, units, rows a chunk */
export function gruCell(job: usize, chunk: i32): void {
  const units = int(job, 6), perChunk = int(job, 7);
  const end = minimum(int(job, 5), (chunk + 1) * perChunk);
  for (let row = chunk * perChunk; row < end; row++) {
    const narrow = <usize>(row * units) << 2, wide = 3 * narrow;
    gruRow(pointer(job, 0) + wide, pointer(job, 1) + wide, pointer(job, 2) + narrow, pointer(job, 3) + wide, pointer(job, 4) + narrow, units);
  }
}

/** ints: gates, recurrent b, state, gradient of the new state, to a, to b, to the state, rows, units, rows a chunk */
export function gruCellBackward(job: usize, chunk: i32): void {
  const units = int(job, 8), perChunk = int(job, 9);
  const end = minimum(int(job, 7), (chunk + 1) * perChunk);
  for (let row = chunk * perChunk; row < end; row++) {
    const narrow = <usize>(row * units) << 2, wide = 3 * narrow;
    gruRowBackward(pointer(job, 0) + wide, pointer(job, 1) + wide + (<usize>units << 3), pointer(job, 2) + narrow, pointer(job, 3) + narrow, pointer(job, 4) + wide, pointer(job, 5) + wide, pointer(job, 6) + narrow, units);
  }
}
