import { key, tensor } from "@credence/tensor";
import { expect, test } from "vitest";
import { normal } from "../../distributions/index.ts";
import { categoricalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { mlp } from "../../nn/mlp.ts";
import { drawWeights } from "./drawn-weights.ts";
import { ensemblePosterior } from "./ensemble-posterior.ts";
import { meanFieldPosterior } from "./mean-field-posterior.ts";
import { pointPosterior } from "./point-posterior.ts";

const network = mlp({ inputs: 2, hidden: [], outputs: 2 });
const [weight] = network.weights;
const one = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
const mean = {
  name: `${weight!.name}.mean`,
  value: tensor([
    [1, -2],
    [3, 0],
  ]),
};
const point = () =>
  pointPosterior(one, [mean, ...network.weights.slice(1).map(({ name }) => ({ name: `${name}.mean`, value: tensor([0, 0]) }))]);

test("draws have the marginals' means and standard deviations, biases are left out", async () => {
  const rho = Math.log(Math.expm1(0.5));
  const arrays = network.weights.flatMap(({ name, shape, role }) => [
    role === "weight" ? mean : { name: `${name}.mean`, value: tensor([0, 0]) },
    { name: `${name}.rho`, value: tensor(new Float32Array(shape.reduce((product, n) => product * n, 1)).fill(rho), shape) },
  ]);
  const draws = 4000;
  const [drawn, ...more] = await drawWeights(meanFieldPosterior(one, arrays), { draws, key: key(1) });
  expect(more).toEqual([]);
  expect(drawn!.values.length).toBe(4 * draws);
  for (const [place, centre] of [1, -2, 3, 0].entries()) {
    expect(drawn!.stdDevs![place]).toBeCloseTo(0.5, 6);
    const own = drawn!.values.filter((_, i) => i % 4 === place);
    const average = own.reduce((sum, value) => sum + value, 0) / draws;
    const variance = own.reduce((sum, value) => sum + (value - average) ** 2, 0) / (draws - 1);
    // four standard errors
    expect(Math.abs(average - centre)).toBeLessThan((4 * 0.5) / Math.sqrt(draws));
    expect(Math.abs(Math.sqrt(variance) / 0.5 - 1)).toBeLessThan(4 / Math.sqrt(2 * draws));
  }
});

test("a point network's weights are themselves, once", async () => {
  const drawn = await drawWeights(point(), { draws: 10, key: key(1) });
  expect(drawn.map(({ name, values, stdDevs }) => [name, [...values], stdDevs])).toEqual([[weight!.name, [1, -2, 3, 0], undefined]]);
});

test("an ensemble is refused by name", async () => {
  await expect(drawWeights(ensemblePosterior(one, [point(), point()]), { draws: 1, key: key(1) })).rejects.toThrow(
    'drawWeights: the posterior is of kind "ensemble"',
  );
});
