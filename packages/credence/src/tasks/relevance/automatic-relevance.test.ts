import { engine, key, normals, scope, sum, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { type ArdNormal, ardNormal } from "../../distributions/ard-normal.ts";
import { kl } from "../../distributions/kl.ts";
import { normal } from "../../distributions/normal.ts";
import { bayesByBackprop } from "../../inference/methods/bayes-by-backprop.ts";
import { loadPosterior } from "../../inference/posteriors/load-posterior.ts";
import { meanFieldPosterior } from "../../inference/posteriors/mean-field-posterior.ts";
import { pointPosterior } from "../../inference/posteriors/point-posterior.ts";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import { normalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { type Prior, priorOf, priors } from "../../model/priors.ts";
import { mlp } from "../../nn/mlp.ts";
import { automaticRelevance, relevancePrior } from "./automatic-relevance.ts";
import { inputSignals } from "./input-signals.ts";

const wide = normal({ mean: 0, stdDev: 1 });
const network = mlp({ inputs: 3, hidden: [2], outputs: 1 });
const means = [1, -2, 0.1, 0.2, 0, 0];
const stdDevs = [0.5, 0.5, 0.1, 0.1, 1, 2];
const rho = (stdDev: number) => Math.log(Math.expm1(stdDev));

/** A belief about a network of 3 inputs and 2 units. */
const posterior = (prior: Prior = wide): Posterior =>
  meanFieldPosterior(
    model({ network, prior, likelihood: normalLikelihood({ stdDev: 1 }) }),
    network.weights.flatMap(({ name, shape }) => {
      const size = shape.reduce((product, n) => product * n, 1);
      const first = name === "0.weight";
      return [
        { name: `${name}.mean`, value: tensor(Float32Array.from(first ? means : Array(size).fill(0.5)), shape) },
        { name: `${name}.rho`, value: tensor(Float32Array.from(first ? stdDevs.map(rho) : Array(size).fill(-3)), shape) },
      ];
    }),
  );

test("signals by input: the numbers of their definitions", async () => {
  const [first, second, third] = await inputSignals(posterior());
  expect(first!.signalToNoise).toBeCloseTo(Math.sqrt(5 / 0.5), 5);
  expect(first!.scale).toBeCloseTo(Math.sqrt((5 + 0.5) / 2), 5);
  expect(second!.signalToNoise).toBeCloseTo(Math.sqrt(0.05 / 0.02), 5);
  expect(third).toMatchObject({ columns: [2], signalToNoise: 0 });
  const [together] = await inputSignals(posterior(), { groups: [[0, 1]] });
  expect(together!.signalToNoise).toBeCloseTo(Math.sqrt(5.05 / 0.52), 5);
  expect(together!.scale).toBeCloseTo(Math.sqrt(5.57 / 4), 5);
});

/** Standard deviations of the first layer's prior, by input. */
const scalesOf = (prior: Prior): readonly number[] => (priorOf(prior, { layer: 0, role: "weight" }) as ArdNormal).stdDevs;

/** KL of the first layer's weights under standard deviations by input. */
async function klAt(scales: readonly number[]): Promise<number> {
  const q = normal({ mean: tensor(Float32Array.from(means), [3, 2]), stdDev: tensor(Float32Array.from(stdDevs), [3, 2]) });
  return (await scope(() => sum(kl(q, ardNormal({ stdDevs: scales })))).read())[0]!;
}

test("the scales are where the bound is highest: any other costs more", async () => {
  const found = scalesOf(await relevancePrior(posterior()));
  const best = await klAt(found);
  for (const input of [0, 1, 2])
    for (const factor of [0.9, 1.1]) expect(await klAt(found.map((one, i) => (i === input ? factor * one : one)))).toBeGreaterThan(best);
});

test("groups share a scale, a column of no group has its own, and none falls below the floor", async () => {
  const prior = await relevancePrior(posterior(), { groups: [[0, 2]], floor: 0.3 });
  const scales = scalesOf(prior);
  expect(scales[0]).toBe(scales[2]);
  expect(scales[0]).toBeCloseTo(Math.sqrt((5 + 0.5 + 5) / 4), 5);
  expect(scales[1]).toBe(0.3);
});

test("all other weights keep their prior", async () => {
  const [narrow, bias] = [normal({ mean: 0, stdDev: 0.1 }), normal({ mean: 0, stdDev: 3 })];
  const given = priors({ weight: narrow, layers: { 0: { weight: wide, bias }, 2: wide } });
  const after = await relevancePrior(posterior(given));
  expect(priorOf(after, { layer: 0, role: "weight" }).kind).toBe("ardNormal");
  expect(priorOf(after, { layer: 0, role: "bias" }).toJSON()).toEqual(bias.toJSON());
  expect(priorOf(after, { layer: 2, role: "weight" }).toJSON()).toEqual(wide.toJSON());
  const plain = await relevancePrior(posterior());
  expect(priorOf(plain, { layer: 0, role: "bias" }).toJSON()).toEqual(wide.toJSON());
});

describe("a line of six inputs, of which two count", () => {
  const count = 200;
  const x = tensor(normals(key(1), 6 * count), [count, 6]);
  const noise = normals(key(2), count);

  test("their scales stay, those of the others shrink; the fit is saved with its prior, and memory is given back", async () => {
    const values = await x.read();
    const y = tensor(
      Float32Array.from(noise, (e, row) => 1.5 * values[6 * row + 1]! - 0.8 * values[6 * row + 4]! + 0.3 * e),
      [count, 1],
    );
    const { held } = engine.info().memoryMiB;
    const fitted = await automaticRelevance({
      problem: {
        model: model({ network: mlp({ inputs: 6, hidden: [], outputs: 1 }), prior: wide, likelihood: normalLikelihood({ stdDev: 0.3 }) }),
        data: { x, y },
      },
      method: bayesByBackprop({ epochs: 60, batchSize: 100, learningRate: 0.02, estimator: "local" }),
      updates: 4,
      key: key(0),
    });
    const scales = scalesOf(fitted.model.prior);
    // the root mean square of a single weight is the weight itself
    expect(Math.abs(scales[1]! - 1.5)).toBeLessThan(0.1);
    expect(Math.abs(scales[4]! - 0.8)).toBeLessThan(0.1);
    for (const input of [0, 2, 3, 5]) expect(scales[input]).toBeLessThan(0.1);
    const again = await loadPosterior(await fitted.save());
    expect(again.model.toJSON()).toEqual(fitted.model.toJSON());
    again.dispose();
    fitted.dispose();
    expect(engine.info().memoryMiB.held).toBe(held);
  });
});

test("a drawn complexity under the prior agrees with its closed form", async () => {
  const prior = await relevancePrior(posterior());
  const given = posterior(prior);
  const closed = await given.complexity!(key(0));
  expect(closed.standardError).toBe(0);
  const heavy = priors({
    weight: wide,
    layers: { 0: { weight: priorOf(prior, { layer: 0, role: "weight" }) } },
    bias: { ...wide, kind: "own" } as never,
  });
  const drawn = await posterior(heavy).complexity!(key(1), { draws: 4000 });
  expect(Math.abs(drawn.value - closed.value)).toBeLessThan(4 * drawn.standardError);
  expect(drawn.standardError).toBeLessThan(0.1);
});

test("a posterior without standard deviations is refused in a line", async () => {
  const point = pointPosterior(
    posterior().model,
    network.weights.map(({ name, shape }) => ({
      name: `${name}.mean`,
      value: tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape),
    })),
  );
  await expect(inputSignals(point)).rejects.toThrow(
    'inputSignals: the posterior is of kind "point", expected one whose weights have standard deviations',
  );
  await expect(relevancePrior(point)).rejects.toThrow('relevancePrior: the posterior is of kind "point"');
});
