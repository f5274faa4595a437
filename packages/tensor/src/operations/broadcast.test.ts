import { describe, expect, test } from "vitest";
import * as tensors from "../index.ts";
import { checkGradient } from "../testing/check-gradient.ts";
import { expectClose, spread } from "../testing/numbers.ts";
import type { Shape, Tensor } from "../types.ts";

const { tensor, integers, broadcastTo, where } = tensors;
type Pair = (a: Tensor, b: Tensor) => Tensor;

const arithmetic: Record<string, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  maximum: Math.max,
  minimum: Math.min,
};
const comparisons: Record<string, (a: number, b: number) => number> = {
  greater: (a, b) => Number(a > b),
  greaterEqual: (a, b) => Number(a >= b),
  equal: (a, b) => Number(a === b),
};
const apply = (name: string): Pair => (tensors as unknown as Record<string, Pair>)[name]!;

const pairs: [Shape, Shape][] = [
  [[5], [5]],
  [[3, 4], [4]],
  [
    [3, 4],
    [3, 1],
  ],
  [
    [3, 1],
    [1, 4],
  ],
  [[], [2, 3]],
  [
    [2, 3, 5],
    [3, 1],
  ],
  [
    [2, 1, 5],
    [4, 1],
  ],
  [
    [2, 1, 3, 1],
    [1, 4, 1, 5],
  ],
  [[7, 129], [129]],
  [
    [130, 131],
    [130, 1],
  ],
  [
    [1, 1],
    [3, 3],
  ],
  [
    [2, 3, 4, 5],
    [3, 1, 5],
  ],
];

/** NumPy's rule spelt out: index of an operand's value under every index of the result. */
function broadcastIndices(shape: Shape, operand: Shape): number[] {
  const size = shape.reduce((a, b) => a * b, 1);
  return Array.from({ length: size }, (_, flat) => {
    let at = 0;
    let stride = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const index = flat % shape[axis]!;
      flat = Math.floor(flat / shape[axis]!);
      const own = axis - (shape.length - operand.length);
      if (own < 0) continue;
      if (operand[own] !== 1) at += index * stride;
      stride *= operand[own]!;
    }
    return at;
  });
}

const values = (shape: Shape, shift: number) =>
  spread(
    shape.reduce((a, b) => a * b, 1),
    { low: 0.5, high: 2.5, shift },
  );

describe.each(Object.entries({ ...arithmetic, ...comparisons }))("%s", (name, f) => {
  test("broadcasts by NumPy's rule", async () => {
    for (const [left, right] of pairs)
      for (const [p, q] of [
        [left, right],
        [right, left],
      ] as const) {
        const [a, b] = [values(p, 0.1), values(q, 0.6)];
        const y = apply(name)(tensor(a, p), tensor(b, q));
        const [i, j] = [broadcastIndices(y.shape, p), broadcastIndices(y.shape, q)];
        expectClose(
          await y.read(),
          i.map((at, n) => f(a[at]!, b[j[n]!]!)),
          { relative: 1e-7, label: `${name} [${p}] [${q}]` },
        );
      }
  });

  test("accepts no values", async () => {
    expect(apply(name)(tensor(new Float32Array(0), [0, 3]), tensor([1, 2, 3])).shape).toEqual([0, 3]);
  });

  test("says which shapes do not meet", () => {
    expect(() => apply(name)(tensor([1, 2]), tensor([1, 2, 3]))).toThrow(`${name}: shapes [2] and [3] do not broadcast`);
    expect(() => apply(name)(tensor([1]), integers([1]))).toThrow(`${name}: got int32 [1], expected float32`);
  });
});

describe.each(Object.keys(arithmetic))("%s", (name) => {
  test("has the gradient of its differences, summed over broadcast axes", async () => {
    for (const [p, q] of [
      [[6], [6]],
      [[3, 4], [4]],
      [
        [2, 1, 3],
        [4, 1],
      ],
      [[], [3]],
    ] as [Shape, Shape][])
      await checkGradient(apply(name), [p, q], { at: [values(p, 0.1), values(q, 0.6)], step: 5e-3, tolerance: 1e-3 });
  });
  test("keeps NaN", async () => {
    expect(
      [...(await apply(name)(tensor([Number.NaN, 1, 1, 1, 1]), tensor([1, Number.NaN, 1, 1, Number.NaN])).read())].map(Number.isNaN),
    ).toEqual([true, true, false, false, true]);
  });
});

test("ties: the gradient of maximum and minimum goes to the first operand", async () => {
  for (const f of [tensors.maximum, tensors.minimum]) {
    const [a, b] = [tensor([2]), tensor([2])];
    const { gradients } = tensors.valueAndGradient([a, b], () => ({ value: tensors.sum(f(a, b)), extra: null }));
    expect([...(await gradients[0]!.read()), ...(await gradients[1]!.read())]).toEqual([1, 0]);
  }
});

test("arithmetic takes a plain number", async () => {
  expect([...(await tensors.divide(tensor([1, 2, 3]), 2).read())]).toEqual([0.5, 1, 1.5]);
});

describe("where", () => {
  test("picks and broadcasts", async () => {
    const y = where(tensor([[1], [0]]), tensor([1, 2, 3]), tensor([[-1]]));
    expect(y.shape).toEqual([2, 3]);
    expect([...(await y.read())]).toEqual([1, 2, 3, -1, -1, -1]);
  });
  test("sends the gradient where the value came from", async () => {
    const condition = tensor([[1], [0], [2]]);
    await checkGradient((a, b) => where(condition, a, b), [[3, 2], [2]]);
  });
  test("a NaN that is not picked stays out of value and gradient", async () => {
    const x = tensor([1, -1]);
    const f = () => sumOf(where(tensor([1, 0]), tensors.multiply(x, x), tensor([Number.NaN, 3])));
    const { value, gradients } = tensors.valueAndGradient([x], () => ({ value: f(), extra: null }));
    expect([...(await value.read()), ...(await gradients[0]!.read())]).toEqual([4, 2, -0]);
  });
});
const sumOf = (x: Tensor) => tensors.sum(x);

test("broadcastTo repeats, sums its gradient and refuses what does not fit", async () => {
  expect([...(await broadcastTo(tensor([[1], [2]]), [2, 3]).read())]).toEqual([1, 1, 1, 2, 2, 2]);
  await checkGradient((x) => broadcastTo(x, [3, 2, 4]), [[2, 1]]);
  expect(() => broadcastTo(tensor([1, 2, 3]), [2, 1])).toThrow("broadcastTo: [3] does not fit into [2, 1]");
});

test("full, zeros and constant", async () => {
  expect([...(await tensors.full([5], 2.5).read())]).toEqual([2.5, 2.5, 2.5, 2.5, 2.5]);
  expect([...(await tensors.zeros([2, 1]).read())]).toEqual([0, 0]);
  expect(tensors.constant(3).shape).toEqual([]);
});
