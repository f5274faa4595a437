import { describe, expect, test } from "vitest";
import {
  convolve2d,
  convolveKept,
  gatherRows,
  integers,
  keptFits,
  keptSaves,
  key,
  randomNormal,
  sum,
  type Tensor,
  tensor,
  transpose,
  valueAndGradient,
} from "../index.ts";
import { bernoullis } from "../random/random.ts";

const subset = (count: number, seed: number): Int32Array => {
  const mask = bernoullis(key(seed), count, 0.5);
  return Int32Array.from(mask.keys()).filter((i) => mask[i] === 1);
};
const all = (count: number) => Int32Array.from({ length: count }, (_, i) => i);

/** Rows `indices` of an axis. */
function pick(x: Tensor, axis: 0 | 1, indices: Int32Array): Tensor {
  if (axis === 0) return gatherRows(x, integers(indices));
  const turned = transpose(x, [1, 0, 2, 3]);
  return transpose(gatherRows(turned, integers(indices)), [1, 0, 2, 3]);
}

describe("convolutions of kept channels are those of the smaller arrays", () => {
  test.each([
    { batch: 3, channels: 5, outputs: 9, height: 8, width: 8, size: 3, padding: 0 },
    { batch: 2, channels: 1, outputs: 4, height: 12, width: 7, size: 5, padding: 2 },
    { batch: 1, channels: 32, outputs: 64, height: 12, width: 12, size: 5, padding: 0 },
    // outputs that are cut into chunks of rows, lines that end within a group of pixels
    { batch: 2, channels: 3, outputs: 6, height: 40, width: 31, size: 3, padding: 1 },
    { batch: 0, channels: 3, outputs: 6, height: 9, width: 9, size: 3, padding: 1 },
  ])("batch $batch, $channels channels, $outputs outputs, $height x $width, kernel $size, padding $padding", async (shape) => {
    const { batch, channels, outputs, height, width, size, padding } = shape;
    const x = randomNormal(key(1), [batch, channels, height, width]);
    const kernel = randomNormal(key(2), [outputs, channels, size, size]);
    const bias = randomNormal(key(3), [outputs]);
    const kept = [0, 1, 2].map((seed) => ({ channels: subset(channels, 10 + seed), outputs: subset(outputs, 20 + seed) }));
    kept.push({ channels: all(channels), outputs: all(outputs) }, { channels: Int32Array.of(), outputs: Int32Array.of(outputs - 1) });
    for (const biases of [undefined, bias]) {
      const results = convolveKept(x, kernel, { kept, padding, ...(biases && { bias: biases }) });
      for (const [i, own] of kept.entries()) {
        const small = pick(pick(kernel, 0, own.outputs), 1, own.channels);
        const smallBias = biases && gatherRows(biases, integers(own.outputs));
        const expected = convolve2d(pick(x, 1, own.channels), small, { padding, ...(smallBias && { bias: smallBias }) });
        expect(results[i]!.shape).toEqual(expected.shape);
        const [ours, theirs] = [await results[i]!.read(), await expected.read()];
        for (const [at, value] of ours.entries()) expect(Math.abs(value - theirs[at]!)).toBeLessThan(1e-4);
      }
    }
  });

  test("to the same bits, whatever else is asked for, and where the arrays are the smaller ones", async () => {
    const x = randomNormal(key(1), [2, 7, 9, 9]);
    const kernel = randomNormal(key(2), [10, 7, 3, 3]);
    const kept = Array.from({ length: 12 }, (_, seed) => ({ channels: subset(7, seed), outputs: subset(10, 30 + seed) }));
    const together = convolveKept(x, kernel, { kept });
    for (const [i, own] of kept.entries()) {
      const alone = convolveKept(x, kernel, { kept: [own] })[0]!;
      const small = convolveKept(pick(x, 1, own.channels), pick(pick(kernel, 0, own.outputs), 1, own.channels), {
        kept: [{ channels: all(own.channels.length), outputs: all(own.outputs.length) }],
      })[0]!;
      expect(await alone.read()).toEqual(await together[i]!.read());
      expect(await small.read()).toEqual(await together[i]!.read());
    }
  });

  test("a channel that is not kept may hold anything", async () => {
    const x = tensor([1, 2, Number.NaN, Number.POSITIVE_INFINITY], [1, 2, 1, 2]);
    const kernel = tensor([3, Number.NaN], [1, 2, 1, 1]);
    const [y] = convolveKept(x, kernel, { kept: [{ channels: Int32Array.of(0), outputs: Int32Array.of(0) }] });
    expect([...(await y!.read())]).toEqual([3, 6]);
  });
});

test("indices out of order or out of range, and what does not fit, are refused", () => {
  const x = randomNormal(key(1), [1, 4, 6, 6]);
  const kernel = randomNormal(key(2), [3, 4, 3, 3]);
  const asked = (channels: number[], outputs: number[]) => () =>
    convolveKept(x, kernel, { kept: [{ channels: Int32Array.from(channels), outputs: Int32Array.from(outputs) }] });
  expect(asked([0, 4], [0])).toThrow("convolveKept: kept[0].channels[1] is 4, expected ascending indices below 4");
  expect(asked([0], [2, 1])).toThrow("convolveKept: kept[0].outputs[1] is 1, expected ascending indices below 3");
  expect(asked([-1], [0])).toThrow("kept[0].channels[0] is -1");
  expect(() => convolveKept(x, kernel, { kept: [], bias: tensor([1, 2]) })).toThrow("bias is [2], expected [3]");
  expect(keptFits(x, kernel)).toBe(true);
  expect(keptFits(x, kernel, { stride: 2 })).toBe(false);
  const large = randomNormal(key(3), [1, 1, 24, 24]);
  expect(() => convolveKept(large, randomNormal(key(4), [1, 1, 20, 20]), { kept: [] })).toThrow("which keptFits refuses");
  const bias = tensor([0, 0, 0]);
  const biased = () => ({ value: sum(convolveKept(x, kernel, { kept: [], bias })[0]!), extra: null });
  expect(() => valueAndGradient([bias], biased)).toThrow("which keptFits refuses");
  expect(() => valueAndGradient([x], () => ({ value: sum(convolveKept(x, kernel, { kept: [] })[0]!), extra: null }))).toThrow(
    "which keptFits refuses",
  );
});

test("it is worth it where the parts of all channels are fewer products than those of each", () => {
  const kernel = randomNormal(key(2), [64, 32, 5, 5]);
  const half = { channels: all(16), outputs: all(32) };
  expect(
    keptSaves(
      kernel,
      Array.from({ length: 4 }, () => half),
    ),
  ).toBe(false);
  expect(
    keptSaves(
      kernel,
      Array.from({ length: 6 }, () => half),
    ),
  ).toBe(true);
  // of one place of the kernel a part is a product
  expect(
    keptSaves(
      randomNormal(key(3), [64, 32, 1, 1]),
      Array.from({ length: 50 }, () => half),
    ),
  ).toBe(false);
});
