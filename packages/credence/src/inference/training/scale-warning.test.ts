import { integers, key, normals, tensor } from "@credence/tensor";
import { afterEach, expect, test, vi } from "vitest";
import { normal } from "../../distributions/normal.ts";
import { categoricalLikelihood, normalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { dense, embedding, lstm, mlp, sequential } from "../../nn/index.ts";
import { scaleTargets, standardization } from "../../predictive/target-scaling.ts";
import type { FitOptions, Problem } from "../inference.ts";
import * as methods from "../methods/index.ts";
import { run } from "../run.ts";
import { blobs, linearRegression, shortFits } from "../testing/problems.ts";

const count = 50;
const z = normals(key(3), 2 * count);
const columns = ([a, b]: readonly [(value: number) => number, (value: number) => number]) =>
  tensor(
    Array.from({ length: count }, (_, i) => [a(z[2 * i]!), b(z[2 * i + 1]!)]),
    [count, 2],
  );
const same = (value: number): number => value;
const standard = columns([same, same]);
const prior = normal({ mean: 0, stdDev: 1 });
const regression = model({
  network: mlp({ inputs: 2, hidden: [4], outputs: 1 }),
  prior,
  likelihood: normalLikelihood({ stdDev: 1 }),
});
const targets = (of: (value: number) => number) =>
  tensor(
    Array.from({ length: count }, (_, i) => of(z[i]!)),
    [count, 1],
  );

async function warnings(problem: Problem, method = methods.map({ epochs: 1, batchSize: 25 }), options: FitOptions = {}): Promise<string[]> {
  const said: string[] = [];
  const posterior = await run(method.fit(problem, key(1), { ...options, onWarning: (message) => said.push(message) }));
  posterior.dispose();
  return said;
}

afterEach(() => vi.restoreAllMocks());

test("targets of size 2e5: one line with method, column, scale and what to do", async () => {
  const y = targets((value) => 200_000 + 1500 * value);
  const [said, ...more] = await warnings({ model: regression, data: { x: standard, y } });
  expect(more).toEqual([]);
  expect(said).toMatch(
    /^map: far from unit scale, .*: y \(column 0 has mean 2\d{5} and standard deviation 1\d{3}\); .*standardization\(y\)/,
  );
  expect(said).not.toContain("\n");
});

test.each<[string, readonly [(value: number) => number, (value: number) => number], string]>([
  ["a year", [same, (value) => 2000 + 10 * value], "x (column 1 has mean 2000 and"],
  ["pixels of 0 to 255", [(value) => Math.min(255, Math.max(0, 128 + 60 * value)), same], "x (column 0 has mean 1"],
  ["of size 1e-4", [same, (value) => 1e-4 * value], "x (column 1 has mean "],
])("an input column that is %s", async (_, of, message) => {
  const said = await warnings({ model: regression, data: { x: columns(of), y: targets(same) } });
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(message);
});

test("both at once are one line", async () => {
  const data = { x: columns([(value) => 1000 * value, same]), y: targets((value) => 1e-5 * value) };
  const said = await warnings({ model: regression, data });
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/x \(column 0 .*\) and y \(column 0 /);
});

test.each(Object.entries(shortFits))("%s says nothing about data near unit scale", async (_, method) => {
  expect(await warnings(blobs(60), method)).toEqual([]);
});

test("nothing about constant columns, rare pixels, indicators, classes and targets that were scaled", async () => {
  const { model: line, data } = linearRegression();
  expect(await warnings({ model: line, data })).toEqual([]);
  // one image of many inks this pixel, faintly, and whatever is subtracted from all
  const rare = tensor(
    Array.from({ length: count }, (_, i) => [0.3, i === 7 ? 0.004 - 0.1 : -0.1]),
    [count, 2],
  );
  const many = model({ network: mlp({ inputs: 2, hidden: [], outputs: 30 }), prior, likelihood: categoricalLikelihood() });
  const classes = integers(Array.from({ length: count }, (_, i) => i % 30));
  expect(await warnings({ model: many, data: { x: rare, y: classes } })).toEqual([]);
  const y = targets((value) => 200_000 + 1500 * value);
  const scaled = await scaleTargets(y, await standardization(y));
  expect(await warnings({ model: regression, data: { x: standard, y: scaled } })).toEqual([]);
});

test("an ensemble says it once, not for each member", async () => {
  const data = { x: standard, y: targets((value) => 1e4 * value) };
  expect(await warnings({ model: regression, data }, methods.deepEnsemble({ members: 3, epochs: 1, batchSize: 25 }))).toHaveLength(1);
});

test("on the console unless told where", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const data = { x: standard, y: targets((value) => 1e4 * value) };
  (await run(methods.map({ epochs: 1, batchSize: 25 }).fit({ model: regression, data }, key(1)))).dispose();
  expect(warn.mock.calls).toEqual([[expect.stringMatching(/^map: far from unit scale/)]]);
});

test("tokens are no quantities: however large their numbers are, nothing is said", async () => {
  const network = sequential([embedding({ words: 5000, units: 2 }), lstm({ inputs: 2, units: 2 }), dense({ inputs: 2, outputs: 2 })]);
  const x = integers(
    Int32Array.from({ length: 2 * count }, (_, i) => (i * 97) % 5000),
    [count, 2],
  );
  const y = integers(Int32Array.from({ length: count }, (_, i) => i % 2));
  expect(await warnings({ model: model({ network, prior, likelihood: categoricalLikelihood() }), data: { x, y } })).toEqual([]);
});
