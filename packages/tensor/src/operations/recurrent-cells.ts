import { allocate, type DenseArray, floats } from "../array.ts";
import { record } from "../autodiff/tape.ts";
import { launch } from "../engine/engine.ts";
import { sameShape, showShape } from "../shape.ts";
import type { Shape, Tensor } from "../types.ts";
import { full } from "./elementwise.ts";

/** Units to a chunk: some 40 microseconds of work. */
const CHUNK = 2048;

interface Rows {
  readonly rows: number;
  readonly units: number;
  readonly perChunk: number;
  readonly chunks: number;
}

function rowsOf(state: DenseArray): Rows {
  const units = state.shape[state.shape.length - 1]!;
  const rows = units === 0 ? 0 : state.size / units;
  const perChunk = Math.max(1, Math.ceil(CHUNK / Math.max(1, units)));
  return { rows, units, perChunk, chunks: Math.ceil(rows / perChunk) };
}

/** Pre-activations of a cell with so many gates, and what it carries, as float32 arrays of shapes that fit. */
function operands(where: string, gates: number, given: Readonly<Record<string, Tensor>>): DenseArray<"float32">[] {
  const arrays = Object.entries(given).map(([name, array]) => floats(where, array, name));
  const [input, recurrent, carried] = arrays as [DenseArray, DenseArray, DenseArray];
  const name = Object.keys(given)[2]!;
  const units = carried.shape[carried.shape.length - 1];
  if (units === undefined) throw new Error(`${where}: ${name} is a single number, expected [..., units]`);
  const wanted: Shape = [...carried.shape.slice(0, -1), gates * units];
  if (!sameShape(input.shape, wanted) || !sameShape(recurrent.shape, wanted))
    throw new Error(
      `${where}: input is ${showShape(input.shape)} and recurrent ${showShape(recurrent.shape)}, expected ${showShape(wanted)} beside a ${name} of ${showShape(carried.shape)}`,
    );
  return arrays;
}

/**
 * One step of a long short-term memory, elementwise, from the pre-activations of its gates i, f, g, o in this order:
 *
 *   [i f g o] = input + recurrent
 *   cell' = sigmoid(f) cell + sigmoid(i) tanh(g),  state = sigmoid(o) tanh(cell')
 *
 * @shape input, recurrent [..., 4 units], cell [..., units] -> state, cell [..., units]
 * @throws for shapes that do not fit
 * @see   hochreiter1997, with the forget gate of gers2000
 */
export function lstmCell(
  input: Tensor,
  recurrent: Tensor,
  cell: Tensor,
): { readonly state: Tensor<"float32">; readonly cell: Tensor<"float32"> } {
  const [a, b, c] = operands("lstmCell", 4, { input, recurrent, cell }) as [DenseArray, DenseArray, DenseArray];
  const { rows, units, perChunk, chunks } = rowsOf(c);
  const [gates, next, state] = [allocate(a.shape), allocate(c.shape), allocate(c.shape)];
  launch("lstmCell", chunks, [a.address, b.address, c.address, gates.address, next.address, state.address, rows, units, perChunk]);
  record("lstmCell", [a, b, c, gates], [state, next], undefined);
  return { state, cell: next };
}

/** Gradients of both pre-activations, which are added and so have one, and of the cell before. */
export function lstmCellGradient(
  [, , cell, gates]: readonly DenseArray[],
  next: DenseArray,
  [ofState, ofCell]: readonly (DenseArray | undefined)[],
): { readonly preactivations: DenseArray<"float32">; readonly cell: DenseArray<"float32"> } {
  const { rows, units, perChunk, chunks } = rowsOf(cell!);
  const [toInput, toCell] = [allocate(gates!.shape), allocate(cell!.shape)];
  const nothing = () => full(cell!.shape, 0) as DenseArray<"float32">;
  launch("lstmCellBackward", chunks, [
    gates!.address,
    cell!.address,
    next.address,
    (ofState ?? nothing()).address,
    (ofCell ?? nothing()).address,
    toInput.address,
    toCell.address,
    rows,
    units,
    perChunk,
  ]);
  return { preactivations: toInput, cell: toCell };
}

/**
 * One step of a gated recurrent unit, elementwise, from the pre-activations a of the inputs and b of the state, of its gates r, z, n in this
 * order. The reset gate acts behind the recurrent product, bias included:
 *
 *   r = sigmoid(a_r + b_r),  z = sigmoid(a_z + b_z),  n = tanh(a_n + r b_n)
 *   state' = (1 - z) n + z state
 *
 * @shape input, recurrent [..., 3 units], state [..., units] -> [..., units]
 * @throws for shapes that do not fit
 * @see   cho2014
 */
export function gruCell(input: Tensor, recurrent: Tensor, state: Tensor): Tensor<"float32"> {
  const [a, b, h] = operands("gruCell", 3, { input, recurrent, state }) as [DenseArray, DenseArray, DenseArray];
  const { rows, units, perChunk, chunks } = rowsOf(h);
  const [gates, next] = [allocate(a.shape), allocate(h.shape)];
  launch("gruCell", chunks, [a.address, b.address, h.address, gates.address, next.address, rows, units, perChunk]);
  record("gruCell", [a, b, h, gates], [next], undefined);
  return next;
}

/** Gradients of the pre-activations of inputs and state, and of the state before. */
export function gruCellGradient(
  [, recurrent, state, gates]: readonly DenseArray[],
  gradient: DenseArray,
): readonly [DenseArray<"float32">, DenseArray<"float32">, DenseArray<"float32">] {
  const { rows, units, perChunk, chunks } = rowsOf(state!);
  const [toInput, toRecurrent, toState] = [allocate(gates!.shape), allocate(gates!.shape), allocate(state!.shape)];
  launch("gruCellBackward", chunks, [
    gates!.address,
    recurrent!.address,
    state!.address,
    gradient.address,
    toInput.address,
    toRecurrent.address,
    toState.address,
    rows,
    units,
    perChunk,
  ]);
  return [toInput, toRecurrent, toState];
}
