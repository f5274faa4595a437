import { describe, expect, test } from "vitest";
import { concat, gatherRows, integers, reshape, slice, square, stack, sum, tensor, transpose, valueAndGradient } from "../index.ts";
import { checkGradient } from "../testing/check-gradient.ts";
import { spread } from "../testing/numbers.ts";
import type { Shape } from "../types.ts";

const sizeOf = (shape: Shape) => shape.reduce((a, b) => a * b, 1);
const counted = (shape: Shape) =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => i),
    shape,
  );

function indexOf(flat: number, shape: Shape): number[] {
  const index: number[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(flat % shape[axis]!);
    flat = Math.floor(flat / shape[axis]!);
  }
  return index;
}
const flatOf = (index: readonly number[], shape: Shape): number => index.reduce((at, n, axis) => at * shape[axis]! + n, 0);

describe("transpose", () => {
  test.each([
    [
      [3, 4],
      [1, 0],
    ],
    [
      [2, 3, 4],
      [2, 0, 1],
    ],
    [
      [2, 3, 4],
      [0, 2, 1],
    ],
    [
      [2, 3, 4, 5],
      [3, 1, 0, 2],
    ],
    [
      [2, 1, 3, 2, 2, 3],
      [5, 3, 0, 2, 4, 1],
    ],
    [
      [130, 140],
      [1, 0],
    ],
  ])("%o by %o puts every value where its index says", async (shape, order) => {
    const y = transpose(counted(shape), order);
    expect(y.shape).toEqual(order.map((axis) => shape[axis]));
    const expected = Array.from({ length: y.size }, (_, flat) => {
      const from = new Array<number>(shape.length);
      indexOf(flat, y.shape).forEach((n, i) => {
        from[order[i]!] = n;
      });
      return flatOf(from, shape);
    });
    expect([...(await y.read())]).toEqual(expected);
  });

  test("reverses the axes when no order is given, and moves integers too", async () => {
    expect(transpose(counted([2, 3, 4])).shape).toEqual([4, 3, 2]);
    expect([
      ...(await transpose(
        integers([
          [1, 2],
          [3, 4],
        ]),
      ).read()),
    ]).toEqual([1, 3, 2, 4]);
  });
  test("has the gradient of its differences", () => checkGradient((x) => transpose(x, [2, 0, 1]), [[2, 3, 4]]));
  test("says what is wrong", () => {
    expect(() => transpose(counted([2, 3]), [0, 0])).toThrow("transpose: order [0, 0] does not name each axis of [2, 3] once");
    expect(() => transpose(counted([2, 3]), [0, 1, 1])).toThrow("transpose: order [0, 1, 1] does not name each axis of [2, 3] once");
    expect(() => transpose(counted([2, 3]), [])).toThrow("transpose: order [] does not name each axis of [2, 3] once");
    expect(() => transpose(counted([1, 1, 1, 1, 1, 1, 1]))).toThrow("transpose: [1, 1, 1, 1, 1, 1, 1] has more than 6 axes");
  });
});

