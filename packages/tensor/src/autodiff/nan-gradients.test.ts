import { describe, expect, test } from "vitest";
import { abs, clamp, max, maximum, maxPool2d, minimum, multiply, relu, sum, type Tensor, tensor, valueAndGradient } from "../index.ts";

const nan = Number.NaN;

/** Gradients of sum(weights * f(inputs)). */
async function gradientsOf(f: (...inputs: Tensor[]) => Tensor, inputs: readonly Tensor[], weights?: Tensor) {
  const weighed = (y: Tensor) => (weights ? multiply(y, weights) : y);
  const { gradients } = valueAndGradient([...inputs], () => ({ value: sum(weighed(f(...inputs))), extra: null }));
  return Promise.all(gradients.map(async (gradient) => [...(await gradient.read())]));
}

describe("the gradient goes to the input whose value was returned, NaN included", () => {
  // five places: a whole vector and its tail
  test("relu", async () => {
    const x = tensor([-1, nan, 0, 2, nan]);
    expect(await gradientsOf(relu, [x], tensor([3, 4, 5, 6, 7]))).toEqual([[0, 4, 0, 6, 7]]);
  });

  test("clamp", async () => {
    const x = tensor([-5, nan, 1, 5, nan]);
    expect(await gradientsOf((values) => clamp(values, { low: -1, high: 1 }), [x], tensor([3, 4, 5, 6, 7]))).toEqual([[0, 4, 5, 0, 7]]);
    expect(await gradientsOf((values) => clamp(values, { low: 0 }), [tensor([nan])])).toEqual([[1]]);
  });

  test.each([
    ["maximum", maximum, [0, 4, 5, 0, 7], [3, 0, 0, 6, 0]],
    ["minimum", minimum, [3, 4, 5, 0, 7], [0, 0, 0, 6, 0]],
  ] as const)("%s: of two NaN the first, as at a tie", async (_, f, left, right) => {
    const [a, b] = [tensor([1, nan, nan, 1, 2]), tensor([2, nan, 2, nan, 2])];
    expect(await gradientsOf(f, [a, b], tensor([3, 4, 5, 6, 7]))).toEqual([left, right]);
  });

  test("maximum and minimum, broadcast", async () => {
    for (const f of [maximum, minimum]) {
      const [a, b] = [tensor([[1], [nan]]), tensor([[nan, nan, nan]])];
      expect(await gradientsOf(f, [a, b])).toEqual([
        [0, 3],
        [1, 1, 1],
      ]);
    }
  });

  test("max: shared by the NaN of a row, and no other row's", async () => {
    const x = tensor([
      [1, nan, 3, nan],
      [5, 5, 1, 0],
      [nan, -1, -2, -3],
    ]);
    expect(await gradientsOf((values) => max(values, { axis: 1 }), [x])).toEqual([[0, 0.5, 0, 0.5, 0.5, 0.5, 0, 0, 1, 0, 0, 0]]);
    expect(await gradientsOf((values) => max(values), [x])).toEqual([[0, 1 / 3, 0, 1 / 3, 0, 0, 0, 0, 1 / 3, 0, 0, 0].map(Math.fround)]);
  });

  test("max pooling", async () => {
    const x = tensor([1, nan, 3, 2], [1, 1, 2, 2]);
    expect(await gradientsOf((values) => maxPool2d(values, { size: 2 }), [x])).toEqual([[0, 1, 0, 0]]);
  });
});

test("a gradient that is NaN or infinite stays where the value came from", async () => {
  const weights = tensor([nan, Number.POSITIVE_INFINITY]);
  const [a, b] = [tensor([1, 3]), tensor([2, 2])];
  expect(await gradientsOf(maximum, [a, b], weights)).toEqual([
    [0, Number.POSITIVE_INFINITY],
    [nan, 0],
  ]);
  expect(await gradientsOf((x) => clamp(x, { low: 2 }), [a], weights)).toEqual([[0, Number.POSITIVE_INFINITY]]);
  expect(
    await gradientsOf(
      (x) => max(x, { axis: 0 }),
      [
        tensor([
          [1, 3],
          [2, 2],
        ]),
      ],
      weights,
    ),
  ).toEqual([[0, Number.POSITIVE_INFINITY, nan, 0]]);
});

test("|NaN| is neither x nor -x: its slope is NaN, and no other's", async () => {
  expect(await gradientsOf(abs, [tensor([-2, nan, 0, 3, nan])])).toEqual([[-1, nan, 0, 1, nan]]);
});
