import { engine, key, scope, slice, stack, type Tensor, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal } from "../../distributions/normal.ts";
import { scaleMixture } from "../../distributions/scale-mixture.ts";
import { predict, predictOutputs } from "../../inference/predict.ts";
import { model } from "../../model/model.ts";
import { dropout } from "../../nn/dropout.ts";
import { sequential } from "../../nn/sequential.ts";
import { decodeSafetensors, encodeSafetensors, type SafetensorsFile } from "../../saving/safetensors.ts";
import * as methods from "../methods/index.ts";
import { run } from "../run.ts";
import { blobs, shortFits } from "../testing/problems.ts";
import { families } from "./families.ts";
import { loadPosterior } from "./load-posterior.ts";
import type { Posterior } from "./posterior.ts";

type SavedArray = SafetensorsFile["arrays"] extends ReadonlyMap<string, infer Value> ? Value : never;

const problem = blobs(120);
const x = problem.data.x;
const rows = (from: number, count: number): Tensor => slice(x, [from, 0], [count, 2]);
const keys = [1, 2, 3, 4, 5].map((seed) => key(seed));

describe.each(Object.keys(methods) as (keyof typeof methods)[])("the posterior of %s", (name) => {
  const fitted: Promise<Posterior> = run(shortFits[name].fit(problem, key(1)));

  test("a draw is one function: batches agree bit for bit on the rows they share", async () => {
    const posterior = await fitted;
    const evaluate = posterior.draw(key(7));
    const whole = await evaluate(rows(0, 100)).read();
    for (const [from, count] of [
      [0, 1],
      [3, 7],
      [31, 64],
    ] as const)
      expect(await evaluate(rows(from, count)).read()).toEqual(whole.slice(from * 2, (from + count) * 2));
    expect(await posterior.draw(key(7))(rows(0, 100)).read()).toEqual(whole);
  });

  test("draws of different keys differ, unless it is a point", async () => {
    const posterior = await fitted;
    const outputs = new Set(await Promise.all(keys.map(async (own) => String(await posterior.draw(own)(x).read()))));
    expect(outputs.size === 1).toBe(posterior.kind === "point");
  });

  test("draws together are the draws one by one, bit for bit", async () => {
    const posterior = await fitted;
    const oneByOne = await stack(keys.map((own) => posterior.draw(own)(x))).read();
    for (const batchSize of [7, 50, 2000])
      if (posterior.drawnOutputs) expect(await posterior.drawnOutputs(x, { keys, batchSize }).read()).toEqual(oneByOne);
    expect(Boolean(posterior.drawnOutputs) || posterior.support !== undefined).toBe(true);
  });

  test("saved and loaded: the same draws, predictions and complexity, and the same file again", async () => {
    const posterior = await fitted;
    const bytes = await posterior.save();
    const again = await loadPosterior(bytes);
    expect(again.kind).toBe(posterior.kind);
    for (const own of keys) expect(await again.draw(own)(x).read()).toEqual(await posterior.draw(own)(x).read());
    const outputs = (from: Posterior) => predictOutputs(from, x, { draws: 3 }, key(8)).read();
    expect(await outputs(again)).toEqual(await outputs(posterior));
    expect(await again.complexity?.(key(9))).toEqual(await posterior.complexity?.(key(9)));
    expect(again.model.toJSON()).toEqual(problem.model.toJSON());
    expect(await again.save()).toEqual(bytes);
    again.dispose();
  });

  test("predictions do not depend on how the batch is cut", async () => {
    const posterior = await fitted;
    const at = (batchSize: number) => predictOutputs(posterior, x, { draws: 4, batchSize }, key(8)).read();
    expect(await at(17)).toEqual(await at(2000));
  });
});

