import { full, key, multiply, square, subtract, sum, type Tensor, tensor, valueAndGradient, zeros } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { conv2d } from "./conv2d.ts";
import { dense } from "./dense.ts";
import type { Layer } from "./layer.ts";
import { flipoutNoise, localReparameterizationNoise, type MapBelief, type Noise, sharedNoise } from "./noise.ts";
import { bindPasses } from "./passes.ts";
import { sequential } from "./sequential.ts";

const DRAWS = 20_000;
const X = [
  [1, -2, 0.5],
  [1, -2, 0.5],
  [0.3, 0.1, -1],
];
const MEAN = [
  [0.4, -0.1],
  [0.2, 0.9],
  [-0.7, 0.3],
];
const RHO = [
  [-1, 0.5],
  [-2, -0.3],
  [0.2, -1.2],
];
const BIAS = { mean: [0.1, -0.2], rho: [-0.5, -1.5] };
const softplus = (x: number) => Math.log1p(Math.exp(x));

const belief = (): MapBelief => ({
  weight: { mean: tensor(MEAN), rho: tensor(RHO) },
  bias: { mean: tensor(BIAS.mean), rho: tensor(BIAS.rho) },
});
const noises = { shared: sharedNoise, local: localReparameterizationNoise, flipout: flipoutNoise };

function outputsOf(layer: Layer, noise: Noise, { x, beliefs, seed = 9 }: { x: Tensor; beliefs: MapBelief; seed?: number }): Tensor {
  const network = sequential([layer]);
  const { passes } = bindPasses(network, { noise, beliefs: [{ default: beliefs }], dropout: "off", key: key(seed) });
  return network.forward(x, passes);
}

// x'm + b and sum of x^2 s^2 + s_b^2 in float64
const expected = (row: number, output: number) => ({
  mean: X[row]!.reduce((total, x, i) => total + x * MEAN[i]![output]!, BIAS.mean[output]!),
  variance: X[row]!.reduce((total, x, i) => total + x * x * softplus(RHO[i]![output]!) ** 2, softplus(BIAS.rho[output]!) ** 2),
});

async function moments(name: keyof typeof noises) {
  const values = await outputsOf(dense({ inputs: 3, outputs: 2 }), noises[name]({ draws: DRAWS }), {
    x: tensor(X),
    beliefs: belief(),
  }).read();
  const at = (draw: number, row: number, output: number) => values[(draw * X.length + row) * 2 + output]!;
  const average = (f: (draw: number) => number) =>
    Array.from({ length: DRAWS }, (_, draw) => f(draw)).reduce((total, v) => total + v, 0) / DRAWS;
  const covariance = (a: number, b: number, output: number) =>
    average((draw) => (at(draw, a, output) - expected(a, output).mean) * (at(draw, b, output) - expected(b, output).mean));
  return { at, average, covariance };
}

