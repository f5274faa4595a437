import { describe, expect, test } from "vitest";
import { averagePool2d, maxPool2d, sum, tensor, valueAndGradient } from "../index.ts";
import { checkGradient } from "../testing/check-gradient.ts";
import { expectClose, spread } from "../testing/numbers.ts";

const reductions = {
  maxPool2d: (window: number[]) => window.reduce((a, b) => (Number.isNaN(a) || a > b ? a : b)),
  averagePool2d: (window: number[]) => window.reduce((a, b) => a + b, 0) / window.length,
};
const pools = { maxPool2d, averagePool2d };
type Name = keyof typeof pools;

function naive(
  of: (window: number[]) => number,
  x: Float32Array,
  [planes, height, width]: readonly [number, number, number],
  size: number,
  stride: number,
) {
  const out: number[] = [];
  for (let plane = 0; plane < planes; plane++)
    for (let top = 0; top + size <= height; top += stride)
      for (let left = 0; left + size <= width; left += stride)
        out.push(
          of(Array.from({ length: size * size }, (_, i) => x[(plane * height + top + Math.floor(i / size)) * width + left + (i % size)]!)),
        );
  return out;
}

describe.each(Object.keys(pools) as Name[])("%s", (name) => {
  test.each([
    [2, 2, 8, 8],
    [2, 2, 7, 9],
    [2, 2, 24, 24],
    [3, 3, 9, 10],
    [3, 1, 6, 7],
    [2, 3, 8, 8],
    [1, 1, 3, 3],
    [5, 5, 5, 5],
  ])("size %i, stride %i on %i x %i equals the definition", async (size, stride, height, width) => {
    const x = spread(2 * 35 * height * width);
    const y = pools[name](tensor(x, [2, 35, height, width]), { size, stride });
    expect(y.shape).toEqual([2, 35, Math.floor((height - size) / stride) + 1, Math.floor((width - size) / stride) + 1]);
    expectClose(await y.read(), naive(reductions[name], x, [70, height, width], size, stride), { relative: 1e-6, absolute: 1e-6 });
  });

  test("the stride is the window's side when left out", () => {
    expect(pools[name](tensor(spread(36), [1, 1, 6, 6]), { size: 3 }).shape).toEqual([1, 1, 2, 2]);
  });

  test("has the gradient of its differences, also where windows overlap", async () => {
    // values 0.05 apart: no step of the differences changes which one is largest
    for (const [size, stride] of [
      [2, 2],
      [3, 2],
      [3, 1],
    ] as const)
      await checkGradient((x) => pools[name](x, { size, stride }), [[1, 2, 5, 6]], {
        at: [Float32Array.from({ length: 60 }, (_, i) => ((i * 37) % 61) * 0.05)],
        step: 1e-2,
      });
  });

  test("keeps NaN to its window", async () => {
    const x = spread(16 * 16);
    x[3 * 16 + 9] = Number.NaN;
    const y = [...(await pools[name](tensor(x, [1, 1, 16, 16]), { size: 2 }).read())];
    expect(y.map(Number.isNaN)).toEqual(y.map((_, i) => i === 8 + 4));
  });

  test("accepts no images and says what does not fit", () => {
    expect(pools[name](tensor(new Float32Array(0), [0, 3, 4, 4]), { size: 2 }).shape).toEqual([0, 3, 2, 2]);
    expect(() => pools[name](tensor([1, 2]), { size: 1 })).toThrow(`${name}: x is [2], expected [batch, channels, height, width]`);
    expect(() => pools[name](tensor(spread(4), [1, 1, 2, 2]), { size: 3 })).toThrow(
      `${name}: a window of 3 is larger than x, [1, 1, 2, 2]`,
    );
    expect(() => pools[name](tensor(spread(4), [1, 1, 2, 2]), { size: 1, stride: 0 })).toThrow(
      `${name}: size is 1 and stride 0, expected whole numbers from 1`,
    );
  });
});

test("at a tie the gradient of a maximum goes to the first place that holds it", async () => {
  const x = tensor([
    [
      [
        [1, 1, 0, 2],
        [1, 1, 2, 2],
      ],
    ],
  ]);
  const { gradients } = valueAndGradient([x], () => ({ value: sum(maxPool2d(x, { size: 2 })), extra: null }));
  expect([...(await gradients[0]!.read())]).toEqual([1, 0, 0, 1, 0, 0, 0, 0]);
});

describe("a window's NaN is its maximum, and takes the gradient: the last of several, as in PyTorch", () => {
  // 8 or more outputs in a row run four at a time, where windows of 2 do not overlap
  test.each([
    ["of 2, four at a time", 2, 2, 16],
    ["of 2, one at a time", 2, 2, 6],
    ["of 2 that overlap", 2, 1, 9],
    ["of 3", 3, 3, 9],
  ])("%s", async (_, size, stride, width) => {
    for (const places of [[0], [1], [size], [size + 1], [0, 1], [0, size], [1, size], [0, 1, size, size + 1], [size, size + 1]]) {
      const values = spread(size * width, { low: 0.1, high: 1 });
      // the places of the first window and of the last
      const last = width - size - ((width - size) % stride);
      for (const place of places)
        for (const window of [0, last]) values[Math.floor(place / size) * width + (place % size) + window] = Number.NaN;
      const x = tensor(values, [1, 1, size, width]);
      const { gradients, extra } = valueAndGradient([x], () => {
        const y = maxPool2d(x, { size, stride });
        return { value: sum(y), extra: y };
      });
      const [y, gradient] = [await extra.read(), await gradients[0]!.read()];
      const expected = new Float32Array(values.length);
      for (let window = 0; window < y.length; window++) {
        const own = Array.from({ length: size * size }, (_, i) => Math.floor(i / size) * width + (i % size) + window * stride);
        const bad = own.filter((at) => Number.isNaN(values[at]));
        const largest = Math.max(...own.map((at) => values[at]!));
        expect(y[window]).toBe(bad.length > 0 ? Number.NaN : largest);
        expected[bad.at(-1) ?? own.find((at) => values[at] === largest)!]! += 1;
      }
      expect(gradient, `NaN at ${places}`).toEqual(expected);
    }
  });
});