test("the prior is in the file: another one gives another complexity", async () => {
  const complexities = new Set<number>();
  for (const prior of [problem.model.prior, scaleMixture({ weight: 0.5, stdDev1: 1, stdDev2: 0.01 }), normal({ mean: 0.1, stdDev: 0.4 })]) {
    const fit = await run(shortFits.bayesByBackprop.fit({ ...problem, model: model({ ...problem.model, prior }) }, key(1)));
    const loaded = await loadPosterior(await fit.save());
    expect(loaded.model.prior.toJSON()).toEqual(prior.toJSON());
    expect(await loaded.complexity!(key(2))).toEqual(await fit.complexity!(key(2)));
    complexities.add((await loaded.complexity!(key(2))).value);
  }
  expect(complexities.size).toBe(3);
});

test("dropout at rate 0 has no variance between draws", async () => {
  const { network } = problem.model;
  const layers = network.layers.map((layer) => (layer.kind === "dropout" ? dropout({ rate: 0 }) : layer));
  const silent = { ...problem, model: model({ ...problem.model, network: sequential(layers) }) };
  const posterior = await run(shortFits.mcDropout.fit(silent, key(1)));
  const draws = await predictOutputs(posterior, x, { draws: 4 }, key(3)).read();
  for (let draw = 1; draw < 4; draw++) expect(draws.slice(draw * 240, draw * 240 + 240)).toEqual(draws.slice(0, 240));
});

test("a network without dropout is refused before training", async () => {
  await expect(run(shortFits.mcDropout.fit(blobs(20, { dropout: 0 }), key(1)))).rejects.toThrow(
    "mcDropout: the network has no dropout layer",
  );
});

test("files that are no posterior of this version are refused in a line", async () => {
  const file = (metadata: Record<string, string>) => encodeSafetensors({ metadata, arrays: new Map() });
  const description = { format: 1, kind: "flow", model: problem.model.toJSON() };
  await expect(loadPosterior(file({}))).rejects.toThrow("no credence header; weights of other libraries come in through importPosterior");
  await expect(loadPosterior(file({ credence: "{" }))).rejects.toThrow("the credence header is {, expected a JSON object");
  await expect(loadPosterior(file({ credence: JSON.stringify({ ...description, format: 2 }) }))).rejects.toThrow("format 2, expected 1");
  await expect(loadPosterior(file({ credence: JSON.stringify(description) }))).rejects.toThrow(
    'kind "flow", expected one of point, mean-field',
  );
});

test("a mean-field file of an earlier version, which called itself meanField, gives the same posterior", async () => {
  const posterior = await run(shortFits.bayesByBackprop.fit(problem, key(1)));
  const bytes = await posterior.save();
  const { metadata, arrays } = decodeSafetensors(bytes);
  const header = JSON.parse(metadata.credence!);
  expect(header.kind).toBe("mean-field");
  const earlier = encodeSafetensors({ metadata: { credence: JSON.stringify({ ...header, kind: "meanField" }) }, arrays });
  const loaded = await loadPosterior(earlier);
  expect(loaded.kind).toBe("mean-field");
  expect(await loaded.save()).toEqual(bytes);
});

test("kinds are in kebab-case, and no two families share one", () => {
  const kinds = families.flatMap(({ kind, formerly }) => (formerly ? [kind, formerly] : [kind]));
  expect(new Set(kinds).size).toBe(kinds.length);
  for (const { kind } of families) expect(kind).toMatch(/^[a-z]+(-[a-z]+)*$/);
});

