import { describe, expect, test } from "vitest";
import {
  add,
  type FusedPrior,
  gaussianDraw,
  key,
  localNoise,
  multiply,
  normalKl,
  normals,
  randomNormal,
  square,
  sum,
  tensor,
  valueAndGradient,
  zeros,
} from "../index.ts";
import { checkGradient } from "../testing/check-gradient.ts";
import { expectClose, softplus, spread } from "../testing/numbers.ts";
import type { Key, Tensor } from "../types.ts";

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);
const logNormal = (x: number, mean: number, stdDev: number) => -HALF_LOG_2PI - Math.log(stdDev) - 0.5 * ((x - mean) / stdDev) ** 2;
const logSum = (a: number, b: number) => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));

const priors: Record<string, { prior: FusedPrior; logDensity: (w: number) => number }> = {
  normal: { prior: { kind: "normal", mean: 0.3, stdDev: 0.7 }, logDensity: (w) => logNormal(w, 0.3, 0.7) },
  Laplace: { prior: { kind: "laplace", mean: -0.2, scale: 0.4 }, logDensity: (w) => -Math.log(0.8) - Math.abs(w + 0.2) / 0.4 },
  "scale mixture": {
    prior: { kind: "scaleMixture", weight: 0.25, stdDev1: 1, stdDev2: 0.05 },
    logDensity: (w) => logSum(Math.log(0.25) + logNormal(w, 0, 1), Math.log(0.75) + logNormal(w, 0, 0.05)),
  },
};

/** Past a vector, a block of noise, a block of weights and a chunk. */
const SIZES = [1, 3, 16, 17, 511, 513, 8191, 8195, 20001];

function drawInFloat64(mean: Float32Array, rho: Float32Array, noise: Float32Array, draws: number, logDensity: (w: number) => number) {
  const weights = new Float64Array(draws * mean.length);
  const complexity = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++)
    for (let i = 0; i < mean.length; i++) {
      const at = draw * mean.length + i;
      const stdDev = softplus(rho[i]!);
      weights[at] = mean[i]! + stdDev * noise[at]!;
      complexity[draw]! += logNormal(weights[at]!, mean[i]!, stdDev) - logDensity(weights[at]!);
    }
  return { weights, complexity };
}

describe.each(Object.entries(priors))("gaussianDraw with a %s prior", (_, { prior, logDensity }) => {
  test.each(SIZES)("%i weights: mean + softplus(rho) e, and the sum of the log densities", async (size) => {
    const [mean, rho, noise] = [
      spread(size, { low: -1, high: 1 }),
      spread(size, { low: -6, high: 1, shift: 0.3 }),
      normals(key(size), 3 * size),
    ];
    const expected = drawInFloat64(mean, rho, noise, 3, logDensity);
    const { weights, complexity } = gaussianDraw(tensor(mean), tensor(rho), { noise: tensor(noise), draws: 3, prior });
    expectClose(await weights.read(), expected.weights, { relative: 1e-6, absolute: 1e-6 });
    // each term carries about 2e-6 of float32 rounding (log s, w^2 / s^2), signs at random
    expectClose(await complexity.read(), expected.complexity, { relative: 2e-6, absolute: 1e-5 * Math.sqrt(size) });
  });

  test("the gradient is that of differences, through weights and complexity", async () => {
    const noise = tensor(spread(14, { low: -1.5, high: 1.5, shift: 0.2 }));
    const both = (mean: Tensor, rho: Tensor) => {
      const { weights, complexity } = gaussianDraw(mean, rho, { noise, draws: 2, prior });
      return add(sum(multiply(weights, tensor(spread(14), [2, 7]))), sum(multiply(complexity, tensor([0.3, 0.5]))));
    };
    // the Laplace density has a corner at its mean, the mixture a bend where its parts meet: small steps near them
    await checkGradient(both, [[7], [7]], {
      at: [spread(7, { low: 0.4, high: 2 }), spread(7, { low: -3, high: -1.5 })],
      step: 4e-3,
      tolerance: 3e-3,
    });
  });

  test("from a key, the backward pass has the noise of the forward pass", async () => {
    for (const size of [5, 515, 9001]) {
      const [mean, rho] = [tensor(spread(size)), tensor(spread(size, { low: -5, high: 0 }))];
      const upstream = tensor(spread(3 * size, { shift: 0.8 }), [3, size]);
      const run = (noise: Tensor | ReturnType<typeof key>) =>
        valueAndGradient([mean, rho], () => {
          const { weights, complexity } = gaussianDraw(mean, rho, { noise, draws: 3, prior });
          return { value: add(sum(multiply(weights, upstream)), sum(complexity)), extra: weights };
        });
      // with rho = 0 everywhere, s = log 2: the noise read out of a draw
      const read = await gaussianDraw(zeros([size]), zeros([size]), { noise: key(9), draws: 3 }).weights.read();
      const noise = tensor(
        Float32Array.from(read, (w) => w / Math.LN2),
        [3, size],
      );
      const [fromKey, given] = [run(key(9)), run(noise)];
      for (const i of [0, 1])
        expectClose(await fromKey.gradients[i]!.read(), await given.gradients[i]!.read(), { relative: 1e-4, absolute: 1e-4 });
      expectClose(await fromKey.extra.read(), await given.extra.read(), { relative: 1e-6, absolute: 1e-6 });
    }
  });
});

