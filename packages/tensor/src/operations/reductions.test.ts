import { describe, expect, test } from "vitest";
import { integers, logSumExp, max, mean, type ReduceOptions, sum, tensor, valueAndGradient } from "../index.ts";
import { checkGradient } from "../testing/check-gradient.ts";
import { expectClose, spread } from "../testing/numbers.ts";
import type { Shape, Tensor } from "../types.ts";

const reductions: Record<string, { f: (x: Tensor, options?: ReduceOptions) => Tensor; of: (values: number[]) => number }> = {
  sum: { f: sum, of: (values) => values.reduce((a, b) => a + b, 0) },
  mean: { f: mean, of: (values) => values.reduce((a, b) => a + b, 0) / values.length },
  max: { f: max, of: (values) => values.reduce((a, b) => (Number.isNaN(a) || a > b ? a : b)) },
  logSumExp: {
    f: logSumExp,
    of: (values) => {
      const largest = Math.max(...values);
      return Number.isFinite(largest) ? largest + Math.log(values.reduce((a, b) => a + Math.exp(b - largest), 0)) : largest;
    },
  },
};

/** Reduces by walking every index: which output each value belongs to is its index with the reduced axes struck out. */
function reference(of: (values: number[]) => number, values: Float32Array, shape: Shape, axes: readonly number[]): number[] {
  const groups = new Map<string, number[]>();
  values.forEach((value, flat) => {
    const index: number[] = [];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (!axes.includes(axis)) index.unshift(flat % shape[axis]!);
      flat = Math.floor(flat / shape[axis]!);
    }
    const name = index.join();
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name)!.push(value);
  });
  return [...groups.values()].map(of);
}

describe.each(Object.entries(reductions))("%s", (name, { f, of }) => {
  test("reduces any set of axes", async () => {
    const shapes: [Shape, number[][]][] = [
      [[7], [[0]]],
      [
        [3, 5],
        [[0], [1], [0, 1]],
      ],
      [
        [5, 70],
        [[0], [1]],
      ],
      [
        [2, 3, 4],
        [[0], [1], [2], [0, 2], [1, 2], [0, 1, 2]],
      ],
      [
        [3, 2, 4, 5],
        [
          [1, 3],
          [0, 2],
          [1, 2],
        ],
      ],
      [[300, 6], [[0]]],
      [[2, 900], [[1]]],
      [[100, 101], [[0, 1]]],
    ];
    for (const [shape, sets] of shapes)
      for (const axis of sets) {
        const values = spread(
          shape.reduce((a, b) => a * b, 1),
          { low: -3, high: 5 },
        );
        const y = f(tensor(values, shape), { axis });
        expect(y.shape).toEqual(shape.filter((_, i) => !axis.includes(i)));
        expectClose(await y.read(), reference(of, values, shape, axis), {
          relative: 1e-6,
          absolute: 1e-5,
          label: `${name} [${shape}] over ${axis}`,
        });
      }
  });

  test("keeps axes, counts negative ones from the end, and reduces everything when none is named", async () => {
    const x = tensor(spread(6), [2, 3]);
    expect(f(x, { axis: -1, keepAxes: true }).shape).toEqual([2, 1]);
    expect([...(await f(x, { axis: -2 }).read())]).toEqual([...(await f(x, { axis: 0 }).read())]);
    expect(f(x).shape).toEqual([]);
    expect(() => f(x, { axis: 2 })).toThrow(`${name}: axis 2, expected -2 to 1`);
    expect(() => f(integers([1]))).toThrow(`${name}: got int32 [1], expected float32`);
  });

  test("has the gradient of its differences", async () => {
    for (const axis of [[0], [1], [0, 2], [0, 1, 2]]) await checkGradient((x) => f(x, { axis }), [[2, 5, 3]]);
    await checkGradient((x) => f(x), [[11]]);
  });

  test("passes NaN on, to its own outputs only", async () => {
    const values = spread(45);
    values[7] = Number.NaN;
    const rows = [...(await f(tensor(values, [5, 9]), { axis: 1 }).read())].map(Number.isNaN);
    expect(rows).toEqual([true, false, false, false, false]);
    const columns = [...(await f(tensor(values, [5, 9]), { axis: 0 }).read())].map(Number.isNaN);
    expect(columns).toEqual(columns.map((_, i) => i === 7));
    values.fill(0, 0, 8)[8] = Number.NaN; // in a column past the last whole vector
    expect([...(await f(tensor(values, [5, 9]), { axis: 0 }).read())].map(Number.isNaN).lastIndexOf(true)).toBe(8);
  });
});

test("nothing to reduce: a sum is 0, a largest value does not exist", async () => {
  const nothing = tensor(new Float32Array(0), [2, 0]);
  expect([...(await sum(nothing, { axis: 1 }).read())]).toEqual([0, 0]);
  expect([...(await sum(nothing).read())]).toEqual([0]);
  expect(() => max(nothing, { axis: 1 })).toThrow("max: nothing to reduce in [2, 0]");
  expect(() => logSumExp(nothing)).toThrow("logSumExp: nothing to reduce in [2, 0]");
});

test("a sum of two million values keeps float32's last digit: it accumulates in float64", async () => {
  const values = spread(2_000_000, { low: 0, high: 1 });
  const columns = new Float64Array(1000);
  for (let i = 0; i < values.length; i++) columns[i % 1000]! += values[i]!;
  expectClose(await sum(tensor(values)).read(), [columns.reduce((a, b) => a + b, 0)], { relative: 1e-7 });
  expectClose(await sum(tensor(values, [2000, 1000]), { axis: 0 }).read(), columns, { relative: 3e-7 });
});

test("logSumExp neither overflows nor underflows", async () => {
  const x = tensor([
    [1000, 1000, 1000],
    [-1000, -1000, -1000],
    [-Infinity, -Infinity, -Infinity],
    [Infinity, 0, 0],
    [0, -Infinity, 0],
  ]);
  const expected = [1000 + Math.log(3), -1000 + Math.log(3), -Infinity, Infinity, Math.log(2)];
  expectClose(await logSumExp(x, { axis: 1 }).read(), expected);
  const columns = Array.from({ length: 3 }, (_, i) => [1000, -1000, -Infinity, i === 0 ? Infinity : 0, i === 1 ? -Infinity : 0]);
  expectClose(await logSumExp(tensor(columns), { axis: 0 }).read(), expected);
});

test("the gradient of logSumExp sums to 1 for large values too", async () => {
  const x = tensor([5000, 5000, 4999]);
  const { gradients } = valueAndGradient([x], () => ({ value: logSumExp(x), extra: null }));
  const share = 1 / (2 + Math.exp(-1));
  expectClose(await gradients[0]!.read(), [share, share, share * Math.exp(-1)]);
});

test("the gradient of a maximum is shared by the places that hold it", async () => {
  const x = tensor([
    [3, 1, 3],
    [2, 2, 2],
  ]);
  const { gradients } = valueAndGradient([x], () => ({ value: sum(max(x, { axis: 1 })), extra: null }));
  expectClose(await gradients[0]!.read(), [0.5, 0, 0.5, 1 / 3, 1 / 3, 1 / 3]);
});
