import { describe, expect, test } from "vitest";
import { runForJson } from "../testing/run-node.ts";

/** Work of every kernel that uses its thread's scratch, at sizes beyond what the scratch holds; each gives numbers to compare. */
const works: Record<string, { text: string; expected: readonly number[] }> = {
  // two draws that are sure of different classes: all of the entropy of a coin is disagreement
  "mutualInformation of 98,305 and of 400,000 classes": {
    text: `[98_305, 400_000].flatMap((classes) => {
      const probabilities = new Float32Array(2 * 3 * classes);
      for (let row = 0; row < 3; row++) { probabilities[row * classes] = 1; probabilities[(3 + row + 1) * classes - 1] = 1; }
      return [...mutualInformation(tensor(probabilities, [2, 3, classes])).values()];
    })`,
    expected: new Array(6).fill(Math.LN2),
  },
  // y = x times w, shifted: the gradient of w is the sum of x under each of its places
  "convolve2d's kernel gradient over an image 100,003 wide": {
    text: `(() => {
      const x = tensor(Float32Array.from({ length: 2 * 100_003 }, (_, i) => (i % 7) - 2), [1, 1, 2, 100_003]);
      const w = tensor([1, 2, 3], [1, 1, 1, 3]);
      const { gradients } = valueAndGradient([w], () => ({ value: sum(convolve2d(x, w)), extra: null }));
      return [...gradients[0].values()];
    })()`,
    expected: [0, 1, 2].map((shift) => {
      let total = 0;
      for (let row = 0; row < 2; row++) for (let i = 0; i < 100_001; i++) total += ((row * 100_003 + i + shift) % 7) - 2;
      return total;
    }),
  },
  "convolve2d of 24,000 channels and of 8,000 outputs, forward and backward": {
    text: `[[24_000, 3], [2, 8000]].flatMap(([channels, outputs]) => {
      const x = full([1, channels, 1, 14], 1), w = full([outputs, channels, 1, 1], 0.5);
      const { value, gradients } = valueAndGradient([x, w], () => ({ value: mean(convolve2d(x, w)), extra: null }));
      return [value, sum(gradients[0]), sum(gradients[1])].map((result) => result.values()[0]);
    })`,
    expected: [12_000, 12_000, 24_000, 1, 1, 2],
  },
  // runs of 384 images of one pixel each: a flag for each of their channels lies in front of as many windows of one value
  "convolve2d's kernel gradient over 3,072 images of 2,400 channels of one pixel": {
    text: `(() => {
      const x = full([3072, 2400, 1, 1], 1), w = full([4, 2400, 1, 1], 0.5);
      const { value, gradients } = valueAndGradient([w], () => ({ value: mean(convolve2d(x, w)), extra: null }));
      return [value, sum(gradients[0])].map((result) => result.values()[0]);
    })()`,
    expected: [1200, 2400],
  },
  "convolve2d through a BLAS, 24,000 channels and an image 40,003 wide": {
    text: `[[[1, 24_000, 1, 14], 1], [[1, 2, 2, 40_003], 3]].flatMap(([shape, width]) => {
      engine.useBlas(plainBlas);
      const x = full(shape, 1), w = full([2, shape[1], 1, width], 0.5);
      const { value, gradients } = valueAndGradient([x, w], () => ({ value: mean(convolve2d(x, w)), extra: null }));
      return [value, sum(gradients[0]), sum(gradients[1])].map((result) => result.values()[0]);
    })`,
    expected: [12_000, 12_000, 24_000, 3, 3, 6],
  },
  "convolveKept of 1,000 channels, whose windows fill the scratch beside their parts": {
    text: `(() => {
      const every = (count, step) => Int32Array.from({ length: count }, (_, i) => step * i);
      const kept = [{ channels: every(1000, 1), outputs: every(4, 1) }, { channels: every(500, 2), outputs: every(1, 1) }];
      return convolveKept(full([1, 1000, 27, 16], 1), full([4, 1000, 1, 1], 0.5), { kept }).map((y) => mean(y).values()[0]);
    })()`,
    expected: [500, 250],
  },
  "matmul of depth 100,000": {
    text: `[...matmul(full([5, 100_000], 0.5), full([100_000, 13], 1)).values()].slice(0, 1)`,
    expected: [50_000],
  },
  "gaussianDraw and localNoise of 100,001 weights": {
    text: `(() => {
      const m = full([100_001], 1), s = full([100_001], -30);
      const { gradients, value } = valueAndGradient([m, s], () => {
        const { weights, complexity } = gaussianDraw(m, s, { noise: key(1), draws: 2, prior: { kind: "normal", mean: 1, stdDev: 1 } });
        return { value: mean(add(weights, localNoise(weights, full(weights.shape, 0), { noise: key(2), draws: 2, repeat: false }))), extra: null };
      });
      return [value, sum(gradients[0])].map((result) => result.values()[0]);
    })()`,
    expected: [2, 2],
  },
};

describe.each(["baseline", "relaxed", "wide"])("with the %s kernels, nothing is written past a thread's scratch", (module) => {
  test.each(Object.keys(works))("%s", async (name) => {
    const { text, expected } = works[name]!;
    const { behind, written, results } = (await runForJson(
      `
      const { add, convolve2d, convolveKept, engine, full, gaussianDraw, keep, key, localNoise, matmul, mean, mutualInformation, sum, tensor, valueAndGradient } = tensors;
      const { allocate } = await inside("array.ts");
      const { plainBlas } = await inside("testing/plain-blas.ts");
      const { memory } = await inside("engine/engine.ts");
      // on one thread the first array lies behind the scratch: 8 MiB that nobody but a kernel beyond its bounds writes to
      const guard = keep(allocate([2 ** 21]));
      const from = guard.address >>> 2;
      memory.int32().fill(0x7feabcde, from, from + guard.size);
      const results = ${text};
      const written = memory.int32().subarray(from, from + guard.size).findIndex((word) => word !== 0x7feabcde);
      console.log(JSON.stringify({ behind: guard.address - 65536, written, results }));`,
      { CREDENCE_THREADS: "1", CREDENCE_SIMD: module },
    )) as { behind: number; written: number; results: number[] };
    expect(behind).toBe(2 * 2 ** 20);
    expect(written, "the first word behind the scratch that was written").toBe(-1);
    expect(results.length).toBe(expected.length);
    for (const [i, value] of expected.entries()) expect(Math.abs(results[i]! / value - 1)).toBeLessThan(1e-5);
  });
});
