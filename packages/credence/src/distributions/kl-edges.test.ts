import { sum, type Tensor, tensor, valueAndGradient } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { bernoulli, categorical, type Distribution, kl, laplace, normal } from "./index.ts";

const number = async (x: Tensor): Promise<number> => (await x.read())[0]!;
const close = (got: number, expected: number, relative = 1e-6, absolute = 0) =>
  expect(Math.abs(got - expected), `${got}, expected ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected) + absolute);

/** (r^2 - 1)/2 - log r at r = 1 + e, from the series of the logarithm: e^2/2 + e^2/2 - e^3/3 + e^4/4 - ... */
const spread = (e: number): number => {
  let total = 0.5 * e * e;
  for (let n = 2, power = e * e; n < 60; n++, power *= -e) total += power / n;
  return total;
};

describe("of nearly equal distributions, to the last digits", () => {
  test.each([1e-4, -1e-4, 0.01, 0.1, -0.12, 0.2, 1e-8, 1e-12])("normals of one mean, deviations apart by a share of %d", async (e) => {
    close(
      await number(kl(normal({ mean: 3, stdDev: 1 + e }), normal({ mean: 3, stdDev: 1 }))),
      spread(e),
      3e-4 * Number(Math.abs(e) < 1e-7) + 1e-6,
    );
  });

  test("the reported value: r = 1.0001", async () => {
    close(await number(kl(normal({ mean: 0, stdDev: 1.0001 }), normal({ mean: 0, stdDev: 1 }))), 9.99933e-9, 1e-4);
  });

  test("arrays of normals, with the gradient of each deviation: r / s - 1 / (r s)", async () => {
    const [own, other] = [
      [1.0001, 0.30001, 2, 0.9, 5e-20, 1.1],
      [1, 0.3, 2, 1, 5.001e-20, 1],
    ].map((values) => Array.from(values, Math.fround)) as [number[], number[]];
    const stdDev = tensor(own);
    const { gradients, extra } = valueAndGradient([stdDev], () => {
      const divergence = kl(normal({ mean: tensor(own.map(() => 0)), stdDev }), normal({ mean: 0, stdDev: tensor(other) }));
      return { value: sum(divergence), extra: divergence };
    });
    const [values, slopes] = [await extra.read(), await gradients[0]!.read()];
    for (const [i, s] of own.entries()) {
      const e = (s - other[i]!) / other[i]!;
      close(values[i]!, spread(e), 5e-6);
      close(slopes[i]!, (e * (2 + e)) / s, 5e-6);
    }
  });

  test("a normal and a number beside an array keep the mean's part", async () => {
    const q = normal({ mean: tensor([1e-4]), stdDev: tensor([1]) });
    close(await number(kl(q, normal({ mean: 0, stdDev: 1 }))), 5e-9);
    close(await number(kl(normal({ mean: 1e-9, stdDev: 2 }), normal({ mean: 0, stdDev: 2 }))), 0.5 * (1e-9 / 2) ** 2);
  });

  // e - log(1 + e) and b (e^-t - 1 + t), both to second order and beyond
  test.each([
    [1e-4, 0],
    [1e-9, 0],
    [0.3, 0],
    [0, 1e-4],
    [0, 1e-9],
    [0, 3],
  ])("laplaces, scale apart by a share of %d and centre by %d", async (e, d) => {
    const expected = spread(e) - 0.5 * e * e + (d < 1 ? (d * d) / 2 - d ** 3 / 6 : Math.exp(-d) - 1 + d);
    close(await number(kl(laplace({ mean: d, scale: 1 + e }), laplace({ mean: 0, scale: 1 }))), expected, 1e-6);
  });

  test.each([
    [0, 1e-4],
    [0.5, 1e-5],
    [-3, 0.01],
    [8, 1e-3],
    [-20, 1e-3],
    [20, -0.2],
    [2, 0.24],
    [2, 0.26],
    [-1, 3],
  ])("coins of logit %d and one more by %d", async (logit, t) => {
    // log(1 - q + q e^t) - q t over the moments of a coin: q (1 - q) (t^2/2 + (1 - 2q) t^3/6 + (1 - 6q + 6q^2) t^4/24 + ...)
    const [a, b] = [Math.fround(logit), Math.fround(Math.fround(logit) + t)];
    const [q, step] = [1 / (1 + Math.exp(-Math.abs(a))), Math.sign(a || 1) * (b - a)];
    const rest = Math.exp(-Math.abs(a)) * q;
    const exact =
      Math.abs(step) < 0.05
        ? q * rest * (step ** 2 / 2 + ((1 - 2 * q) * step ** 3) / 6 + ((1 - 6 * q + 6 * q * q) * step ** 4) / 24)
        : step * rest + Math.log1p(rest * Math.expm1(-step));
    close(await number(kl(bernoulli({ logit: a }), bernoulli({ logit: b }))), exact, 2e-6);
    close(await number(kl(bernoulli({ logit: tensor(a) }), bernoulli({ logit: tensor(b) }))), exact, 1e-5, 1e-15);
    // two classes of these logits are the same coin; float32 rounds the logarithm of their sum, which counts by its square
    const classes = (value: number) => categorical({ logits: [value, 0] });
    close(await number(kl(classes(a), classes(b))), exact, 1e-5, 3e-15 * (1 + a * a));
  });

  test("classes that q rules out, in rows near and far", async () => {
    const q = categorical({
      logits: tensor([
        [0, 0.1, -Infinity],
        [0, 0.1, -Infinity],
        [0, 0, 0],
      ]),
    });
    const p = categorical({
      logits: tensor([
        [0.001, 0.1, -Infinity],
        [0, 0.1, 0],
        [0, 0, -Infinity],
      ]),
    });
    const [near, far, infinite] = await kl(q, p).read();
    const share = Math.exp(0.1) / (1 + Math.exp(0.1));
    const step = -Math.fround(0.001);
    close(near!, share * (1 - share) * (step ** 2 / 2 + ((1 - 2 * share) * step ** 3) / 6), 1e-5);
    close(far!, Math.log((2 + Math.exp(0.1)) / (1 + Math.exp(0.1))), 1e-6);
    expect(infinite).toBe(Infinity);
  });
});

describe("at scales that float32 cannot square", () => {
  const scales = [1e-25, 1, 1e25];
  const numbers = (mean: number, stdDev: number) => normal({ mean, stdDev });
  const arrays = (mean: number, stdDev: number) => normal({ mean: tensor(mean), stdDev: tensor(stdDev) });
  const LOG_2PI = Math.log(2 * Math.PI);

  test.each(scales.flatMap((own) => scales.flatMap((other) => [0, 1].map((d) => [own, other, d] as const))))(
    "%d to %d, centres %d apart",
    async (own, other, d) => {
      // of arrays the logarithms, 57 and -57, are subtracted in float32
      const expectFloat32 = (got: number, expected: number) =>
        Number.isFinite(Math.fround(expected)) ? close(got, expected, 2e-6, 8e-6) : expect(got).toBe(Math.fround(expected));
      for (const gaussian of [numbers, arrays]) {
        const [q, p] = [gaussian(d, own), gaussian(0, other)];
        expectFloat32(await number(kl(q, p)), ((own / other) ** 2 - 1 + (d / other) ** 2) / 2 - Math.log(own) + Math.log(other));
        expectFloat32(
          await number(kl(laplace({ mean: d, scale: own }), p)),
          (own / other) ** 2 + 0.5 * (d / other) ** 2 + Math.log(other) - Math.log(2 * own) + 0.5 * LOG_2PI - 1,
        );
        // E|x| is |d| + s sqrt(2/pi) where one is nothing beside the other
        const mean =
          own === 1 && d === 1 ? Math.sqrt(2 / Math.PI) * Math.exp(-0.5) + 0.6826894921370859 : Math.max(d, own * Math.sqrt(2 / Math.PI));
        expectFloat32(
          await number(kl(q, laplace({ mean: 0, scale: other }))),
          mean / other + Math.log(2 * other) - Math.log(own) - 0.5 * LOG_2PI - 0.5,
        );
      }
      expectFloat32(
        await number(kl(laplace({ mean: d, scale: own }), laplace({ mean: 0, scale: other }))),
        Math.log(other / own) + (own * Math.exp(-d / own) + d) / other - 1,
      );
    },
  );

  test("the gradients there are numbers", async () => {
    for (const p of [normal({ mean: 0, stdDev: tensor(1) }), laplace({ mean: 0, scale: 1 })] as Distribution[]) {
      const [mean, stdDev] = [tensor([0, 1, 1e10, 0, 1]), tensor([1e-25, 1e-25, 1e-25, 1e15, 1])];
      const { gradients } = valueAndGradient([mean, stdDev], () => ({ value: sum(kl(normal({ mean, stdDev }), p)), extra: null }));
      for (const gradient of gradients) expect([...(await gradient.read())].some(Number.isNaN)).toBe(false);
    }
  });

  test("plain numbers beyond float32 are worked out before they are rounded", async () => {
    close(await number(kl(normal({ mean: 0, stdDev: 1e-60 }), normal({ mean: 0, stdDev: 1e60 }))), 120 * Math.LN10 - 0.5);
    close(await number(kl(normal({ mean: 1e-60, stdDev: 1e-60 }), normal({ mean: 0, stdDev: 1e-60 }))), 0.5);
    close(await number(kl(laplace({ mean: 0, scale: 1e-60 }), normal({ mean: 1e-60, stdDev: 1e-60 }))), 1.5 + 0.5 * LOG_2PI - 1 - Math.LN2);
    const folded = Math.sqrt(2 / Math.PI) * Math.exp(-0.5) + 0.6826894921370859;
    close(
      await number(kl(normal({ mean: 1e-60, stdDev: 1e-60 }), laplace({ mean: 0, scale: 1e-60 }))),
      folded + Math.LN2 - 0.5 * LOG_2PI - 0.5,
    );
  });
});
