import { allocate, type DenseArray, dense, floats } from "../array.ts";
import { isFollowed, record } from "../autodiff/tape.ts";
import { launch, memory } from "../engine/engine.ts";
import { expectOptions, type OptionNames } from "../options.ts";
import { sameShape, showShape, sizeOf } from "../shape.ts";
import type { Shape, Tensor } from "../types.ts";

/** What a recurrent layer over all steps may have besides inputs and weights. */
export interface RecurrentStepsOptions {
  /** Of the state's product, [gates units] or [..., gates units]. @default none */
  readonly bias?: Tensor;
  /** What the state is multiplied by on its way into its product, at all steps: dropout, which has no gradient. @shape [..., batch, units] @default none */
  readonly mask?: Tensor;
  /** Before the first step. @shape [..., batch, units] @default zeros */
  readonly state?: Tensor;
  /** Steps of each sequence, from 1 up. @shape int32 [batch] or [..., batch] @default all */
  readonly lengths?: Tensor<"int32">;
}

/** States of all steps, and those behind each sequence's last. */
export interface RecurrentSteps {
  /** Zeros behind the end of a sequence. @shape [..., steps, batch, units] */
  readonly states: Tensor<"float32">;
  /** @shape [..., batch, units] */
  readonly last: Tensor<"float32">;
}

const known = { bias: true, mask: true, state: true, lengths: true } as const satisfies OptionNames<RecurrentStepsOptions>;

/** Which of a call's inputs is which, where it was given. */
export interface RecurrentPlaces {
  readonly kind: "lstm" | "gru";
  readonly bias?: number;
  readonly mask?: number;
  readonly state?: number;
  readonly cell?: number;
  readonly lengths?: number;
}

/** Sizes of the work, and how it is cut. */
export interface StepSizes {
  readonly lead: Shape;
  readonly draws: number;
  readonly steps: number;
  readonly batch: number;
  readonly units: number;
  /** Of one step of a sequence: gates x units. */
  readonly width: number;
  readonly perChunk: number;
  readonly perDraw: number;
}

const gatesOf = { lstm: 4, gru: 3 } as const;
export function stepSizes(kind: "lstm" | "gru", input: DenseArray): StepSizes {
  const [steps, batch, width] = input.shape.slice(-3) as [number, number, number];
  const lead = input.shape.slice(0, -3);
  const draws = sizeOf(lead);
  const units = width / gatesOf[kind];
  // 16 rows read the packed weights half as often as 8, where there are chunks enough for the threads; with their products they lie in a thread's scratch,
  // of 2 MiB, which 4 rows of as many units as memory holds weights for do not fill
  const perChunk = units > 4096 ? 4 : units > 1024 || draws * batch < 256 ? 8 : 16;
  return { lead, draws, steps, batch, units, width, perChunk, perDraw: Math.ceil(batch / perChunk) };
}

function expectShapes(where: string, kind: "lstm" | "gru", given: Readonly<Record<string, DenseArray | undefined>>): void {
  const { input, weight } = given as { input: DenseArray; weight: DenseArray };
  const gates = gatesOf[kind];
  const width = input.shape[input.shape.length - 1] ?? 0;
  if (input.shape.length < 3 || width % gates !== 0 || input.shape[input.shape.length - 3] === 0)
    throw new Error(`${where}: input is ${showShape(input.shape)}, expected [..., steps, batch, ${gates} units] with a step or more`);
  const units = width / gates;
  const lead = input.shape.slice(0, -3);
  const batch = input.shape[input.shape.length - 2]!;
  const expect = (name: string, shape: Shape, mayRepeat = false) => {
    const array = given[name];
    if (!array || sameShape(array.shape, [...lead, ...shape]) || (mayRepeat && sameShape(array.shape, shape))) return;
    const wanted = showShape([...lead, ...shape]);
    throw new Error(`${where}: ${name} is ${showShape(array.shape)}, expected ${wanted} beside an input of ${showShape(input.shape)}`);
  };
  expect("weight", [units, width], true);
  expect("bias", [width], true);
  for (const name of ["mask", "state", "cell"]) expect(name, [batch, units]);
  expect("lengths", [batch], true);
  if (lead.length === 0 && weight.shape.length !== 2)
    throw new Error(`${where}: weight is ${showShape(weight.shape)}, expected ${showShape([units, width])}`);
}

function expectLengths(where: string, lengths: DenseArray, steps: number): void {
  if (lengths.dtype !== "int32") throw new Error(`${where}: lengths are ${lengths.dtype} ${showShape(lengths.shape)}, expected int32`);
  const list = memory.int32().subarray(lengths.address >>> 2, (lengths.address >>> 2) + lengths.size);
  for (let i = 0; i < list.length; i++)
    if (list[i]! < 1 || list[i]! > steps) throw new Error(`${where}: length ${list[i]} at ${i}, expected 1 to ${steps}`);
}

/** Floats from the lengths of one draw to those of the next. */
export const lengthsStride = (lengths: DenseArray | undefined, batch: number): number => (lengths && lengths.shape.length > 1 ? batch : 0);

