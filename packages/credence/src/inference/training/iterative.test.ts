import { engine, integers, key, tensor, zeros } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal } from "../../distributions/normal.ts";
import { bernoulliLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { mlp } from "../../nn/mlp.ts";
import type { TrainingProgress } from "../inference.ts";
import { map } from "../methods/map.ts";
import { run } from "../run.ts";
import { blobs } from "../testing/problems.ts";

const problem = blobs(100);
const fit = (options: object, data = problem.data) => run(map({ epochs: 1, batchSize: 10, ...options }).fit({ ...problem, data }, key(1)));

describe("bad settings and data are refused in a line", () => {
  test.each([
    [{ epochs: 0 }, "map: epochs is 0, expected a whole number from 1"],
    [{ epochs: 1.5 }, "map: epochs is 1.5"],
    [{ batchSize: 0 }, "map: batchSize is 0"],
    [{ learningRate: 0 }, "map: learningRate is 0, expected above 0"],
    [{ learningRate: Number.NaN }, "map: learningRate is NaN"],
    [{ learningRate: Number.POSITIVE_INFINITY }, "map: learningRate is Infinity"],
    [{ lastBatch: "drops" }, 'map: lastBatch is "drops", expected spread or keep or drop'],
  ])("%j", (options, message) => {
    expect(() => fit(options)).toThrow(message);
  });

  test("empty data, and x and y of different lengths", async () => {
    await expect(fit({}, { x: tensor(new Float32Array(0), [0, 2]), y: integers([]) })).rejects.toThrow("map: the data set is empty");
    await expect(fit({}, { x: problem.data.x, y: integers([0, 1]) })).rejects.toThrow("map: x has 100 examples, y has 2");
  });

  test("coins that are no chances, whose likelihood has no bound", async () => {
    const prior = normal({ mean: 0, stdDev: 1 });
    const coins = model({ network: mlp({ inputs: 2, hidden: [], outputs: 1 }), prior, likelihood: bernoulliLikelihood() });
    const tossed = (y: number[]) =>
      run(map({ epochs: 1, batchSize: 3 }).fit({ model: coins, data: { x: zeros([3, 2]), y: tensor(y, [3, 1]) } }, key(1)));
    await expect(tossed([1, -1, 1])).rejects.toThrow("map: y is -1 in row 1, column 0, expected 0 to 1");
    await expect(tossed([1, 0, 255])).rejects.toThrow("map: y is 255 in row 2, column 0, expected 0 to 1");
    await expect(tossed([1, 0.25, 0])).resolves.toBeDefined();
  });
});

test("examples that fill no minibatch are spread over all, make a smaller last one or are dropped; fewer than one minibatch are one", async () => {
  const { likelihood } = problem.model;
  const sizesOf = async (options: object) => {
    const sizes: number[] = [];
    const negativeLogProb: typeof likelihood.negativeLogProb = (outputs, y) => {
      sizes.push(y.size);
      return likelihood.negativeLogProb(outputs, y);
    };
    const spied = { ...problem, model: { ...problem.model, likelihood: { ...likelihood, negativeLogProb } } };
    await run(map({ epochs: 2, batchSize: 30, ...options }).fit(spied, key(1)));
    return sizes;
  };
  const twice = (epoch: number[]) => [...epoch, ...epoch];
  expect(await sizesOf({})).toEqual(twice([25, 25, 25, 25]));
  expect(await sizesOf({ batchSize: 70 })).toEqual(twice([50, 50]));
  expect(await sizesOf({ batchSize: 99 })).toEqual(twice([50, 50]));
  expect(await sizesOf({ batchSize: 33 })).toEqual(twice([25, 25, 25, 25]));
  expect(await sizesOf({ batchSize: 15 })).toEqual(twice([15, 15, 14, 14, 14, 14, 14]));
  expect(await sizesOf({ batchSize: 20 })).toEqual(twice([20, 20, 20, 20, 20]));
  expect(await sizesOf({ lastBatch: "keep" })).toEqual(twice([30, 30, 30, 10]));
  expect(await sizesOf({ lastBatch: "drop" })).toEqual(twice([30, 30, 30]));
  for (const lastBatch of ["spread", "keep", "drop"]) expect(await sizesOf({ batchSize: 300, lastBatch }), lastBatch).toEqual([100, 100]);
});

test("an epoch over more than 2^21 rows", async () => {
  const rows = 2 ** 21 + 5;
  const data = { x: tensor(new Float32Array(2 * rows).fill(1), [rows, 2]), y: integers(new Int32Array(rows)) };
  let steps = 0;
  await run(map({ epochs: 1, batchSize: 2 ** 20 }).fit({ ...problem, data }, key(1)), { onProgress: () => steps++ });
  expect(steps).toBe(3);
  data.x.dispose();
  data.y.dispose();
});

test("a dropped last minibatch leaves the complexity per datum that of all N", async () => {
  const first = async (options: object) => {
    const fit = map({ epochs: 1, batchSize: 60, prior: "model", ...options }).fit(problem, key(1));
    const { value } = await fit.next();
    await fit.return(undefined as never);
    return value as TrainingProgress;
  };
  const [kept, dropped] = [await first({ lastBatch: "keep" }), await first({ lastBatch: "drop" })];
  expect(dropped.complexity).toBe(kept.complexity);
  expect(dropped.objective).toBe(kept.objective);
});

test("a checkpoint of a step that has passed is refused, asked for late or awaited late", async () => {
  const fit = map({ epochs: 1, batchSize: 10 }).fit(problem, key(1));
  const first = (await fit.next()).value as TrainingProgress;
  const torn = expect(first.checkpoint()).rejects.toThrow("map: the checkpoint of step 1 was asked for after step 2");
  const second = (await fit.next()).value as TrainingProgress;
  await torn;
  await expect(first.checkpoint()).rejects.toThrow("map: the checkpoint of step 1 was asked for after step 2");
  expect((await second.checkpoint()).length).toBeGreaterThan(0);
  await fit.return(undefined as never);
});

test("a fit that fails before its first step gives its parameters back", async () => {
  const wrong = { ...problem.data, y: integers(new Int32Array(100).fill(7)) };
  await expect(fit({}, wrong)).rejects.toThrow();
  const held = engine.info().memoryMiB.held;
  for (let i = 0; i < 3; i++) await expect(fit({}, wrong)).rejects.toThrow();
  for (let i = 0; i < 3; i++)
    await expect(run(map({ epochs: 1, batchSize: 10 }).fit(problem, key(1), { resume: new Uint8Array(16) }))).rejects.toThrow();
  expect(engine.info().memoryMiB.held).toBe(held);
});

test("steps give back the memory they take", async () => {
  const held: number[] = [];
  await run(map({ epochs: 5, batchSize: 10 }).fit(problem, key(1)), { onProgress: () => held.push(engine.info().memoryMiB.held) });
  expect(held.at(-1)).toBe(held[10]);
});

test("every example is used once an epoch", async () => {
  const seen: number[] = [];
  const { likelihood } = problem.model;
  const numbered = { ...problem, data: { x: problem.data.x, y: integers(Int32Array.from({ length: 100 }, (_, i) => i)) } };
  const spying = {
    ...likelihood,
    kind: "numbered",
    negativeLogProb: (outputs: Parameters<typeof likelihood.negativeLogProb>[0], y: Parameters<typeof likelihood.negativeLogProb>[1]) => {
      void y.read().then((values) => seen.push(...values));
      return likelihood.negativeLogProb(outputs, integers(new Int32Array(y.size)));
    },
  };
  await run(map({ epochs: 2, batchSize: 15 }).fit({ ...numbered, model: { ...problem.model, likelihood: spying } }, key(1)));
  const all = Array.from({ length: 100 }, (_, i) => i);
  for (const epoch of [seen.slice(0, 100), seen.slice(100)]) expect(epoch.toSorted((a, b) => a - b)).toEqual(all);
  expect(seen.slice(0, 100)).not.toEqual(seen.slice(100));
});