test("files whose arrays are not those of their network are refused in a line, and give their memory back", async () => {
  const saved = async (name: keyof typeof methods) => decodeSafetensors(await (await run(shortFits[name].fit(problem, key(1)))).save());
  const files = { bayesByBackprop: await saved("bayesByBackprop"), map: await saved("map"), deepEnsemble: await saved("deepEnsemble") };
  const changed = (name: keyof typeof files, change: (arrays: Map<string, SavedArray>) => void, header: object = {}) => {
    const { metadata, arrays } = files[name];
    const own = new Map(arrays);
    change(own);
    return encodeSafetensors({ metadata: { credence: JSON.stringify({ ...JSON.parse(metadata.credence!), ...header }) }, arrays: own });
  };
  const cases: [Uint8Array, string][] = [
    [changed("bayesByBackprop", (arrays) => arrays.delete("0.bias.mean")), 'loadPosterior: the file has no array "0.bias.mean"'],
    [changed("bayesByBackprop", (arrays) => arrays.delete("0.weight.rho")), 'no array "0.weight.rho"'],
    [
      changed("map", (arrays) => arrays.set("0.bias.mean", { shape: [1], values: new Float32Array(1) })),
      '"0.bias.mean" is [1], expected [',
    ],
    [
      changed("map", (arrays) => arrays.set("0.bias.mean", { shape: [8], values: new Int32Array(8) })),
      'loadPosterior: "0.bias.mean" is int32, expected float32',
    ],
    [changed("deepEnsemble", (arrays) => arrays.delete("1/0.weight.mean")), 'no array "1/0.weight.mean"'],
    [changed("deepEnsemble", () => {}, { members: undefined }), "members is undefined, expected a whole number from 1"],
    [changed("map", () => {}, { kind: "toString" }), 'kind "toString", expected one of point'],
  ];
  for (const [bytes, message] of cases) await expect(loadPosterior(bytes)).rejects.toThrow(message);
  const held = engine.info().memoryMiB.held;
  for (const [bytes] of cases) await expect(loadPosterior(bytes)).rejects.toThrow();
  expect(engine.info().memoryMiB.held).toBe(held);
});

test("settings no method can work with are refused before training", () => {
  const settings = { epochs: 1, batchSize: 10 };
  expect(() => methods.deepEnsemble({ ...settings, members: 0 })).toThrow("deepEnsemble: members is 0, expected a whole number from 1");
  expect(() => methods.bayesByBackprop({ ...settings, temperature: -1 })).toThrow("bayesByBackprop: temperature is -1, expected 0 or more");
  expect(() => methods.bayesByBackprop({ ...settings, draws: 1.5 })).toThrow("draws is 1.5");
  for (const wrong of [{ estimator: "flipOut" }, { complexity: "Closed" }])
    expect(() => methods.bayesByBackprop({ ...settings, ...(wrong as object) })).toThrow(`is "${Object.values(wrong)[0]}", expected `);
});

test("an ensemble with more finished members than asked for is not shortened", async () => {
  let checkpoint: Uint8Array | undefined;
  const ensemble = (members: number) => methods.deepEnsemble({ epochs: 1, batchSize: 60, members });
  const fit = ensemble(3).fit(problem, key(1));
  for (let next = await fit.next(); !next.done; next = await fit.next()) checkpoint = await next.value.checkpoint();
  await expect(run(ensemble(1).fit(problem, key(1), { resume: checkpoint! }))).rejects.toThrow(
    "deepEnsemble: the checkpoint has 2 finished members, expected 1 or fewer",
  );
});

test("an evaluation frees what it makes", async () => {
  const posterior = await run(shortFits.bayesByBackprop.fit(problem, key(1)));
  const evaluate = () => scope(() => void posterior.draw(key(1))(x));
  evaluate();
  const held = engine.info().memoryMiB.held;
  for (let i = 0; i < 5; i++) evaluate();
  expect(engine.info().memoryMiB.held).toBe(held);
  const predictive = await predict(posterior, x, { draws: 3 }, key(2));
  expect(predictive.kind).toBe("categorical");
  await expect(predict(posterior, tensor([[0, 0]]), { draws: 0 }, key(2))).rejects.toThrow("draws is 0, expected a whole number from 1");
  for (const batchSize of [0, -1, 1.5, Number.NaN])
    await expect(predict(posterior, x, { draws: 1, batchSize }, key(2))).rejects.toThrow(`predict: batchSize is ${batchSize}`);
});
