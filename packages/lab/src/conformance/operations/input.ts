import { integers, type Tensor, tensor } from "@credence/tensor";

/** A case's input as it was parsed. */
export type Input = Readonly<Record<string, unknown>>;

type Nested = number | readonly Nested[];

/** A number of the input. */
export function numberOf(input: Input, name: string): number {
  const value = input[name];
  if (typeof value !== "number") throw new Error(`input ${name} is ${kindOf(value)}, expected a number`);
  return value;
}

/** A number of the input that may be left out. */
export const optionalNumber = (input: Input, name: string, otherwise: number): number =>
  input[name] === undefined ? otherwise : numberOf(input, name);

/** An object of the input, as a likelihood with its settings. */
export function objectOf(input: Input, name: string): Input {
  const value = input[name];
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(`input ${name} is ${kindOf(value)}, expected an object`);
  return value as Input;
}

/** A list of numbers of the input, or of rows of numbers. */
export function rowsOf(input: Input, name: string): readonly number[] | readonly number[][] {
  const value = input[name];
  const isRow = (row: unknown) => Array.isArray(row) && row.every((item) => typeof item === "number");
  return Array.isArray(value) && value.length > 0 && value.every(isRow) ? (value as number[][]) : numbersOf(input, name);
}

/** A list of numbers of the input. */
export function numbersOf(input: Input, name: string): readonly number[] {
  const value = input[name];
  if (!Array.isArray(value) || !value.every((item) => typeof item === "number"))
    throw new Error(`input ${name} is ${kindOf(value)}, expected a list of numbers`);
  return value;
}

/** Nested lists of the input, or one number, as a float32 array. */
export function tensorOf(input: Input, name: string): Tensor<"float32"> {
  const value = input[name];
  if (typeof value !== "number" && !Array.isArray(value))
    throw new Error(`input ${name} is ${kindOf(value)}, expected nested lists of numbers`);
  return tensor(value as Nested);
}

/** A list of whole numbers of the input as an int32 array. */
export const integersOf = (input: Input, name: string): Tensor => integers([...numbersOf(input, name)]);

/** The values of an array as nested lists of its shape. */
export async function nested(x: Tensor): Promise<unknown> {
  const values = await x.read();
  let at = 0;
  const build = (axis: number): unknown =>
    axis === x.shape.length ? values[at++]! : Array.from({ length: x.shape[axis]! }, () => build(axis + 1));
  return build(0);
}

function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  return value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
