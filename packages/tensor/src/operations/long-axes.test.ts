import { describe, expect, test } from "vitest";
import {
  add,
  affine,
  averagePool2d,
  convolve2d,
  full,
  gatherRows,
  gaussianDraw,
  integers,
  logSoftmax,
  logSumExp,
  matmul,
  mean,
  mutualInformation,
  reshape,
  softmax,
  softmaxCrossEntropy,
  sum,
  tensor,
  transpose,
  valueAndGradient,
} from "../index.ts";
import { expectClose, spread } from "../testing/numbers.ts";

// One float32 sum over so many numbers that are alike is off by parts in a thousand, since each addition rounds the same way.
const LENGTH = 2 ** 20;
/** One value at 0, the others at -1.2. */
const alike = (length: number): Float32Array => new Float32Array(length).fill(-1.2).fill(0, 0, 1);
const alikeSum = (length: number): number => 1 + (length - 1) * Math.exp(Math.fround(-1.2));
const total = (values: ArrayLike<number>, of = (x: number) => x): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += of(values[i]!);
  return sum;
};

describe("logSumExp over a long axis", () => {
  test.each([1025, 4099, LENGTH, LENGTH + 3])("of %i values, as a row, as one of 5 columns, and over everything", async (length) => {
    const values = alike(length);
    const expected = Math.log(alikeSum(length));
    expectClose(await logSumExp(tensor(values)).read(), [expected]);
    expectClose(await logSumExp(tensor(values, [1, length]), { axis: 1 }).read(), [expected]);
    const columns = transpose(reshape(tensor(Float32Array.from({ length: 5 * length }, (_, i) => values[i % length]!)), [5, length]));
    expectClose(await logSumExp(columns, { axis: 0 }).read(), new Array(5).fill(expected));
  });

  test("of 3 million uniform numbers is float64's to the last digit", async () => {
    const values = spread(3_000_000, { low: -2, high: 0 });
    const expected = Math.log(total(values, Math.exp));
    expectClose(await logSumExp(tensor(values)).read(), [expected], { relative: 1.2e-7 });
    const columns = Array.from({ length: 6 }, (_, column) =>
      Math.log(
        total(
          values.filter((_, i) => i % 6 === column),
          Math.exp,
        ),
      ),
    );
    expectClose(await logSumExp(tensor(values, [500_000, 6]), { axis: 0 }).read(), columns, { relative: 1.2e-7 });
  });

  test("of more ones than float32 counts", async () => {
    // 4 lanes of 2^24 + 2^20 ones each
    const length = 4 * (2 ** 24 + 2 ** 20);
    expectClose(await logSumExp(full([length], 0)).read(), [Math.log(length)], { relative: 1.2e-7 });
  });

  test("keeps NaN and infinities", async () => {
    for (const [odd, expected] of [
      [Number.NaN, Number.NaN],
      [Infinity, Infinity],
    ]) {
      const values = alike(3000);
      values[2047] = odd!;
      expect(await logSumExp(tensor(values)).read()).toEqual(Float32Array.of(expected!));
      expect((await logSumExp(tensor(values, [750, 4]), { axis: 0 }).read())[3]).toBe(expected);
    }
    expect(await logSumExp(full([3000], -Infinity)).read()).toEqual(Float32Array.of(-Infinity));
  });
});

describe("softmax over a long axis", () => {
  const values = alike(LENGTH);
  const denominator = alikeSum(LENGTH);
  const shares = [1 / denominator, Math.exp(Math.fround(-1.2)) / denominator];

  test("probabilities and their logarithms", async () => {
    for (const shape of [[LENGTH], [LENGTH, 1]]) {
      const x = tensor(values, shape);
      expectClose((await softmax(x, 0).read()).slice(0, 2), shares, { relative: 2e-7 });
      expectClose([total(await softmax(x, 0).read())], [1], { relative: 2e-7 });
      expectClose((await logSoftmax(x, 0).read()).slice(0, 2), shares.map(Math.log), { relative: 2e-7 });
    }
  });

  test("cross-entropy, and its gradient, which sums to 0", async () => {
    const x = tensor(
      Float32Array.from({ length: 2 * LENGTH }, (_, i) => values[i % LENGTH]!),
      [2, LENGTH],
    );
    const { gradients, extra } = valueAndGradient([x], () => {
      const loss = softmaxCrossEntropy(x, integers([0, LENGTH - 1]));
      return { value: sum(loss), extra: loss };
    });
    expectClose(await extra.read(), [Math.log(denominator), Math.log(denominator) + 1.2], { relative: 2e-7 });
    const gradient = await gradients[0]!.read();
    const own = [shares[0]! - 1, shares[1]!, shares[0]!, shares[1]! - 1];
    expectClose([gradient[0]!, gradient[1]!, gradient[LENGTH]!, gradient[2 * LENGTH - 1]!], own, { relative: 2e-7 });
    expect(Math.abs(total(gradient.subarray(0, LENGTH)))).toBeLessThan(1e-7);
  });
});

