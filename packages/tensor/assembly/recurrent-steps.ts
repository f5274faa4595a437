// A recurrent layer over all steps of its sequences. Sequences do not meet, so a chunk takes some of them from the first step to the last, with no
// other thread to wait for; the weights of the state's product are packed once for all steps.
import { int, minimum, pointer } from "./arguments";
import { DEPTH, multiplyPanel, packLines, packRows } from "./matmul";
import { gruRow, gruRowBackward, lstmRow, lstmRowBackward, storeUnits } from "./recurrent-cells";
import { splat } from "./simd-math";
import { threadScratch } from "./threads";
import { COLUMNS, ROWS } from "./tiles";

/** Columns of B to a chunk of packing, in every module. */
const PACKED: i32 = 16;

/**
 * Packs all panels of B [k, n] or, transposed, of its transpose: a panel is [k][COLUMNS], one behind the other.
 * ints: b, packed, k, n, ldb (floats), transposed, batch stride of b, of packed (floats), chunks per batch
 */
export function packB(job: usize, chunk: i32): void {
  const k = int(job, 2), n = int(job, 3), perBatch = int(job, 8);
  const batch = chunk / perBatch;
  const first = (chunk - batch * perBatch) * PACKED;
  const ldb = <usize>int(job, 4) << 2;
  const b = pointer(job, 0) + (<usize>batch * <usize>int(job, 6) << 2);
  const packed = pointer(job, 1) + (<usize>batch * <usize>int(job, 7) << 2);
  const end = minimum(n, first + PACKED);
  for (let column = first; column < end; column += COLUMNS) {
    const to = packed + (<usize>column * <usize>k << 2), have = minimum(COLUMNS, n - column);
    if (int(job, 5) == 0) packRows(b + (<usize>column << 2), ldb, have, COLUMNS, k, to);
    else packLines(b + <usize>column * ldb, ldb, have, COLUMNS, k, to);
  }
}

/** C (+)= A B of some rows with B packed by packB; strides in bytes; `scratch` takes the packed rows. */
function multiplyRows(a: usize, lda: usize, rows: i32, depth: i32, b: usize, c: usize, columns: i32, add: bool, scratch: usize): void {
  for (let row: i32 = 0; row < rows; row += ROWS)
    packLines(a + <usize>row * lda, lda, rows - row, ROWS, depth, scratch + (<usize>row * <usize>depth << 2));
  const ldc = <usize>columns << 2;
  for (let from: i32 = 0; from < depth; from += DEPTH) {
    const here = minimum(DEPTH, depth - from);
    for (let column: i32 = 0; column < columns; column += COLUMNS) {
      const panel = b + (<usize>column * <usize>depth + <usize>from * <usize>COLUMNS << 2);
      multiplyPanel(scratch, rows, depth, from, here, panel, c + (<usize>column << 2), ldc, minimum(COLUMNS, columns - column), add || from > 0);
    }
  }
}

// to += from, and to += from * mask
function addRow(to: usize, from: usize, units: i32): void {
  for (let unit: i32 = 0; unit < units; unit += 4, to += 16, from += 16) storeUnits(to, f32x4.add(v128.load(to), v128.load(from)), units - unit);
}

function addMasked(to: usize, from: usize, mask: usize, units: i32): void {
  for (let unit: i32 = 0; unit < units; unit += 4, to += 16, from += 16, mask += 16)
    storeUnits(to, f32x4.add(v128.load(to), f32x4.mul(v128.load(from), v128.load(mask))), units - unit);
}

function maskRow(to: usize, from: usize, mask: usize, units: i32): void {
  for (let unit: i32 = 0; unit < units; unit += 4, to += 16, from += 16, mask += 16) v128.store(to, f32x4.mul(v128.load(from), v128.load(mask)));
}

// @ts-ignore: decorator
@inline function lengthsOf(job: usize, index: usize, skip: i32): usize {
  const lengths = pointer(job, index);
  return lengths == 0 ? 0 : lengths + (<usize>skip << 2);
}

// @ts-ignore: decorator
@inline function lengthOf(lengths: usize, row: i32, steps: i32): i32 {
  return lengths == 0 ? steps : load<i32>(lengths + (<usize>row << 2));
}

function longestOf(lengths: usize, first: i32, rows: i32, steps: i32): i32 {
  if (lengths == 0) return steps;
  let longest: i32 = 0;
  for (let row: i32 = 0; row < rows; row++) {
    const length = lengthOf(lengths, first + row, steps);
    if (length > longest) longest = length;
  }
  return longest;
}