describe("gaussianDraw", () => {
  test("far out on a prior, value and gradient are those of the prior's tail", async () => {
    for (const w of [1, 5, 20, 50]) {
      const run = (prior: FusedPrior) => {
        const mean = tensor([w]);
        return valueAndGradient([mean], () => ({
          value: sum(gaussianDraw(mean, tensor([-200]), { noise: tensor([0]), draws: 1, prior }).complexity),
          extra: null,
        })).gradients[0]!;
      };
      // d(-log p)/dw: the wide part alone explains w, and w / sd^2 of a normal
      expectClose(await run({ kind: "scaleMixture", weight: 0.5, stdDev1: 1, stdDev2: 0.002 }).read(), [w], { relative: 1e-5 });
      expectClose(await run({ kind: "normal", mean: 0, stdDev: 0.1 }).read(), [w * 100], { relative: 1e-5 });
      expectClose(await run({ kind: "laplace", mean: 0, scale: 0.1 }).read(), [10], { relative: 1e-6 });
    }
  });

  test("a mixture's gradient is exact in either part, however far apart their precisions are", async () => {
    const weights = [1e-6, 1e-4, 1e-3, 2e-3, 0.01, 0.3, -2];
    for (const [stdDev1, stdDev2] of [
      [Math.exp(-1), Math.exp(-8)],
      [Math.exp(-2), Math.exp(-8)],
      [10, 1e-6],
    ] as const) {
      const mean = tensor(weights);
      const { gradients } = valueAndGradient([mean], () => ({
        value: sum(
          gaussianDraw(mean, tensor(weights.map(() => -200)), {
            noise: tensor(weights.map(() => 0)),
            draws: 1,
            prior: { kind: "scaleMixture", weight: 0.75, stdDev1, stdDev2 },
          }).complexity,
        ),
        extra: null,
      }));
      const expected = weights.map(Math.fround).map((w) => {
        const gap = Math.log(0.75) + logNormal(w, 0, stdDev1) - Math.log(0.25) - logNormal(w, 0, stdDev2);
        return w * (1 / (1 + Math.exp(-gap)) / stdDev1 ** 2 + 1 / (1 + Math.exp(gap)) / stdDev2 ** 2);
      });
      expectClose(await gradients[0]!.read(), expected, { relative: 1e-5 });
    }
  });

  test("mixture weight 1 and 0 are the parts alone", async () => {
    const [mean, rho, noise] = [tensor(spread(33)), tensor(spread(33, { low: -4, high: 0 })), key(3)];
    const of = async (prior: FusedPrior) => (await gaussianDraw(mean, rho, { noise, draws: 2, prior }).complexity.read()) as Float32Array;
    for (const [weight, stdDev] of [
      [1, 0.6],
      [0, 1.4],
    ] as const)
      expectClose(await of({ kind: "scaleMixture", weight, stdDev1: 0.6, stdDev2: 1.4 }), await of({ kind: "normal", mean: 0, stdDev }), {
        relative: 1e-5,
      });
  });

  test("the mean of the complexity over draws meets the closed form within 4 standard errors", async () => {
    const [mean, rho] = [tensor(spread(50)), tensor(spread(50, { low: -3, high: 0 }))];
    const draws = 2000;
    const sampled = (await gaussianDraw(mean, rho, {
      noise: key(5),
      draws,
      prior: { kind: "normal", mean: 0.1, stdDev: 0.8 },
    }).complexity.read()) as Float32Array;
    const exact = (await normalKl(mean, rho, { mean: 0.1, stdDev: 0.8 }).read())[0]!;
    const average = sampled.reduce((a, b) => a + b, 0) / draws;
    const error = Math.sqrt(sampled.reduce((a, b) => a + (b - average) ** 2, 0) / (draws - 1) / draws);
    expect(Math.abs(average - exact) / error).toBeLessThan(4);
  });

  test("standard deviations: softplus over [1e-8, 1e3], and the gradient in both tails of rho", async () => {
    const wanted = [1e-8, 1e-5, 1e-3, 0.05, 0.7, 3, 50, 1000];
    const rho = tensor(wanted.map((s) => (s > 30 ? s : Math.log(Math.expm1(s)))));
    const { weights } = gaussianDraw(zeros([8]), rho, { noise: tensor(new Float32Array(8).fill(1)), draws: 1 });
    // rho = -18.4 itself carries 1e-6 of rounding, which e^rho makes relative
    expectClose(await weights.read(), wanted, { relative: 2e-6 });
    const tails = tensor([100, -100, -40]);
    const { gradients, value } = valueAndGradient([tails], () => ({
      value: sum(
        gaussianDraw(zeros([3]), tails, { noise: tensor([1, 1, 1]), draws: 1, prior: { kind: "normal", mean: 0, stdDev: 10 } }).complexity,
      ),
      extra: null,
    }));
    // d/drho of s^2 / 200 - log s: s / 100 - 1 / s at s = rho = 100, and -1 where s = e^rho
    expectClose(await gradients[0]!.read(), [1 - 0.01, -1, -1], { relative: 1e-4 });
    expect(Number.isFinite((await value.read())[0])).toBe(true);
  });

  test("keeps NaN to its weight; accepts no weights; says what does not fit", async () => {
    const { weights } = gaussianDraw(tensor([1, Number.NaN, 1]), tensor([0, 0, 0]), { noise: key(1), draws: 2 });
    expect([...(await weights.read())].map(Number.isNaN)).toEqual([false, true, false, false, true, false]);
    const none = gaussianDraw(tensor(new Float32Array(0)), tensor(new Float32Array(0)), {
      noise: key(1),
      draws: 2,
      prior: { kind: "normal", mean: 0, stdDev: 1 },
    });
    expect([...(await none.complexity.read())]).toEqual([0, 0]);
    expect(() => gaussianDraw(tensor([1]), tensor([1, 2]), { noise: key(1), draws: 1 })).toThrow("gaussianDraw: mean is [1], rho is [2]");
    expect(() => gaussianDraw(tensor([1]), tensor([1]), { noise: tensor([1]), draws: 2 })).toThrow(
      "gaussianDraw: given noise is [1], expected 2 values",
    );
    const [mean, noise] = [tensor([1]), tensor([0.5])];
    const byNoise = () => ({ value: sum(gaussianDraw(mean, mean, { noise, draws: 1 }).weights), extra: null });
    expect(() => valueAndGradient([mean, noise], byNoise)).toThrow(
      "gaussianDraw: a gradient by the noise is asked for, expected noise that is data",
    );
    const mixed = [key(1), noise] as unknown as readonly Key[];
    expect(() => gaussianDraw(mean, mean, { noise: mixed, draws: 2 })).toThrow("gaussianDraw: key is ");
  });

  test("a key for each draw gives what one draw under each gives: weights, complexity and gradients", async () => {
    // past a chunk of 2048, and no multiple of the blocks of 16
    const [mean, rho] = [randomNormal(key(1), [2501]), randomNormal(key(2), [2501])];
    const prior = { kind: "normal", mean: 0.1, stdDev: 0.7 } as const;
    const keys = [key(5), key(6), key(5).child("other")];
    const differentiated = (noise: Key | readonly Key[], draws: number) =>
      valueAndGradient([mean, rho], () => {
        const { weights, complexity } = gaussianDraw(mean, rho, { noise, draws, prior });
        return { value: add(sum(square(weights)), sum(complexity)), extra: { weights, complexity } };
      });
    const together = differentiated(keys, 3);
    const single = keys.map((one) => differentiated(one, 1));
    for (const name of ["weights", "complexity"] as const) {
      const parts = await Promise.all(single.map(({ extra }) => extra[name].read()));
      expect([...(await together.extra[name].read())]).toEqual(parts.flatMap((part) => [...part]));
    }
    for (const input of [0, 1]) {
      const parts = await Promise.all(single.map(({ gradients }) => gradients[input]!.read()));
      const total = Array.from(parts[0]!, (_, i) => parts.reduce((sumOf, part) => sumOf + part[i]!, 0));
      expectClose(await together.gradients[input]!.read(), total, { relative: 1e-5, absolute: 1e-4 });
    }
    expect(() => gaussianDraw(mean, rho, { noise: keys, draws: 2 })).toThrow("gaussianDraw: 3 keys for 2 draws");
  });

  test("draws are independent, and a draw does not depend on how many are made", async () => {
    const [mean, rho] = [zeros([1000]), zeros([1000])];
    const of = async (draws: number) => (await gaussianDraw(mean, rho, { noise: key(2), draws }).weights.read()) as Float32Array;
    const four = await of(4);
    expect(await of(1)).toEqual(four.slice(0, 1000));
    for (const [i, j] of [
      [0, 1],
      [0, 3],
      [1, 2],
    ] as const) {
      let correlation = 0;
      for (let n = 0; n < 1000; n++) correlation += (four[i * 1000 + n]! * four[j * 1000 + n]!) / Math.LN2 ** 2 / 1000;
      expect(Math.abs(correlation) * Math.sqrt(1000)).toBeLessThan(4);
    }
  });
});

