import { key, randomNormal, type Tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { ardNormal, laplace, normal, scaleMixture, studentT } from "../distributions/index.ts";
import { boundTerms } from "../inference/methods/bayes-by-backprop.ts";
import * as methods from "../inference/methods/index.ts";
import { mapSteps } from "../inference/methods/map.ts";
import { beliefsOf } from "../inference/posteriors/beliefs.ts";
import { closedFormComplexity, hasClosedForm, klMonteCarloOfWeights } from "../inference/posteriors/complexity.ts";
import { loadPosterior } from "../inference/posteriors/load-posterior.ts";
import { run } from "../inference/run.ts";
import { initialParameters } from "../inference/training/initial-parameters.ts";
import { mlp } from "../nn/mlp.ts";
import { normalLikelihood } from "./likelihoods/index.ts";
import { model, modelFromJSON } from "./model.ts";
import { type Prior, priorOf, priors } from "./priors.ts";

const network = mlp({ inputs: 2, hidden: [3], outputs: 1 });
const likelihood = normalLikelihood({ stdDev: 1 });
const narrow = normal({ mean: 0, stdDev: 0.3 });
const wide = normal({ mean: 0, stdDev: 10 });
const sparse = laplace({ mean: 0, scale: 0.2 });
const of = (prior: Prior) => model({ network, prior, likelihood });
const data = { x: randomNormal(key(1), [30, 2]), y: randomNormal(key(2), [30, 1]) };
const arrays = initialParameters(network, { family: "gaussian", initialization: { mean: "fan-in", rho: [-2, -1] }, key: key(3) });
const beliefs = beliefsOf(network, arrays);
const value = async (x: Tensor) => (await x.read())[0]!;

test("the density of a weight is that of its layer and role, else that of its role, else the weights'", () => {
  const prior = priors({ weight: narrow, bias: wide, layers: { 0: sparse, 2: { weight: wide } } });
  const kinds = network.weights.map((weight) => [weight.name, priorOf(prior, weight)]);
  expect(Object.fromEntries(kinds)).toEqual({ "0.weight": sparse, "0.bias": sparse, "2.weight": wide, "2.bias": wide });
  expect(priorOf(priors({ weight: narrow }), { layer: 0, role: "bias" })).toBe(narrow);
  expect(priorOf(priors({ weight: narrow, layers: { 0: { bias: sparse } } }), { layer: 0, role: "weight" })).toBe(narrow);
  expect(priorOf(sparse, { layer: 0, role: "bias" })).toBe(sparse);
});

test("a description builds them again, through JSON", () => {
  const own = of(
    priors({ weight: narrow, bias: scaleMixture({ weight: 0.5, stdDev1: 1, stdDev2: 0.1 }), layers: { 0: sparse, 2: { bias: wide } } }),
  );
  const again = modelFromJSON(JSON.parse(JSON.stringify(own.toJSON())));
  expect(again.toJSON()).toEqual(own.toJSON());
  for (const weight of network.weights) expect(priorOf(again.prior, weight).toJSON()).toEqual(priorOf(own.prior, weight).toJSON());
});

test("layers without weights, or that are not there, are named", () => {
  expect(() => of(priors({ weight: narrow, layers: { 1: wide } }))).toThrow(
    'priors: layer 1 is "activation", without weights, expected one of 0, 2',
  );
  expect(() => of(priors({ weight: narrow, layers: { 7: wide } }))).toThrow("priors: layer 7 is not in the network, expected one of 0, 2");
});

describe("the complexity", () => {
  const parts = { "0.weight": narrow, "0.bias": wide, "2.weight": sparse, "2.bias": wide };
  const mixed = of(priors({ weight: narrow, bias: wide, layers: { 2: { weight: sparse } } }));
  const only = (name: string) => beliefsOf(network, arrays).map((layer, index) => layer && index === Number(name[0]) && layer);

  test("in closed form is the sum of each array's under its own prior", async () => {
    const total = await value(closedFormComplexity(mixed, beliefs));
    let expected = 0;
    for (const [name, prior] of Object.entries(parts)) {
      // a layer's belief without its other array
      const layer = only(name).map((belief) => {
        if (!belief) return undefined;
        const { weight, bias } = belief.default!;
        return { default: name.endsWith("weight") ? { weight } : { weight: bias! } };
      });
      expected += await value(closedFormComplexity(of(prior), layer));
    }
    expect(hasClosedForm(mixed)).toBe(true);
    expect(total).toBeCloseTo(expected, 3);
  });

  test("by Monte Carlo, drawn anew or fused into the draw of the weights, meets the closed form", async () => {
    const closed = await value(closedFormComplexity(mixed, beliefs));
    const draws = 4000;
    const anew = await value(klMonteCarloOfWeights(mixed, beliefs, { draws, key: key(5) }));
    const fused = boundTerms(mixed, { ...data, beliefs, estimator: "shared", complexity: "monteCarlo", draws, key: key(6) }).complexity;
    const values = [...(await fused.read())];
    const mean = values.reduce((sum, one) => sum + one, 0) / draws;
    const stdDev = Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / draws);
    expect(Math.abs(mean - closed)).toBeLessThan((4 * stdDev) / Math.sqrt(draws));
    expect(Math.abs(anew - closed)).toBeLessThan((4 * stdDev) / Math.sqrt(draws));
  });

  test("has no closed form where one prior has none, which is named", async () => {
    const heavy = of(priors({ weight: narrow, layers: { 2: { bias: studentT({ degreesOfFreedom: 3, mean: 0, scale: 1 }) } } }));
    expect(hasClosedForm(heavy)).toBe(false);
    expect(() => closedFormComplexity(heavy, beliefs)).toThrow('the prior is studentT for "2.bias", expected normal or laplace');
    // no kernel knows that one, so all are drawn anew
    const terms = boundTerms(heavy, { ...data, beliefs, estimator: "shared", complexity: "monteCarlo", draws: 3, key: key(6) });
    expect(terms.complexity.shape).toEqual([]);
    expect(await value(terms.complexity)).toBeGreaterThan(0);
  });
});