describe("mutual information", () => {
  const entropy = (p: number): number => -p * Math.log(p);

  test("of 500,000 classes: one draw is sure of the first, one holds all alike", async () => {
    const classes = 500_000;
    const p = Math.fround(1 / classes);
    const probabilities = new Float32Array(2 * classes).fill(p, classes);
    probabilities[0] = 1;
    const expected = entropy((1 + p) / 2) + (classes - 1) * entropy(p / 2) - (classes * entropy(p)) / 2;
    expectClose(await mutualInformation(tensor(probabilities, [2, 1, classes])).read(), [expected]);
  });

  test("of 200,000 draws that are alike is 0", async () => {
    // float32 alone makes of it 3e-5
    const probabilities = Float32Array.from({ length: 200_000 * 3 }, (_, i) => [0.1, 0.2, 0.7][i % 3]!);
    const [information] = await mutualInformation(tensor(probabilities, [200_000, 1, 3])).read();
    expect(information).toBeLessThan(5e-7);
  });
});

describe("averages and counts", () => {
  test("the average of a window of 1000 by 1000", async () => {
    expectClose(await averagePool2d(full([1, 1, 1001, 1000], 0.1), { size: 1000, stride: 1 }).read(), [0.1, 0.1], { relative: 1e-7 });
    const values = spread(300 * 301, { low: 0, high: 1 });
    const window = values.filter((_, i) => i % 301 < 300);
    const [first] = await averagePool2d(tensor(values, [1, 1, 300, 301]), { size: 300, stride: 1 }).read();
    expectClose([first!], [total(window) / window.length], { relative: 1e-7 });
  });

  test("the gradient of a row that is gathered a million times", async () => {
    const count = 1_000_000;
    const x = tensor(spread(12), [4, 3]);
    const index = Int32Array.from({ length: count }, (_, i) => (i % 4 === 0 ? 2 : i % 8 === 1 ? 3 : 1));
    const { gradients } = valueAndGradient([x], () => ({ value: mean(gatherRows(x, integers(index))), extra: null }));
    const share = [0, 1, 2, 3].flatMap((row) => new Array(3).fill(index.filter((i) => i === row).length / (3 * count)));
    expectClose(await gradients[0]!.read(), share, { relative: 2e-7 });
  });

  test("a row that is gathered more often than float32 counts", async () => {
    const count = 2 ** 24 + 2 ** 20;
    const x = tensor([0.5, 1]);
    const { gradients } = valueAndGradient([x], () => ({
      value: sum(gatherRows(x, integers(new Int32Array(count).fill(1)))),
      extra: null,
    }));
    expect([...(await gradients[0]!.read())]).toEqual([0, count]);
  });
});

describe("float32 sums that stay in float32 are sums of short sums", () => {
  const tenth = Math.fround(0.1);
  const epsilon = 2 ** -24;

  // one float32 sum of a million equal terms is off by 1.3 %; measured here: 2e-5, and below 1e-6 for terms that differ
  test("a matrix product of depth k: (384 + k / 384) 2^-24 of the sum of its terms' sizes", async () => {
    for (const depth of [10_000, 1_000_000]) {
      const row = new Float32Array(depth).fill(tenth);
      const product = matmul(tensor(row, [1, depth]), tensor(row, [depth, 1]));
      const expected = depth * tenth * tenth;
      expectClose(await product.read(), [expected], { relative: (384 + depth / 384) * epsilon });
      const waves = Float32Array.from(row, (_, i) => Math.sin(i));
      const squares = total(waves, (x) => x * x);
      expectClose(await matmul(tensor(waves, [1, depth]), tensor(waves, [depth, 1])).read(), [squares], { relative: 1e-6 });
    }
  });

  test("the gradients of a convolution's kernel over a million places", async () => {
    const [x, kernel] = [full([1100, 1, 32, 32], tenth), full([1, 1, 3, 3], 1)];
    const { gradients } = valueAndGradient([kernel], () => ({
      value: sum(affine(convolve2d(x, kernel, {}), { scale: 0.1 })),
      extra: null,
    }));
    const places = 1100 * 30 * 30;
    const expected = places * tenth * tenth;
    // eight groups of images, each a chain of passes of at most 384 places
    const relative = (384 + places / 8 / 360) * epsilon;
    expectClose(await gradients[0]!.read(), new Array(9).fill(expected), { relative });
  });

  test("the gradients of n drawn weights: (64 + n / 64) 2^-24", async () => {
    const draws = 20_000;
    const [mean, rho] = [tensor([0, 0.5, 1, 0, 0]), tensor([0, 1, 0, 0, 0])];
    const noise = full([draws, 5], 0.5);
    const prior = { kind: "normal", mean: 0, stdDev: 1e9 } as const;
    const { gradients } = valueAndGradient([mean, rho], () => {
      const { weights, complexity } = gaussianDraw(mean, rho, { noise, draws, prior });
      return { value: add(sum(affine(weights, { scale: tenth })), sum(affine(complexity, { scale: tenth }))), extra: null };
    });
    const relative = (64 + draws / 64) * epsilon;
    const rises = [0, 1, 0, 0, 0].map((r) => 1 / (1 + Math.exp(-r)));
    expectClose(await gradients[0]!.read(), new Array(5).fill(draws * tenth), { relative });
    // through the draw, w = m + s / 2, and through -log s of the complexity; the prior is flat
    const slopes = [0, 1, 0, 0, 0].map((r, i) => draws * tenth * rises[i]! * (0.5 - 1 / Math.log1p(Math.exp(r))));
    expectClose(await gradients[1]!.read(), slopes, { relative: 4 * relative });
  });
});
