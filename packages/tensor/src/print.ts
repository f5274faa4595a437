import { expectFunction, refused } from "./plain-arguments.ts";
import { showShape, sizeOf } from "./shape.ts";
import type { DType, Shape } from "./types.ts";

/** What `console.log` of Node asks of an object. A browser's console lists an object's fields; `String(x)` gives the text there. */
export const inspect = Symbol.for("nodejs.util.inspect.custom");

/** Arrays of more values are abbreviated: the first and last entries of each long axis. */
const WHOLE = 100;
const ENDS = 3;
/** Of axes before the last two, which come as whole blocks. */
const BLOCKS = 1;
/** Rows stay on one line up to so many characters. */
const LINE = 100;

interface Printed {
  readonly shape: Shape;
  readonly dtype: DType;
  /** The value at a row-major index. Undefined for an array that was given back. */
  readonly at?: (index: number) => number;
}

// five significant digits: float32 holds seven, and 0.1 is 0.1
const digits = (value: number): string => String(Number(value.toPrecision(5)));

/** Type, shape and first values on as few lines as they take: "Tensor float32 [2, 2] [[1, 2], [3, 4]]". */
export function printArray({ shape, dtype, at }: Printed): string {
  const head = `Tensor ${dtype} ${showShape(shape)}`;
  if (!at) return `${head}, disposed`;
  const whole = sizeOf(shape) <= WHOLE;
  const show = dtype === "int32" ? String : digits;
  const level = (axis: number, from: number): string => {
    const count = shape[axis];
    if (count === undefined) return show(at(from));
    const ends = axis < shape.length - 2 ? BLOCKS : ENDS;
    const each = sizeOf(shape.slice(axis + 1));
    const entry = (i: number) => level(axis + 1, from + i * each);
    const first = Array.from({ length: whole || count <= 2 * ends ? count : ends }, (_, i) => entry(i));
    const last = Array.from({ length: first.length === count ? 0 : ends }, (_, i) => entry(count - ends + i));
    const items = last.length === 0 ? first : [...first, "...", ...last];
    const line = `[${items.join(", ")}]`;
    const rows = axis < shape.length - 1 && (line.length > LINE || line.includes("\n"));
    return rows ? `[${items.join(`,\n${" ".repeat(axis + 1)}`)}]` : line;
  };
  const values = level(0, 0);
  return `${head}${values.includes("\n") ? "\n" : " "}${values}`;
}

/**
 * Gives an object the text that `console.log` in Node and `String(...)` show of it. Its fields stay what they are: the text is not among them, and a
 * copy by `{ ...object }` has none.
 * @example
 * String(printedAs({ size: 3 }, ({ size }) => `Thing of ${size}`)) // => "Thing of 3"
 */
export function printedAs<Subject extends object>(subject: Subject, text: (subject: Subject) => string): Subject {
  if (subject === null || typeof subject !== "object") throw refused("printedAs", "subject", subject, "an object");
  expectFunction("printedAs", "text", text);
  const value = () => text(subject);
  return Object.defineProperties(subject, { toString: { value }, [inspect]: { value } });
}