// whole vectors of a row and a vector more: what is read past its end is never stored
// @ts-ignore: decorator
@inline function roomFor(units: i32): usize {
  return <usize>(((units + 3) & ~3) + 4) << 2;
}

/**
 * All states h_t, and those behind the last step of each sequence. Behind its end a sequence has zeros.
 * ints: input [draws, steps, batch, gates x units], packed weights, bias or 0, mask, first state, first cell [draws, batch, units] or 0, lengths [batch] or [draws, batch] or 0,
 * gates [draws, steps, batch, 4 units], states, cells [draws, steps, batch, units], last state, last cell [draws, batch, units], steps, batch, units,
 * floats from one draw's weights to the next, from one draw's bias to the next, rows per chunk, chunks per draw, lengths from one draw to the next
 */
// @ts-ignore: decorator
@inline function forward(kind: i32, job: usize, chunk: i32): void {
  const steps = int(job, 12), batch = int(job, 13), units = int(job, 14), perChunk = int(job, 17), perDraw = int(job, 18);
  const count: i32 = kind == 0 ? 4 : 3;
  const draw = chunk / perDraw;
  const first = (chunk - draw * perDraw) * perChunk;
  const rows = minimum(perChunk, batch - first);
  const width = <usize>units << 2, own = <usize>count * width;
  const weights = pointer(job, 1) + (<usize>draw * <usize>int(job, 15) << 2);
  const bias = pointer(job, 2) == 0 ? 0 : pointer(job, 2) + (<usize>draw * <usize>int(job, 16) << 2);
  const mask = pointer(job, 3), startState = pointer(job, 4), startCell = pointer(job, 5), lengths = lengthsOf(job, 6, draw * int(job, 19));
  const corner = <usize>(draw * batch + first);
  const zeros = threadScratch();
  const product = zeros + roomFor(units);
  const masked = product + <usize>rows * own + 16;
  const scratch = masked + <usize>rows * width + 16;
  memory.fill(zeros, 0, roomFor(units));
  const longest = longestOf(lengths, first, rows, steps);
  for (let step: i32 = 0; step < steps; step++) {
    const place = <usize>((draw * steps + step) * batch + first);
    const states = pointer(job, 8) + place * width, cells = pointer(job, 9) + place * width;
    if (step >= longest) {
      memory.fill(states, 0, <usize>rows * width);
      continue;
    }
    const before = step > 0 ? states - <usize>batch * width : startState == 0 ? 0 : startState + corner * width;
    const cellBefore = step > 0 ? cells - <usize>batch * width : startCell == 0 ? 0 : startCell + corner * width;
    if (bias != 0) for (let row: i32 = 0; row < rows; row++) memory.copy(product + <usize>row * own, bias, own);
    else if (before == 0) memory.fill(product, 0, <usize>rows * own);
    if (before != 0) {
      let fed = before;
      if (mask != 0) {
        fed = masked;
        for (let row: i32 = 0; row < rows; row++) maskRow(masked + <usize>row * width, before + <usize>row * width, mask + (corner + <usize>row) * width, units);
      }
      multiplyRows(fed, width, rows, units, weights, product, count * units, bias != 0, scratch);
    }
    for (let row: i32 = 0; row < rows; row++) {
      const at = <usize>row * width;
      const length = lengthOf(lengths, first + row, steps);
      if (step >= length) {
        memory.fill(states + at, 0, width);
        if (kind == 0) memory.fill(cells + at, 0, width);
        continue;
      }
      const a = pointer(job, 0) + place * own + <usize>row * own, b = product + <usize>row * own, gates = pointer(job, 7) + (place * width + at << 2);
      if (kind == 0) lstmRow(a, b, cellBefore == 0 ? zeros : cellBefore + at, gates, cells + at, states + at, units);
      else {
        gruRow(a, b, before == 0 ? zeros : before + at, gates, states + at, units);
        memory.copy(gates + 3 * width, b + 2 * width, width);
      }
      if (step == length - 1) {
        memory.copy(pointer(job, 10) + corner * width + at, states + at, width);
        if (kind == 0) memory.copy(pointer(job, 11) + corner * width + at, cells + at, width);
      }
    }
  }
}

export function lstmSteps(job: usize, chunk: i32): void { forward(0, job, chunk); }
export function gruSteps(job: usize, chunk: i32): void { forward(1, job, chunk); }

