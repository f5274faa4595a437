import { key, randomNormal, type Tensor, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { checkGradient } from "../../../tensor/src/testing/check-gradient.ts";
import { groupNorm } from "./group-norm.ts";
import type { Layer } from "./layer.ts";
import { layerNorm } from "./layer-norm.ts";
import { exactNoise, flipoutNoise, localReparameterizationNoise, type MapBelief, type Noise, sharedNoise } from "./noise.ts";
import { bindPasses } from "./passes.ts";
import { sequential } from "./sequential.ts";

const CHANNELS = 4;
const EPSILON = 1e-3;

/** Each layer on x without draws: which channel a place belongs to, and which places are normalised together. */
const cases = {
  "layerNorm of rows": {
    layer: layerNorm({ features: CHANNELS, epsilon: EPSILON }),
    shape: [3, CHANNELS],
    channel: (at: number) => at % CHANNELS,
    together: (at: number) => Math.floor(at / CHANNELS),
  },
  "layerNorm of sequences": {
    layer: layerNorm({ features: CHANNELS, of: "sequences", epsilon: EPSILON }),
    shape: [2, 3, CHANNELS],
    channel: (at: number) => at % CHANNELS,
    together: (at: number) => Math.floor(at / CHANNELS),
  },
  "groupNorm of two groups": {
    layer: groupNorm({ channels: CHANNELS, groups: 2, epsilon: EPSILON }),
    shape: [2, CHANNELS, 2, 3],
    channel: (at: number) => Math.floor(at / 6) % CHANNELS,
    together: (at: number) => Math.floor(at / 12),
  },
} as const;

const belief = (): MapBelief => ({
  weight: { mean: randomNormal(key(1), [CHANNELS]), rho: randomNormal(key(2), [CHANNELS]) },
  bias: { mean: randomNormal(key(3), [CHANNELS]), rho: randomNormal(key(4), [CHANNELS]) },
});
const run = (layer: Layer, x: Tensor, noise: Noise, beliefs = belief()): Tensor => {
  const network = sequential([layer]);
  const { passes } = bindPasses(network, { noise, beliefs: [{ default: beliefs }], dropout: "off", key: key(9) });
  return network.forward(x, passes);
};

describe.each(Object.entries(cases))("%s", (_, { layer, shape, channel, together }) => {
  const x = randomNormal(key(5), shape, { mean: 3, stdDev: 2 });

  test("the definition in float64", async () => {
    const values = await x.read();
    const { weight, bias } = belief();
    const [w, b] = [await weight.mean.read(), await bias!.mean.read()];
    const outputs = await run(layer, x, exactNoise).read();
    for (const [at, output] of outputs.entries()) {
      const group = [...values].filter((_, other) => together(other) === together(at));
      const mean = group.reduce((total, value) => total + value, 0) / group.length;
      const variance = group.reduce((total, value) => total + (value - mean) ** 2, 0) / group.length;
      const expected = (1 + w[channel(at)]!) * ((values[at]! - mean) / Math.sqrt(variance + EPSILON)) + b[channel(at)]!;
      expect(Math.abs(output - expected)).toBeLessThan(5e-6 * Math.max(1, Math.abs(expected)));
    }
  });

  test("gradients of x, gain and shift, for one draw and for two", async () => {
    await checkGradient(
      (given, weight, bias) => run(layer, given!, exactNoise, { weight: { mean: weight! }, bias: { mean: bias! } }),
      [shape, [CHANNELS], [CHANNELS]],
    );
    const drawn = (mean: Tensor, rho: Tensor) => run(layer, x, sharedNoise({ draws: 2 }), { ...belief(), weight: { mean, rho } });
    await checkGradient((mean, rho) => drawn(mean!, rho!), [[CHANNELS], [CHANNELS]]);
  });

  test.each([
    ["shared", sharedNoise],
    ["local", localReparameterizationNoise],
    ["flipout", flipoutNoise],
  ] as const)("under %s noise the draws have the mean of the exact pass and the variance of gain and shift", async (_, make) => {
    const DRAWS = 20_000;
    const drawn = await run(layer, x, make({ draws: DRAWS })).read();
    const none = { weight: { mean: tensor(Array(CHANNELS).fill(0)) }, bias: { mean: tensor(Array(CHANNELS).fill(0)) } };
    const [exact, one] = [await run(layer, x, exactNoise).read(), await run(layer, x, exactNoise, none).read()];
    const { weight, bias } = belief();
    const [wide, shift] = [await weight.rho!.read(), await bias!.rho!.read()];
    const softplus = (rho: number) => Math.log1p(Math.exp(rho));
    for (const [at, mean] of exact.entries()) {
      const variance = (one[at]! * softplus(wide[channel(at)]!)) ** 2 + softplus(shift[channel(at)]!) ** 2;
      let [total, squares] = [0, 0];
      for (let draw = 0; draw < DRAWS; draw++) {
        const distance = drawn[draw * exact.length + at]! - mean;
        total += distance;
        squares += distance ** 2;
      }
      expect(Math.abs(total / DRAWS)).toBeLessThan(5 * Math.sqrt(variance / DRAWS));
      expect(Math.abs(squares / DRAWS - variance)).toBeLessThan(5 * variance * Math.sqrt(2 / DRAWS));
    }
  });

  test("what is constant becomes the shift, and not NaN", async () => {
    const { bias } = belief();
    const b = await bias!.mean.read();
    const outputs = await run(layer, tensor(new Float32Array(x.size).fill(7), shape), exactNoise).read();
    for (const [at, output] of outputs.entries()) expect(output).toBe(b[channel(at)]!);
  });
});

test("x that does not fit is refused by name", () => {
  expect(() => run(layerNorm({ features: 4 }), tensor([[1, 2]]), exactNoise)).toThrow(
    "layerNorm: x is [1, 2], expected [batch, 4] as it is of rows",
  );
  expect(() => run(layerNorm({ features: 4, of: "sequences" }), tensor([[1, 2, 3, 4]]), exactNoise)).toThrow(
    "layerNorm: x is [1, 4], expected [batch, steps, 4] as it is of sequences",
  );
  const images = tensor(new Float32Array(6), [1, 6, 1, 1]);
  expect(() => run(groupNorm({ channels: 4, groups: 2 }), images, exactNoise)).toThrow("groupNorm: x is [1, 6, 1, 1], expected [batch, 4,");
  expect(() => groupNorm({ channels: 4, groups: 3 })).toThrow("groupNorm: 4 channels in 3 groups, expected groups of equal size");
});