describe.each(Object.keys(noises) as (keyof typeof noises)[])("%s noise", (name) => {
  test("pre-activations have the mean and the variance of weight draws", async () => {
    const { at, average, covariance } = await moments(name);
    for (let row = 0; row < X.length; row++)
      for (let output = 0; output < 2; output++) {
        const { mean, variance } = expected(row, output);
        expect(Math.abs(average((draw) => at(draw, row, output)) - mean)).toBeLessThan(4 * Math.sqrt(variance / DRAWS));
        // Gaussian: the variance of a squared deviation is 2 variance^2
        expect(Math.abs(covariance(row, row, output) - variance)).toBeLessThan(4 * variance * Math.sqrt(2 / DRAWS));
      }
  });

  test("two equal rows: one function gives them equal outputs, local noise independent ones, flipout the bias in common", async () => {
    const { covariance } = await moments(name);
    for (let output = 0; output < 2; output++) {
      const { variance } = expected(0, output);
      const correlated = { shared: variance, local: 0, flipout: softplus(BIAS.rho[output]!) ** 2 }[name];
      expect(Math.abs(covariance(0, 1, output) - correlated)).toBeLessThan(4 * variance * Math.sqrt(2 / DRAWS));
    }
  });

  test("the same key gives the same bits, another key others", async () => {
    const out = async (seed: number) =>
      outputsOf(dense({ inputs: 3, outputs: 2 }), noises[name]({ draws: 2 }), { x: tensor(X), beliefs: belief(), seed }).read();
    expect(await out(1)).toEqual(await out(1));
    expect(await out(1)).not.toEqual(await out(2));
  });

  test.each([1, 3])("an all-zero row without bias is exactly 0 and has finite gradients, %i draws", async (draws) => {
    const layer = dense({ inputs: 3, outputs: 2, bias: false });
    const [mean, rho, x] = [
      tensor(MEAN),
      tensor(RHO),
      tensor([
        [0, 0, 0],
        [1, 2, 3],
      ]),
    ];
    const { gradients, extra } = valueAndGradient([mean, rho, x], () => {
      const y = outputsOf(layer, noises[name]({ draws }), { x, beliefs: { weight: { mean, rho } } });
      return { value: sum(square(y)), extra: y };
    });
    const values = await extra.read();
    for (let draw = 0; draw < draws; draw++) expect([values[draw * 4]! + 0, values[draw * 4 + 1]! + 0]).toEqual([0, 0]);
    for (const gradient of gradients) expect([...(await gradient.read())].every(Number.isFinite)).toBe(true);
    expect((await gradients[1]!.read()).some((g) => g !== 0)).toBe(true);
  });

  test("points instead of Gaussians are refused by name", () => {
    expect(() =>
      outputsOf(dense({ inputs: 3, outputs: 2 }), noises[name]({ draws: 1 }), {
        x: tensor(X),
        beliefs: { weight: { mean: tensor(MEAN) } },
      }),
    ).toThrow(`${name} noise: the weights are points`);
  });
});

describe.each([1, 4])("flipout on a convolution, %i draws", (draws) => {
  const layer = conv2d({ inputs: 2, outputs: 3, size: 3 });
  const beliefs = (): MapBelief => ({
    weight: { mean: full([3, 2, 3, 3], 0.2), rho: full([3, 2, 3, 3], 0.5) },
    bias: { mean: zeros([3]), rho: full([3], 0.1) },
  });

  test("a constant image stays constant over positions, and examples differ", async () => {
    const y = outputsOf(layer, flipoutNoise({ draws }), { x: full([5, 2, 6, 6], 1.5), beliefs: beliefs() });
    expect(y.shape.slice(-4)).toEqual([5, 3, 4, 4]);
    const values = await y.read();
    const firsts = new Set<number>();
    for (let image = 0; image < values.length; image += 16) {
      firsts.add(values[image]!);
      for (let i = 1; i < 16; i++) expect(values[image + i]).toBeCloseTo(values[image]!, 4);
    }
    expect(firsts.size).toBeGreaterThan(3 * draws);
  });

  test("local noise does vary over positions: the sign is what is shared", async () => {
    const values = await outputsOf(layer, localReparameterizationNoise({ draws }), {
      x: full([1, 2, 6, 6], 1.5),
      beliefs: beliefs(),
    }).read();
    expect(Math.abs(values[1]! - values[0]!)).toBeGreaterThan(1e-3);
  });
});

test("shared noise on a convolution is the convolution by each draw's kernel", async () => {
  const layer = conv2d({ inputs: 1, outputs: 2, size: 3, padding: 1 });
  const beliefs: MapBelief = {
    weight: { mean: full([2, 1, 3, 3], 0.1), rho: full([2, 1, 3, 3], -1) },
    bias: { mean: zeros([2]), rho: full([2], -1) },
  };
  const x = tensor(
    Float32Array.from({ length: 50 }, (_, i) => Math.sin(i)),
    [2, 1, 5, 5],
  );
  const together = await outputsOf(layer, sharedNoise({ draws: 3 }), { x, beliefs }).read();
  expect(together.length).toBe(3 * 2 * 2 * 25);
  // linear in x for each draw up to its bias: y(2x) - y(x) = y(x) - y(0)
  const [double, none] = [multiply(x, full(x.shape, 2)), zeros(x.shape)];
  const at = (input: Tensor) => outputsOf(layer, sharedNoise({ draws: 3 }), { x: input, beliefs });
  const [left, right] = [await subtract(at(double), at(x)).read(), await subtract(at(x), at(none)).read()];
  for (const [i, value] of left.entries()) expect(value).toBeCloseTo(right[i]!, 4);
});
