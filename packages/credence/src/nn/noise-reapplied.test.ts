import { add, full, key, randomNormal, stack, type Tensor, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { conv2d } from "./conv2d.ts";
import { dense } from "./dense.ts";
import type { Layer } from "./layer.ts";
import { exactNoise, flipoutNoise, localReparameterizationNoise, type MapBelief, type Noise, sharedNoise } from "./noise.ts";
import { bindPasses } from "./passes.ts";
import { sequential } from "./sequential.ts";

const DRAWS = 20_000;
const layers = {
  dense: {
    layer: dense({ inputs: 3, outputs: 2 }),
    x: tensor([
      [1, -2, 0.5],
      [0.3, 0.1, -1],
    ]),
    belief: (): MapBelief => ({
      weight: { mean: full([3, 2], 0.3), rho: full([3, 2], -0.5) },
      bias: { mean: full([2], 0.1), rho: full([2], -1) },
    }),
  },
  convolution: {
    layer: conv2d({ inputs: 1, outputs: 2, size: 2 }),
    x: randomNormal(key(3), [1, 1, 3, 3]),
    belief: (): MapBelief => ({
      weight: { mean: full([2, 1, 2, 2], 0.3), rho: full([2, 1, 2, 2], -0.5) },
      bias: { mean: full([2], 0.1), rho: full([2], -1) },
    }),
  },
};
type Case = (typeof layers)[keyof typeof layers];

/** Applies the layer's map to each input in turn within one pass: [inputs, ...outputs]. */
function applied({ layer, belief }: Case, noise: Noise, inputs: readonly Tensor[]): Tensor {
  const steps: Layer = { ...layer, forward: (_, pass) => stack(inputs.map((x) => pass.apply(x))) };
  const network = sequential([steps]);
  const { passes } = bindPasses(network, { noise, beliefs: [{ default: belief() }], dropout: "off", key: key(9) });
  return network.forward(inputs[0]!, passes);
}

describe.each(Object.entries(layers))("a %s map applied again in one pass", (_, one) => {
  test("local noise: each application draws its own", async () => {
    const values = await applied(one, localReparameterizationNoise({ draws: DRAWS }), [one.x, one.x, one.x]).read();
    const size = values.length / (3 * DRAWS);
    const series = (application: number, place: number) =>
      Array.from({ length: DRAWS }, (_, draw) => values[(application * DRAWS + draw) * size + place]!);
    for (let place = 0; place < size; place++)
      // the standard error of a correlation of 0 is 1 / sqrt(DRAWS)
      for (const [a, b] of [
        [0, 1],
        [0, 2],
        [1, 2],
      ] as const)
        expect(Math.abs(correlation(series(a, place), series(b, place))), `${a} and ${b} at ${place}`).toBeLessThan(4 / Math.sqrt(DRAWS));
  });

  test("local noise: the first application is that of a pass that applies the map once", async () => {
    const noise = () => localReparameterizationNoise({ draws: 3 });
    const once = await applied(one, noise(), [one.x]).read();
    const twice = await applied(one, noise(), [one.x, one.x]).read();
    expect(twice.slice(0, once.length)).toEqual(once);
    expect(twice.slice(once.length)).not.toEqual(once);
  });

  test.each([
    ["exact", exactNoise],
    ["shared, one draw", sharedNoise({ draws: 1 })],
    ["shared", sharedNoise({ draws: 3 })],
    ["flipout, one draw", flipoutNoise({ draws: 1 })],
    ["flipout", flipoutNoise({ draws: 3 })],
  ] as const)("%s noise: the same weights each time, an example's own", async (_, noise) => {
    expect(noise.reapplied).toBe("sameWeights");
    const twice = await applied(one, noise, [one.x, one.x]).read();
    expect(twice.slice(twice.length / 2)).toEqual(twice.slice(0, twice.length / 2));
    // y = x W + b with one W for both: y(3 x) - y(2 x) = y(2 x) - y(x)
    const double = add(one.x, one.x);
    const multiples = await applied(one, noise, [one.x, double, add(double, one.x)]).read();
    const size = multiples.length / 3;
    for (let i = 0; i < size; i++)
      expect(multiples[2 * size + i]! - multiples[size + i]!).toBeCloseTo(multiples[size + i]! - multiples[i]!, 4);
  });

  test("local noise says that it draws anew", () => {
    expect(localReparameterizationNoise({ draws: 1 }).reapplied).toBe("freshWeights");
  });
});

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = (u: readonly number[], v: readonly number[], m: number, n: number) =>
    mean(u.map((value, i) => (value - m) * (v[i]! - n)));
  return covariance(a, b, meanA, meanB) / Math.sqrt(covariance(a, a, meanA, meanA) * covariance(b, b, meanB, meanB));
}