/**
 * From the last step to the first: gradients of the pre-activations, and of what the first step started from.
 * ints: gates, packed transposed weights, mask, first state, first cell or 0, lengths or 0, states, cells, gradients of all states, of the last, of the last cell or 0,
 * to input, to the state's product [draws, steps, batch, gates x units], to the first state, to the first cell [draws, batch, units], steps, batch, units,
 * floats from one draw's weights to the next, rows per chunk, chunks per draw, lengths from one draw to the next
 */
// @ts-ignore: decorator
@inline function backward(kind: i32, job: usize, chunk: i32): void {
  const steps = int(job, 15), batch = int(job, 16), units = int(job, 17), perChunk = int(job, 19), perDraw = int(job, 20);
  const count: i32 = kind == 0 ? 4 : 3;
  const draw = chunk / perDraw;
  const first = (chunk - draw * perDraw) * perChunk;
  const rows = minimum(perChunk, batch - first);
  const width = <usize>units << 2, own = <usize>count * width;
  const weights = pointer(job, 1) + (<usize>draw * <usize>int(job, 18) << 2);
  const mask = pointer(job, 2), startState = pointer(job, 3), startCell = pointer(job, 4), lengths = lengthsOf(job, 5, draw * int(job, 21));
  const ofStates = pointer(job, 8), ofLast = pointer(job, 9), ofLastCell = pointer(job, 10);
  const corner = <usize>(draw * batch + first);
  const toState = pointer(job, 13) + corner * width, toCell = pointer(job, 14) + corner * width;
  const zeros = threadScratch();
  const product = zeros + roomFor(units);
  const scratch = product + <usize>rows * width + 16;
  memory.fill(zeros, 0, roomFor(units));
  memory.fill(toState, 0, <usize>rows * width);
  if (kind == 0) memory.fill(toCell, 0, <usize>rows * width);
  const longest = longestOf(lengths, first, rows, steps);
  for (let step = steps - 1; step >= 0; step--) {
    const place = <usize>((draw * steps + step) * batch + first);
    const toInput = pointer(job, 11) + place * own, toRecurrent = pointer(job, 12) + place * own;
    if (step >= longest) {
      memory.fill(toInput, 0, <usize>rows * own);
      if (kind == 1) memory.fill(toRecurrent, 0, <usize>rows * own);
      continue;
    }
    const states = pointer(job, 6) + place * width, cells = pointer(job, 7) + place * width;
    const before = step > 0 ? states - <usize>batch * width : startState == 0 ? 0 : startState + corner * width;
    const cellBefore = step > 0 ? cells - <usize>batch * width : startCell == 0 ? 0 : startCell + corner * width;
    for (let row: i32 = 0; row < rows; row++) {
      const at = <usize>row * width, wide = <usize>row * own;
      const length = lengthOf(lengths, first + row, steps);
      if (step >= length) {
        memory.fill(toInput + wide, 0, own);
        if (kind == 1) memory.fill(toRecurrent + wide, 0, own);
        continue;
      }
      if (ofStates != 0) addRow(toState + at, ofStates + place * width + at, units);
      if (step == length - 1) {
        if (ofLast != 0) addRow(toState + at, ofLast + corner * width + at, units);
        if (kind == 0 && ofLastCell != 0) addRow(toCell + at, ofLastCell + corner * width + at, units);
      }
      const gates = pointer(job, 0) + (place * width + at << 2);
      if (kind == 0) {
        lstmRowBackward(gates, cellBefore == 0 ? zeros : cellBefore + at, cells + at, toState + at, toCell + at, toInput + wide, toCell + at, units);
        memory.fill(toState + at, 0, width);
      } else
        gruRowBackward(gates, gates + 3 * width, before == 0 ? zeros : before + at, toState + at, toInput + wide, toRecurrent + wide, toState + at, units);
    }
    if (before == 0) continue;
    const flow = kind == 0 ? toInput : toRecurrent;
    if (mask == 0) multiplyRows(flow, own, rows, count * units, weights, toState, units, true, scratch);
    else {
      multiplyRows(flow, own, rows, count * units, weights, product, units, false, scratch);
      for (let row: i32 = 0; row < rows; row++)
        addMasked(toState + <usize>row * width, product + <usize>row * width, mask + (corner + <usize>row) * width, units);
    }
  }
}

export function lstmStepsBackward(job: usize, chunk: i32): void { backward(0, job, chunk); }
export function gruStepsBackward(job: usize, chunk: i32): void { backward(1, job, chunk); }
