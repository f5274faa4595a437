import { openRecording } from "./autodiff/tape.ts";
import { describe } from "./describe.ts";
import { memory } from "./engine/engine.ts";
import { noteHostWork } from "./engine/repeated-work.ts";
import { expectPart, type Part } from "./part.ts";
import { inspect, printArray } from "./print.ts";
import { expectShape, showShape, sizeOf } from "./shape.ts";
import type { DType, Shape, Tensor, ValuesOf } from "./types.ts";
import { expectInt32, expectNumbers, expectTyped, type Nested, nestedShape, type Values, writeNested } from "./values.ts";

/** A block of memory, shared by the arrays that reshape it. */
interface Block {
  readonly address: number;
  readonly bytes: number;
  references: number;
}

// Outside a scope nobody is bound to give memory back, so the collector does it.
const abandoned = new FinalizationRegistry<Block>((block) => releaseBlock(block));

function releaseBlock(block: Block): void {
  if (--block.references === 0) memory.release(block.address, block.bytes);
}

/** The engine's array. Everything but the contract of `Tensor` is for operations and autodiff. */
export class DenseArray<Type extends DType = DType> implements Tensor<Type> {
  readonly shape: Shape;
  readonly dtype: Type;
  readonly size: number;
  readonly block: Block;
  disposed = false;
  /** Outlives every scope until disposed. */
  kept = false;
  watched = false;
  /** The recording that follows this array, 0 for none; see autodiff/tape.ts. */
  tape = 0;
  /** The last recording whose tape names this array, 0 for none: scopes inside that recording do not free it. */
  recorded = 0;
  gradient: DenseArray<"float32"> | undefined = undefined;

  constructor(shape: Shape, dtype: Type, block: Block) {
    this.shape = shape;
    this.dtype = dtype;
    this.size = sizeOf(shape);
    this.block = block;
    block.references++;
    register(this);
  }

  get address(): number {
    if (this.disposed) throw new Error(`tensor ${showShape(this.shape)} was disposed; return it from its scope or keep() it`);
    return this.block.address;
  }

  /** A copy of the values, at once: for the engine's own small reads. */
  values(from = 0, count = this.size - from): ValuesOf[Type] {
    noteHostWork();
    const start = (this.address >>> 2) + from;
    // a shared buffer cannot be handed to every web API, so the copy is an ordinary array
    const copies: { readonly [Each in DType]: () => ValuesOf[Each] } = {
      float32: () => new Float32Array(memory.float32().subarray(start, start + count)),
      int32: () => new Int32Array(memory.int32().subarray(start, start + count)),
    };
    return copies[this.dtype]();
  }

  async read(part?: Part): Promise<ValuesOf[Type]> {
    if (part === undefined) return this.values();
    const { from, count } = expectPart("read", part, this.size);
    return this.values(from, count);
  }

  // An operation returns when its threads are done, so the values can be looked at whenever code runs. An engine that computes behind the
  // caller's back, as a GPU does, would show type and shape alone.
  toString(): string {
    const { shape, dtype, disposed } = this;
    if (disposed) return printArray({ shape, dtype });
    noteHostWork();
    const values = dtype === "float32" ? memory.float32() : memory.int32();
    const start = this.address >>> 2;
    return printArray({ shape, dtype, at: (index) => values[start + index]! });
  }

  /** What `console.log` of Node shows. */
  [inspect](): string {
    return this.toString();
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    if (this.watched) abandoned.unregister(this);
    if (this.kept) tracked.delete(this);
    releaseBlock(this.block);
  }
}

/** The arrays given to `keep` since the oldest open tracker, and how many trackers are open. */
const tracked = new Set<DenseArray>();
let trackers = 0;

const scopes: DenseArray[][] = [];

function register(array: DenseArray): void {
  const frame = scopes[scopes.length - 1];
  if (frame) frame.push(array);
  else watch(array);
}

function watch(array: DenseArray): void {
  if (array.watched || array.disposed) return;
  array.watched = true;
  abandoned.register(array, array.block, array);
}

/** The engine's array behind the public contract. */
export function dense<Type extends DType>(operation: string, tensor: Tensor<Type>, name = "x"): DenseArray<Type> {
  if (!(tensor instanceof DenseArray)) throw notOurs(operation, name, tensor);
  return tensor;
}

/** Whether it is an array of the engine. */
export const isTensor = (value: unknown): value is Tensor => value instanceof DenseArray;

const notOurs = (where: string, name: string, given: unknown): Error => {
  const shown = Array.isArray(given) || ArrayBuffer.isView(given) ? "plain numbers" : describe(given);
  return new Error(`${where}: ${name} is ${shown}, expected an array made by tensor() or integers()`);
};

/** @throws for what is no array of the engine: plain numbers, a promise, nothing */
export function expectTensor(where: string, name: string, given: Tensor): void {
  if (!(given instanceof DenseArray)) throw notOurs(where, name, given);
}

/** A float32 array for an operation's input; integers are refused by name. */
export function floats(operation: string, tensor: Tensor, name = "x"): DenseArray<"float32"> {
  const array = dense(operation, tensor, name);
  if (array.dtype !== "float32") throw new Error(`${operation}: got int32 ${showShape(array.shape)}, expected float32`);
  return array as DenseArray<"float32">;
}

