import fc from "fast-check";
import { expect, test } from "vitest";
import { broadcastTo, concat, integers, slice, subtract, tensor } from "../index.ts";
import type { Shape, Tensor } from "../types.ts";

// The oracle is nested JavaScript arrays, whose own slice, concat and map know nothing of strides.
type Nested = number | readonly Nested[];

const parameters = { seed: 20_150_707, numRuns: 150 };
const sizeOf = (shape: Shape) => shape.reduce((product, n) => product * n, 1);
const list = (nested: Nested) => nested as readonly Nested[];

/** Row-major values as nested arrays. */
function nest(values: ArrayLike<number>, shape: Shape): Nested {
  if (shape.length === 0) return values[0]!;
  const [count, ...rest] = shape as [number, ...number[]];
  const stride = sizeOf(rest);
  return Array.from({ length: count }, (_, i) => nest(Array.prototype.slice.call(values, i * stride, (i + 1) * stride), rest));
}

const read = async (x: Tensor): Promise<Nested> => nest(await x.read(), x.shape);

/** Axes of 0 to 4 elements: empty arrays and axes of one are frequent. */
const shapes = (rank: { minLength: number; maxLength: number }) => fc.array(fc.integer({ min: 0, max: 4 }), rank);

/** An array of either type with its nested twin. */
const arrayOf = (shape: Shape, dtype: Tensor["dtype"]) => {
  const size = sizeOf(shape);
  const values =
    dtype === "float32" ? fc.float32Array({ minLength: size, maxLength: size }) : fc.int32Array({ minLength: size, maxLength: size });
  return values.map((flat) => ({
    array: dtype === "float32" ? tensor(flat as Float32Array, shape) : integers(flat as Int32Array, shape),
    nested: nest(flat, shape),
  }));
};
const dtypes = fc.constantFrom<Tensor["dtype"]>("float32", "int32");

test("slice is Array.slice on every axis", async () => {
  const box = (n: number) => fc.tuple(fc.nat(n), fc.nat(n)).map(([a, b]) => ({ start: Math.min(a, b), size: Math.abs(a - b) }));
  const sliced = (nested: Nested, [first, ...rest]: readonly { start: number; size: number }[]): Nested =>
    first
      ? list(nested)
          .slice(first.start, first.start + first.size)
          .map((item) => sliced(item, rest))
      : nested;
  const cases = fc
    .tuple(shapes({ minLength: 0, maxLength: 5 }), dtypes)
    .chain(([shape, dtype]) => fc.tuple(arrayOf(shape, dtype), fc.tuple(...shape.map(box))));
  await fc.assert(
    fc.asyncProperty(cases, async ([{ array, nested }, boxes]) => {
      const sizes = boxes.map(({ size }) => size);
      const starts = boxes.map(({ start }) => start);
      const y = slice(array, starts, sizes);
      expect([y.shape, y.dtype]).toEqual([sizes, array.dtype]);
      expect(await read(y)).toEqual(sliced(nested, boxes));
    }),
    parameters,
  );
});

test("concat is Array.concat at the depth of its axis", async () => {
  const joined = (parts: readonly Nested[], depth: number): Nested =>
    depth === 0
      ? parts.flatMap(list)
      : list(parts[0]!).map((_, i) =>
          joined(
            parts.map((part) => list(part)[i]!),
            depth - 1,
          ),
        );
  const cases = fc
    .tuple(shapes({ minLength: 1, maxLength: 4 }), fc.nat(3), fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }), dtypes)
    .chain(([shape, place, lengths, dtype]) => {
      const axis = place % shape.length;
      return fc.tuple(fc.constant(axis), fc.boolean(), fc.tuple(...lengths.map((length) => arrayOf(shape.with(axis, length), dtype))));
    });
  await fc.assert(
    fc.asyncProperty(cases, async ([axis, fromEnd, parts]) => {
      const [first] = parts.map(({ array }) => array.shape);
      const y = concat(
        parts.map(({ array }) => array),
        fromEnd ? axis - first!.length : axis,
      );
      const length = parts.reduce((sum, { array }) => sum + array.shape[axis]!, 0);
      expect([y.shape, y.dtype]).toEqual([first!.map((n, i) => (i === axis ? length : n)), parts[0]!.array.dtype]);
      expect(await read(y)).toEqual(
        joined(
          parts.map(({ nested }) => nested),
          axis,
        ),
      );
    }),
    parameters,
  );
});

// Small whole numbers: float32 subtracts them exactly.
const wholeNumbers = (shape: Shape) => fc.array(fc.integer({ min: -99, max: 99 }), { minLength: sizeOf(shape), maxLength: sizeOf(shape) });

/** The shape of an operand that broadcasts to `shape`: fewer leading axes, and some of the others 1. */
const operandOf = (shape: Shape) =>
  fc.tuple(fc.nat(shape.length), fc.tuple(...shape.map(() => fc.boolean()))).chain(([dropped, ones]) => {
    const own = shape.map((n, axis) => (ones[axis] ? 1 : n)).slice(dropped);
    return wholeNumbers(own).map((values) => ({
      array: tensor(Float32Array.from(values), own),
      nested: nest(values, own),
      rank: own.length,
    }));
  });

/** NumPy's rule on nested arrays of equal depth: a list of one stands for as many as the other has. */
function paired(a: Nested, b: Nested, depth: number): Nested {
  if (depth === 0) return (a as number) - (b as number);
  const [left, right] = [list(a), list(b)];
  const count = left.length === 1 ? right.length : left.length;
  return Array.from({ length: count }, (_, i) => paired(left[left.length === 1 ? 0 : i]!, right[right.length === 1 ? 0 : i]!, depth - 1));
}
const deepened = (nested: Nested, levels: number): Nested => (levels === 0 ? nested : [deepened(nested, levels - 1)]);

test("broadcasting repeats nested lists of one", async () => {
  const cases = shapes({ minLength: 0, maxLength: 5 }).chain((shape) => fc.tuple(operandOf(shape), operandOf(shape)));
  await fc.assert(
    fc.asyncProperty(cases, async ([a, b]) => {
      const depth = Math.max(a.rank, b.rank);
      const expected = paired(deepened(a.nested, depth - a.rank), deepened(b.nested, depth - b.rank), depth);
      expect(await read(subtract(a.array, b.array))).toEqual(expected);
    }),
    parameters,
  );
});

test("broadcastTo is broadcasting against zeros of the shape", async () => {
  const cases = shapes({ minLength: 0, maxLength: 5 }).chain((shape) => fc.tuple(fc.constant(shape), operandOf(shape)));
  await fc.assert(
    fc.asyncProperty(cases, async ([shape, { array, nested, rank }]) => {
      const zeros = nest(new Float32Array(sizeOf(shape)), shape);
      const y = broadcastTo(array, shape);
      expect(y.shape).toEqual(shape);
      expect(await read(y)).toEqual(paired(deepened(nested, shape.length - rank), zeros, shape.length));
    }),
    parameters,
  );
});
