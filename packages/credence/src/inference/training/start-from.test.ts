import { engine, key } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { categoricalLikelihood, normalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { mlp } from "../../nn/mlp.ts";
import { sgd } from "../../optim/sgd.ts";
import type { Inference, Problem, TrainingProgress } from "../inference.ts";
import { bayesByBackprop, deepEnsemble, map, mcDropout } from "../methods/index.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import { openSaved } from "../posteriors/saved.ts";
import { run } from "../run.ts";
import { blobs, linearRegression, shortFits } from "../testing/problems.ts";

const problem = blobs(100);
const own = key(3);
const point = await run(map({ epochs: 2, batchSize: 50, learningRate: 0.01 }).fit(problem, key(8)));
const gaussian = await run(bayesByBackprop({ epochs: 2, batchSize: 50, learningRate: 0.01 }).fit(problem, key(9)));

/** One step so small that no weight moves in float32: the posterior is where training started. */
const still = { epochs: 1, batchSize: 100, optimizer: sgd(), learningRate: 1e-30 };
async function startOf(method: Inference, from?: Posterior): Promise<Map<string, number[]>> {
  const posterior = await run(method.fit(problem, own, from ? { from } : {}));
  const arrays = new Map<string, number[]>();
  for (const { name, value } of openSaved(await posterior.save()).arrays) arrays.set(name, [...(await value.read())]);
  return arrays;
}
async function arraysOf(posterior: Posterior): Promise<Map<string, number[]>> {
  const arrays = new Map<string, number[]>();
  for (const { name, value } of posterior.parameters!) arrays.set(name, [...(await value.read())]);
  return arrays;
}
const only = (part: string, arrays: Map<string, number[]>) => new Map([...arrays].filter(([name]) => name.endsWith(part)));

describe("training starts from the weights of a trained network", () => {
  test("a point from a point, and from the means of Gaussians", async () => {
    for (const make of [map, mcDropout]) {
      expect(await startOf(make(still), point)).toEqual(await arraysOf(point));
      expect(await startOf(make(still), gaussian)).toEqual(only(".mean", await arraysOf(gaussian)));
    }
  });

  test("Gaussians from a point: its weights as means, standard deviations as usual", async () => {
    const started = await startOf(bayesByBackprop(still), point);
    expect(only(".mean", started)).toEqual(await arraysOf(point));
    expect(only(".rho", started)).toEqual(only(".rho", await startOf(bayesByBackprop(still))));
  });

  test("Gaussians from Gaussians: both", async () => {
    expect(await startOf(bayesByBackprop(still), gaussian)).toEqual(await arraysOf(gaussian));
  });

  test("every member of an ensemble", async () => {
    const started = await startOf(deepEnsemble({ ...still, members: 2 }), point);
    for (const member of [0, 1])
      expect(new Map([...started].flatMap(([name, values]) => (name.startsWith(`${member}/`) ? [[name.slice(2), values]] : [])))).toEqual(
        await arraysOf(point),
      );
  });
});

test("what the likelihood has learned goes along, where both learn it", async () => {
  const { model: known, data } = linearRegression();
  const learning = { model: model({ ...known, likelihood: normalLikelihood({ stdDev: "learned" }) }), data };
  const fast = { epochs: 20, batchSize: 40, learningRate: 0.05 };
  const from = await run(map(fast).fit(learning, own));
  const likelihoodOf = async (posterior: Posterior) => (await arraysOf(posterior)).get("likelihood.logStdDev");
  const [learned] = (await likelihoodOf(from))!;
  expect(learned).toBeLessThan(-0.1);
  expect(await likelihoodOf(await run(bayesByBackprop(still).fit(learning, own, { from })))).toEqual([learned]);
  expect(await likelihoodOf(await run(map(still).fit({ model: known, data }, own, { from })))).toBeUndefined();
  const fixed = await run(map(fast).fit({ model: known, data }, own));
  expect((await likelihoodOf(await run(map(still).fit(learning, own, { from: fixed }))))![0]).toBeCloseTo(0, 6);
});

describe.each(Object.entries(shortFits))("%s", (_, method) => {
  test("from a point it ends elsewhere, leaves that point as it was, and resumes with the same bits", async () => {
    const before = await point.save();
    const alone = await (await run(method.fit(problem, own))).save();
    const fit = method.fit(problem, own, { from: point });
    const checkpoint = await ((await fit.next()).value as TrainingProgress).checkpoint();
    let next = await fit.next();
    while (!next.done) next = await fit.next();
    const started = await next.value.save();
    expect(started).not.toEqual(alone);
    expect(await (await run(method.fit(problem, own, { from: point, resume: checkpoint }))).save()).toEqual(started);
    expect(await point.save()).toEqual(before);
  });
});

describe("a posterior that does not fit is refused in a line, and what was made is given back", () => {
  const trained = async (hidden: readonly number[], outputs = 2): Promise<Posterior> => {
    const shaped = model({ ...problem.model, network: mlp({ inputs: 2, hidden, outputs }), likelihood: categoricalLikelihood() });
    return run(map({ epochs: 1, batchSize: 100 }).fit({ ...problem, model: shaped }, own));
  };
  const plain: Problem = { ...problem, model: model({ ...problem.model, network: mlp({ inputs: 2, hidden: [8, 8], outputs: 2 }) }) };
  test.each([
    [
      "an ensemble",
      () => run(shortFits.deepEnsemble.fit(problem, own)),
      'map: from is of kind "ensemble", expected one with the weights of a single network',
    ],
    ["a wider network", () => trained([9, 8]), 'map: "0.weight.mean" of from is [2, 9], expected [2, 8]'],
    ["a shallower network", () => trained([8], 8), 'map: from has no array "4.weight.mean", which the model has'],
    ["a deeper network", () => trained([8, 8, 2]), 'map: from has an array "6.weight.mean", which the model has not'],
  ])("%s", async (_, other, message) => {
    const from = await other();
    const fit = () => expect(run(map(still).fit(plain, own, { from }))).rejects.toThrow(message);
    await fit();
    const { held } = engine.info().memoryMiB;
    await fit();
    expect(engine.info().memoryMiB.held).toBe(held);
  });
});