describe("slice and concat", () => {
  test("any box of any rank", async () => {
    for (const [shape, starts, sizes] of [
      [[7], [2], [3]],
      [
        [4, 5],
        [1, 0],
        [2, 5],
      ],
      [
        [4, 5],
        [0, 3],
        [4, 2],
      ],
      [
        [3, 4, 5],
        [1, 1, 1],
        [2, 2, 3],
      ],
      [
        [3, 4, 5],
        [0, 2, 0],
        [3, 1, 5],
      ],
      [
        [2, 3, 4, 5],
        [1, 0, 2, 1],
        [1, 3, 2, 4],
      ],
      [
        [2, 3],
        [0, 1],
        [2, 0],
      ],
      [
        [300, 130],
        [7, 3],
        [290, 120],
      ],
    ] as [Shape, number[], Shape][]) {
      const y = slice(counted(shape), starts, sizes);
      expect(y.shape).toEqual(sizes);
      expect([...(await y.read())]).toEqual(
        Array.from({ length: sizeOf(sizes) }, (_, flat) =>
          flatOf(
            indexOf(flat, sizes).map((n, i) => n + starts[i]!),
            shape,
          ),
        ),
      );
    }
  });

  test("slices laid side by side are the array again, along each axis", async () => {
    const x = counted([4, 5, 6]);
    for (const axis of [0, 1, 2, -1]) {
      const at = axis < 0 ? axis + 3 : axis;
      const cut = (from: number, to: number) =>
        slice(
          x,
          [0, 1, 2].map((i) => (i === at ? from : 0)),
          x.shape.map((n, i) => (i === at ? to - from : n)),
        );
      const end = x.shape[at]!;
      const y = concat([cut(0, 1), cut(1, 1), cut(1, end)], axis);
      expect([...(await y.read())]).toEqual([...(await x.read())]);
    }
    expect([...(await concat([integers([1]), integers([2, 3])]).read())]).toEqual([1, 2, 3]);
  });

  test("have the gradient of their differences", async () => {
    await checkGradient((x) => slice(x, [1, 0, 1], [1, 3, 2]), [[2, 3, 4]]);
    await checkGradient(
      (a, b) => concat([a, b, a], 1),
      [
        [2, 3],
        [2, 1],
      ],
    );
    await checkGradient(
      (a, b) => stack([a, b]),
      [
        [2, 3],
        [2, 3],
      ],
    );
  });

  test("say what does not fit", () => {
    expect(() => slice(counted([3]), [2], [2])).toThrow("slice: starts [2] and sizes [2] do not lie in [3]");
    expect(() => concat([])).toThrow("concat: no arrays given");
    expect(() => concat([counted([2, 3]), counted([2, 4])])).toThrow("concat: [2, 4] beside [2, 3] along axis 0");
  });
});

describe("gatherRows", () => {
  test("takes rows in any order, again and again, of floats and integers", async () => {
    expect([...(await gatherRows(counted([4, 3]), integers([3, 0, 3])).read())]).toEqual([9, 10, 11, 0, 1, 2, 9, 10, 11]);
    expect([...(await gatherRows(integers([5, 6, 7]), integers([2, 0])).read())]).toEqual([7, 5]);
    const many = integers(Array.from({ length: 5000 }, (_, i) => (i * 7) % 40));
    expect([...(await gatherRows(counted([40, 9]), many).read())]).toEqual(
      Array.from({ length: 45000 }, (_, i) => ((Math.floor(i / 9) * 7) % 40) * 9 + (i % 9)),
    );
  });

  test("adds the gradients of a row taken more than once", async () => {
    await checkGradient((x) => gatherRows(x, integers([1, 1, 0, 1])), [[3, 2]]);
    const x = tensor(spread(40 * 33), [40, 33]);
    const index = Array.from({ length: 500 }, (_, i) => (i * i) % 40);
    const { gradients } = valueAndGradient([x], () => ({ value: sum(gatherRows(x, integers(index))), extra: null }));
    expect([...(await gradients[0]!.read())]).toEqual(
      Array.from({ length: 40 * 33 }, (_, i) => index.filter((row) => row === Math.floor(i / 33)).length),
    );
  });

  test("takes no rows, and refuses rows that are not there", () => {
    expect(gatherRows(counted([4, 3]), integers(new Int32Array(0))).shape).toEqual([0, 3]);
    expect(() => gatherRows(counted([4, 3]), integers([0, 4]))).toThrow("gatherRows: index 4 at 1, expected 0 to 3");
    expect(() => gatherRows(counted([4, 3]), tensor([0]))).toThrow("gatherRows: indices are float32 [1], expected int32 [count]");
  });
});

describe("reshape", () => {
  test("shares the values, fills in one size, and passes the gradient through", async () => {
    expect(reshape(counted([4, 6]), [3, -1]).shape).toEqual([3, 8]);
    await checkGradient((x) => square(reshape(x, [6])), [[2, 3]]);
    expect(() => reshape(counted([4]), [3])).toThrow("reshape: [4] has 4 values, [3] asks for 3");
    expect(() => reshape(counted([4]), [3, -1])).toThrow("reshape: [4] has 4 values");
  });
});