test("maximum a posteriori adds each weight's own log density", async () => {
  const prior = priors({ weight: narrow, bias: wide, layers: { 2: { weight: sparse } } });
  const trainable = mapSteps({ prior: "model" }).start(of(prior), key(4));
  const place = { batch: 0, batches: 1, epoch: 0, batchSize: 30, count: 30 };
  const { complexity } = trainable.objective({ ...data, place, key: key(7) });
  let expected = 0;
  for (const [i, weight] of network.weights.entries()) {
    const logs = await priorOf(prior, weight).logProb(trainable.parameters[i]!.value).read();
    for (const log of logs) expected -= log;
  }
  expect(await value(complexity)).toBeCloseTo(expected / 30, 5);
});

test("one density in the place of all is the same fit, bit for bit", async () => {
  const fits = [
    methods.map({ epochs: 2, batchSize: 10, prior: "model" }),
    methods.bayesByBackprop({ epochs: 2, batchSize: 10, draws: 2 }),
    methods.bayesByBackprop({ epochs: 2, batchSize: 10, complexity: "closed" }),
    methods.bayesByBackprop({ epochs: 2, batchSize: 10, estimator: "flipout", complexity: "monteCarlo" }),
  ];
  const everywhere = priors({ weight: sparse, layers: { 0: sparse, 2: { weight: sparse } } });
  for (const method of fits) {
    const [one, all] = await Promise.all(
      [sparse, everywhere].map(async (prior) => {
        const objectives: number[] = [];
        const posterior = await run(method.fit({ model: of(prior), data }, key(8)), {
          onProgress: ({ objective, complexity }) => objectives.push(objective, complexity),
        });
        return [...objectives, (await posterior.complexity?.(key(9)))?.value ?? 0];
      }),
    );
    expect(all).toEqual(one);
  }
});

test("scales by input fit a dense weight of as many rows, and nothing else", () => {
  const byInput = ardNormal({ stdDevs: [1, 0.1] });
  expect(priorOf(of(priors({ weight: wide, layers: { 0: { weight: byInput } } })).prior, network.weights[0]!)).toBe(byInput);
  expect(() => of(byInput)).toThrow('model: the prior of "0.bias" [3] is ardNormal of 2 inputs, expected a density of that shape');
  expect(() => of(priors({ weight: byInput, bias: wide }))).toThrow('the prior of "2.weight" [3, 1] is ardNormal of 2 inputs');
});

test("a narrow prior of one layer shrinks that layer, and a file keeps it", async () => {
  const fit = (prior: Prior) =>
    run(methods.map({ epochs: 200, batchSize: 30, learningRate: 0.02, prior: "model" }).fit({ model: of(prior), data }, key(0)));
  const size = async (posterior: Awaited<ReturnType<typeof fit>>, name: string) =>
    Math.hypot(...(await posterior.parameters!.find((array) => array.name === `${name}.mean`)!.value.read()));
  const tight = normal({ mean: 0, stdDev: 0.01 });
  const [even, shrunk] = [await fit(wide), await fit(priors({ weight: wide, layers: { 0: { weight: tight } } }))];
  expect(await size(shrunk, "0.weight")).toBeLessThan(0.2 * (await size(even, "0.weight")));
  expect(await size(shrunk, "0.bias")).toBeGreaterThan(0.5 * (await size(even, "0.bias")));
  const loaded = await loadPosterior(await shrunk.save());
  expect(loaded.model.toJSON()).toEqual(shrunk.model.toJSON());
});
