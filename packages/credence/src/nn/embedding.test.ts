import { integers, key, randomNormal, type Tensor, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { checkGradient } from "../../../tensor/src/testing/check-gradient.ts";
import { dense } from "./dense.ts";
import { embedding } from "./embedding.ts";
import type { Layer } from "./layer.ts";
import { exactNoise, flipoutNoise, localReparameterizationNoise, type MapBelief, type Noise, sharedNoise } from "./noise.ts";
import { bindPasses } from "./passes.ts";
import { sequential } from "./sequential.ts";

const [WORDS, UNITS] = [4, 3];
const tokens = integers([
  [2, 0, 2],
  [3, 1, 0],
]);
const oneHot = tensor(
  [2, 0, 2, 3, 1, 0].map((token) => Array.from({ length: WORDS }, (_, word) => Number(word === token))),
  [6, WORDS],
);
const belief = (): MapBelief => ({ weight: { mean: randomNormal(key(1), [WORDS, UNITS]), rho: randomNormal(key(2), [WORDS, UNITS]) } });

const run = (layer: Layer, x: Tensor, noise: Noise, beliefs = belief()): Tensor => {
  const network = sequential([layer]);
  const { passes } = bindPasses(network, { noise, beliefs: [{ default: beliefs }], dropout: "off", key: key(9) });
  return network.forward(x, passes);
};
const layer = embedding({ words: WORDS, units: UNITS });

test.each([
  ["exact", exactNoise],
  ["shared, one draw", sharedNoise({ draws: 1 })],
  ["shared, three draws", sharedNoise({ draws: 3 })],
])("a token under %s noise has the row that a dense layer gives its one-hot vector", async (_, noise) => {
  const rows = await run(dense({ inputs: WORDS, outputs: UNITS, bias: false }), oneHot, noise).read();
  const found = run(layer, tokens, noise);
  expect(found.shape.slice(-3)).toEqual([2, 3, UNITS]);
  for (const [i, value] of (await found.read()).entries()) expect(value).toBeCloseTo(rows[i]!, 6);
});

describe.each([
  ["local", localReparameterizationNoise],
  ["flipout", flipoutNoise],
] as const)("%s noise", (name, make) => {
  test("each row has the mean and variance of its weights; of a word that comes twice, flipout's are one", async () => {
    const DRAWS = 20_000;
    const values = await run(layer, tokens, make({ draws: DRAWS })).read();
    const own = belief();
    const [mean, rho] = [await own.weight.mean.read(), await own.weight.rho!.read()];
    const series = (place: number) => Array.from({ length: DRAWS }, (_, draw) => values[draw * 18 + place]!);
    const average = (list: readonly number[]) => list.reduce((total, value) => total + value, 0) / DRAWS;
    const flat = await tokens.read();
    for (let place = 0; place < 18; place++) {
      const at = flat[Math.floor(place / UNITS)]! * UNITS + (place % UNITS);
      const stdDev = Math.log1p(Math.exp(rho[at]!));
      const drawn = series(place);
      expect(Math.abs(average(drawn) - mean[at]!)).toBeLessThan(4 * (stdDev / Math.sqrt(DRAWS)));
      const variance = average(drawn.map((value) => (value - mean[at]!) ** 2));
      expect(Math.abs(variance - stdDev ** 2)).toBeLessThan(4 * stdDev ** 2 * Math.sqrt(2 / DRAWS));
    }
    // token 2 in steps 0 and 2 of the first sequence
    if (name === "flipout") expect(series(0)).toEqual(series(6));
    else expect(series(0)).not.toEqual(series(6));
  });
});

test("gradients reach the rows of the tokens, those of a word that comes twice added", async () => {
  await checkGradient((weight) => run(layer, tokens, exactNoise, { weight: { mean: weight! } }), [[WORDS, UNITS]]);
  const drawn = (mean: Tensor, rho: Tensor) => run(layer, tokens, sharedNoise({ draws: 2 }), { weight: { mean, rho } });
  await checkGradient(
    (mean, rho) => drawn(mean!, rho!),
    [
      [WORDS, UNITS],
      [WORDS, UNITS],
    ],
  );
});

test("the row of the padding is 0 under every noise", async () => {
  const padded = embedding({ words: WORDS, units: UNITS, padding: 0 });
  for (const noise of [exactNoise, sharedNoise({ draws: 2 }), flipoutNoise({ draws: 2 }), localReparameterizationNoise({ draws: 2 })]) {
    const [values, all] = [await run(padded, tokens, noise).read(), await run(layer, tokens, noise).read()];
    const isPadding = (at: number) => [1, 5].includes(Math.floor(at / UNITS) % 6);
    for (const [at, value] of values.entries()) expect(value + 0).toBe(isPadding(at) ? 0 : all[at]! + 0);
  }
});

test("a token without a row is named by its place, and so is what is no batch of tokens", () => {
  expect(() =>
    run(
      layer,
      integers([
        [0, 1],
        [2, 4],
      ]),
      exactNoise,
    ),
  ).toThrow("embedding: token 4 in sequence 1, step 1, expected 0 to 3; words never seen want a token of their own");
  expect(() => run(layer, integers([[-1]]), exactNoise)).toThrow("embedding: token -1 in sequence 0, step 0");
  expect(() => run(layer, tensor([[1]]), exactNoise)).toThrow("embedding: x is float32 [1, 1], expected int32 [batch, steps] of tokens");
  expect(() => run(layer, integers([1]), exactNoise)).toThrow("embedding: x is int32 [1], expected int32 [batch, steps]");
});