/** B [k, n], or its transpose, of each draw in panels for the kernels; the caller gives the memory back. */
export function packPanels(weight: DenseArray, { transposed, k, n }: { transposed: boolean; k: number; n: number }) {
  const draws = sizeOf(weight.shape.slice(0, -2));
  const stride = k * Math.ceil(n / 16) * 16;
  const bytes = draws * stride * 4;
  const address = memory.allocate(bytes);
  const perBatch = Math.ceil(n / 16);
  const ldb = transposed ? k : n;
  launch("packB", draws * perBatch, [weight.address, address, k, n, ldb, Number(transposed), k * n, stride, perBatch]);
  return { address, stride: draws === 1 ? 0 : stride, release: () => memory.release(address, bytes) };
}

function run(
  kind: "lstm" | "gru",
  [input, weight]: readonly [Tensor, Tensor],
  options: RecurrentStepsOptions & { readonly cell?: Tensor },
): RecurrentSteps & { readonly cell: Tensor<"float32"> } {
  const where = `${kind}Steps`;
  if (kind === "lstm") expectOptions(where, options, { ...known, cell: true });
  else expectOptions<RecurrentStepsOptions>(where, options, known);
  const array = (name: "bias" | "mask" | "state" | "cell", given: Tensor | undefined) =>
    given === undefined ? undefined : floats(where, given, name);
  const given = {
    input: floats(where, input, "input"),
    weight: floats(where, weight, "weight"),
    bias: array("bias", options.bias),
    mask: array("mask", options.mask),
    state: array("state", options.state),
    cell: array("cell", options.cell),
    lengths: options.lengths === undefined ? undefined : dense(where, options.lengths, "lengths"),
  };
  expectShapes(where, kind, given);
  if (given.mask && isFollowed([given.mask]))
    throw new Error(`${where}: a gradient by the mask is asked for, expected a mask that is data`);
  const sizes = stepSizes(kind, given.input);
  if (given.lengths) expectLengths(where, given.lengths, sizes.steps);
  const { lead, draws, steps, batch, units, width, perChunk, perDraw } = sizes;
  const all = [...lead, steps, batch, units];
  const one = [...lead, batch, units];
  const [gates, states, last] = [allocate([...lead, steps, batch, 4 * units]), allocate(all), allocate(one)];
  const [cells, lastCell] = kind === "lstm" ? [allocate(all), allocate(one)] : [states, last];
  const packed = packPanels(given.weight, { transposed: false, k: units, n: width });
  const address = (name: "bias" | "mask" | "state" | "cell" | "lengths") => given[name]?.address ?? 0;
  launch(where as "lstmSteps" | "gruSteps", draws * perDraw, [
    given.input.address,
    packed.address,
    address("bias"),
    address("mask"),
    address("state"),
    address("cell"),
    address("lengths"),
    gates.address,
    states.address,
    cells.address,
    last.address,
    lastCell.address,
    steps,
    batch,
    units,
    packed.stride,
    given.bias && given.bias.shape.length > 1 ? width : 0,
    perChunk,
    perDraw,
    lengthsStride(given.lengths, batch),
  ]);
  packed.release();
  const inputs: DenseArray[] = [given.input, given.weight, gates, cells];
  const places: { -readonly [name in keyof RecurrentPlaces]: RecurrentPlaces[name] } = { kind };
  for (const name of ["bias", "mask", "state", "cell", "lengths"] as const) {
    const optional = given[name];
    if (optional) places[name] = inputs.push(optional) - 1;
  }
  record("recurrentSteps", inputs, kind === "lstm" ? [states, last, lastCell] : [states, last], places);
  return { states, last, cell: lastCell };
}

/**
 * A long short-term memory over all steps in one pass, the products of the inputs being made. The memory packs its weights once for all
 * steps, and threads share sequences, which do not meet. The gates are those of `lstmCell`, to the same bits:
 *
 *   state_t, cell_t = lstmCell(input_t, (mask state_(t-1)) weight + bias, cell_(t-1))
 *
 * @shape input [..., steps, batch, 4 units], weight [units, 4 units] or [..., units, 4 units]; cell as state
 * @throws for shapes that do not fit, no steps, a length that is none of 1 to steps, and a gradient by the mask
 * @see   hochreiter1997, with the forget gate of gers2000
 */
export const lstmSteps = (
  input: Tensor,
  weight: Tensor,
  options: RecurrentStepsOptions & {
    /** Before the first step. @default zeros */
    readonly cell?: Tensor;
  } = {},
): RecurrentSteps & { readonly cell: Tensor<"float32"> } => run("lstm", [input, weight], options);

/**
 * A gated recurrent unit over all steps in one pass, as `lstmSteps` does its own:
 *
 *   state_t = gruCell(input_t, (mask state_(t-1)) weight + bias, state_(t-1))
 *
 * @shape input [..., steps, batch, 3 units], weight [units, 3 units] or [..., units, 3 units]
 * @throws for shapes that do not fit, no steps, a length that is none of 1 to steps, and a gradient by the mask
 * @see   cho2014
 */
export function gruSteps(input: Tensor, weight: Tensor, options: RecurrentStepsOptions = {}): RecurrentSteps {
  const { states, last } = run("gru", [input, weight], options);
  return { states, last };
}