describe("localNoise", () => {
  test.each([1, 5, 515, 8200])("%i values: mean + sqrt(variance) e for given noise, repeated and not", async (size) => {
    const [mean, variance, noise] = [spread(size), spread(size, { low: 0, high: 3 }), normals(key(1), 2 * size)];
    const [m, v] = [tensor(mean), tensor(variance)];
    const expected = Float64Array.from(noise, (e, i) => mean[i % size]! + Math.sqrt(variance[i % size]!) * e);
    const repeated = localNoise(m, v, { noise: tensor(noise), draws: 2, repeat: true });
    expect(repeated.shape).toEqual([2, size]);
    expectClose(await repeated.read(), expected, { relative: 1e-6, absolute: 1e-6 });
    expectClose(await localNoise(m, v, { noise: tensor(noise.slice(0, size)), draws: 1, repeat: false }).read(), expected.slice(0, size), {
      relative: 1e-6,
      absolute: 1e-6,
    });
  });

  test("has the gradient of its differences, from a key as from given noise", async () => {
    const at = [spread(6), spread(6, { low: 0.5, high: 2 })];
    for (const noise of [key(4), tensor(spread(12, { shift: 0.5 }))])
      await checkGradient(
        (m, v) => localNoise(m, v, { noise, draws: 2, repeat: true }),
        [
          [2, 3],
          [2, 3],
        ],
        { at },
      );
    await checkGradient(
      (m, v) => localNoise(m, v, { noise: key(4), draws: 2, repeat: false }),
      [
        [2, 3],
        [2, 3],
      ],
      { at },
    );
  });

  test("an all-zero row has no variance: it is its mean, and its gradient is 0, not infinite", async () => {
    const [m, v] = [tensor([1, 2, 3]), tensor([0, 1, 0])];
    const { gradients, extra } = valueAndGradient([m, v], () => {
      const y = localNoise(m, v, { noise: key(7), draws: 1, repeat: false });
      return { value: sum(y), extra: y };
    });
    const y = await extra.read();
    expect([y[0], y[2]]).toEqual([1, 3]);
    const slope = await gradients[1]!.read();
    expect([slope[0], slope[2]]).toEqual([0, 0]);
    expectClose([slope[1]!], [(y[1]! - 2) / 2], { relative: 1e-5 });
  });

  test("every element and draw has noise of its own, with the variance asked for", async () => {
    const y = Array.from(
      await localNoise(zeros([4, 500]), randomNormal(key(0), [4, 500], { mean: 4, stdDev: 0 }), {
        noise: key(8),
        draws: 10,
        repeat: true,
      }).read(),
    );
    const variance = y.reduce((total, value) => total + value * value, 0) / y.length;
    expect(Math.abs(variance - 4) / (4 * Math.sqrt(2 / y.length))).toBeLessThan(4);
    expect(new Set(y).size).toBeGreaterThan(y.length * 0.99);
  });

  test("says what does not fit", () => {
    expect(() => localNoise(tensor([1]), tensor([1, 2]), { noise: key(1), draws: 1, repeat: false })).toThrow(
      "localNoise: mean is [1], variance is [2]",
    );
    const [mean, noise] = [tensor([1]), tensor([0.5])];
    const byNoise = () => ({ value: sum(localNoise(mean, mean, { noise, draws: 1, repeat: false })), extra: null });
    expect(() => valueAndGradient([noise], byNoise)).toThrow(
      "localNoise: a gradient by the noise is asked for, expected noise that is data",
    );
  });
});
