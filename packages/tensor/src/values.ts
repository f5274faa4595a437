import { describe } from "./describe.ts";
import { showShape } from "./shape.ts";

/** A number, or numbers in arrays of arrays. */
export type Nested = number | boolean | readonly Nested[];

/** What arrays are made from. */
export type Values = Nested | Float32Array | Float64Array | Int32Array | Uint8Array;

interface Target {
  [index: number]: number;
}

/** @throws for what holds no numbers at all: nothing, a text, a promise, an array of the engine */
export function expectNumbers(where: string, values: unknown): void {
  if (!Array.isArray(values) && typeof values !== "number" && typeof values !== "boolean")
    throw new Error(`${where}: values are ${describe(values)}, expected numbers, arrays of numbers or a typed array`);
}

/** How many entries each level of nesting has, read from the first of each. */
export function nestedShape(where: string, values: Nested): number[] {
  const shape: number[] = [];
  for (let level: Nested = values; Array.isArray(level); level = level[0]!) {
    shape.push(level.length);
    if (shape.length > 32) throw new Error(`${where}: values are nested more than 32 deep, or hold themselves`);
    if (level.length === 0) break;
  }
  return shape;
}

/** @throws for a value that a typed array of 32-bit whole numbers would round or wrap, by its index */
export function expectInt32(where: string, values: ArrayLike<number>): void {
  if (values instanceof Int32Array) return;
  for (let i = 0; i < values.length; i++) expectOneInt32(where, values[i]!, i);
}

function expectOneInt32(where: string, value: number, at: number): void {
  // a bigint has no `|` with a number, and is no int32 of ours
  if (typeof value !== "number" || (value | 0) !== value)
    throw new Error(`${where}: value ${value} at ${at}, expected a whole number from -2147483648 to 2147483647`);
}

/** @throws for what is no typed array of numbers: a DataView, 64-bit integers */
export function expectTyped(where: string, values: unknown): asserts values is Float32Array | Int32Array {
  if (!ArrayBuffer.isView(values) || values instanceof DataView || values instanceof BigInt64Array || values instanceof BigUint64Array)
    throw new Error(`${where}: values are ${describe(values)}, expected a typed array of numbers or an array made by this engine`);
}

/**
 * Writes nested values one after another.
 * @throws for ragged ones, for what is no number, and, where they must be whole, for a number that is no int32, by its index
 */
export function writeNested(where: string, values: Nested, { shape, target, whole }: NestedTarget): void {
  let at = 0;
  const write = (level: Nested, depth: number): void => {
    if (depth < shape.length) {
      if (!Array.isArray(level) || level.length !== shape[depth])
        throw new Error(`${where}: ragged values, expected ${shape[depth]} entries at depth ${depth} of ${showShape(shape)}`);
      for (const item of level) write(item, depth + 1);
      return;
    }
    if (Array.isArray(level)) throw new Error(`${where}: value ${at} is nested deeper than ${showShape(shape)}, expected a number`);
    if (typeof level !== "number" && typeof level !== "boolean")
      throw new Error(`${where}: value ${at} is ${describe(level)}, expected a number`);
    const value = Number(level);
    if (whole) expectOneInt32(where, value, at);
    target[at++] = value;
  };
  write(values, 0);
}

interface NestedTarget {
  readonly shape: readonly number[];
  readonly target: Target;
  readonly whole: boolean;
}