/** An array with undefined values. */
export function allocate(shape: Shape): DenseArray<"float32">;
export function allocate<Type extends DType>(shape: Shape, dtype: Type): DenseArray<Type>;
export function allocate(shape: Shape, dtype: DType = "float32"): DenseArray {
  const bytes = sizeOf(shape) * 4;
  return new DenseArray(shape, dtype, { address: memory.allocate(bytes), bytes, references: 0 });
}

/** The same values under another shape, without a copy. */
export function view<Type extends DType>(array: DenseArray<Type>, shape: Shape): DenseArray<Type> {
  void array.address;
  return new DenseArray(shape, array.dtype, array.block);
}

/** The arrays in arrays, sets, maps and objects, each looked into once: what is returned may hold itself, or a chain of any length. */
function collect(value: unknown): Set<DenseArray> {
  const found = new Set<DenseArray>();
  const seen = new Set<object>();
  const waiting: object[] = [];
  const note = (item: unknown): void => {
    if (item instanceof DenseArray) found.add(item);
    else if (item !== null && typeof item === "object" && !ArrayBuffer.isView(item) && !seen.has(item)) {
      seen.add(item);
      waiting.push(item);
    }
  };
  note(value);
  for (let holder = waiting.pop(); holder; holder = waiting.pop()) {
    const items = Array.isArray(holder) || holder instanceof Set ? holder : holder instanceof Map ? holder.values() : Object.values(holder);
    for (const item of items) note(item);
  }
  return found;
}

/**
 * Frees every array made inside, except those in what it returns (arrays, objects, maps and sets are searched) and those given to `keep`.
 * Inside `valueAndGradient` it also leaves what the gradient needs, until that is taken.
 * Synchronous: an asynchronous body would outlive its scope, so a promise is refused.
 */
export function scope<Result>(body: () => Result): Result {
  if (typeof body !== "function") throw new Error(`scope: body is ${describe(body)}, expected a function`);
  const frame: DenseArray[] = [];
  scopes.push(frame);
  let result: Result;
  let returned: Set<DenseArray>;
  try {
    result = body();
    if (result instanceof Promise) throw new Error("scope: the body returned a promise; read values after the scope instead");
    returned = collect(result);
  } catch (error) {
    scopes.pop();
    for (const array of frame) if (!array.kept) array.dispose();
    throw error;
  }
  scopes.pop();
  const recording = openRecording();
  for (const array of frame) {
    if (array.kept || array.disposed) continue;
    // what the tape names is needed until the gradient is taken: the scope around the recording frees it
    if (returned.has(array) || (recording !== 0 && array.recorded === recording)) register(array);
    else array.dispose();
  }
  return result;
}

/** Takes an array out of all scopes: it lives until `dispose`. Parameters, optimiser states and data are kept. */
export function keep<Kept extends Tensor>(tensor: Kept): Kept {
  const array = dense("keep", tensor);
  if (trackers > 0 && !array.kept && !array.disposed) tracked.add(array);
  array.kept = true;
  if (array.watched) {
    abandoned.unregister(array);
    array.watched = false;
  }
  return tensor;
}

/** The arrays given to `keep` from some moment on. */
export interface KeptArrays {
  /** Disposes those that are still there. */
  release(): void;
}

/**
 * Notes every array that is given to `keep` from now on, so that long work can give back at its end what it kept, however it ended.
 * Stretches that overlap are released together, when the last of them is: whose an array is cannot be told.
 */
export function trackKept(): KeptArrays {
  trackers++;
  let open = true;
  return {
    release() {
      if (!open) return;
      open = false;
      if (--trackers > 0) return;
      for (const array of [...tracked]) array.dispose();
      tracked.clear();
    },
  };
}

function make<Type extends DType>(where: string, values: Values, shape: Shape | undefined, dtype: Type): Tensor<Type> {
  const typed = ArrayBuffer.isView(values);
  if (typed) expectTyped(where, values);
  if (!typed) expectNumbers(where, values);
  const own = typed ? [values.length] : nestedShape(where, values as Nested);
  if (shape !== undefined) expectShape(where, shape);
  const wanted = shape ?? own;
  if (sizeOf(wanted) !== sizeOf(own))
    throw new Error(`${where}: ${sizeOf(own)} values for shape ${showShape(wanted)}, which holds ${sizeOf(wanted)}`);
  if (typed && dtype === "int32") expectInt32(where, values);
  const array = allocate(wanted, dtype);
  const all = dtype === "float32" ? memory.float32() : memory.int32();
  const start = array.address >>> 2;
  if (typed) all.set(values, start);
  else {
    const target = all.subarray(start, start + array.size);
    try {
      writeNested(where, values as Nested, { shape: own, target, whole: dtype === "int32" });
    } catch (error) {
      array.dispose();
      throw error;
    }
  }
  return array;
}

/**
 * A float32 array from numbers, nested arrays or a typed array.
 * @example
 * tensor([[1, 2], [3, 4]]).shape // => [2, 2]
 * tensor(new Float32Array(6), [2, 3]).shape // => [2, 3]
 */
export const tensor = (values: Values, shape?: Shape): Tensor<"float32"> => make("tensor", values, shape, "float32");

/**
 * An int32 array: class labels and row indices.
 * @throws for a value that is no int32 (a fraction, NaN, beyond 2^31), by its index
 */
export const integers = (values: Values, shape?: Shape): Tensor<"int32"> => make("integers", values, shape, "int32");
