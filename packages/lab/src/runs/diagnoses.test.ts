import { key, tensor } from "@credence/tensor";
import { diagnose, loadPosterior, methods, mlp, model, normal, normalLikelihood } from "credence";
import { expect, test } from "vitest";
import { experiment } from "../define-experiment.ts";
import type { Experiment } from "../experiment.ts";
import { readAllDiagnoses, readDiagnoses } from "./diagnoses.ts";
import { runExperiment } from "./run-experiment.ts";
import { memoryStorage } from "./testing/memory-storage.ts";
import { toyDependencies } from "./testing/toy-experiment.ts";

const line = model({
  network: mlp({ inputs: 1, hidden: [], outputs: 1 }),
  prior: normal({ mean: 0, stdDev: 1 }),
  likelihood: normalLikelihood({ stdDev: 0.5 }),
});
const x = tensor([[-1], [0], [1]]);
const data = { x, y: tensor([[-1], [0.5], [0.9]]) };

/** Fits a line twice, with its prior and without. */
const twoFits: Experiment = experiment({
  name: "two-fits",
  source: "credence",
  shows: "nothing published",
  summary: "Two lines",
  budgets: { smoke: {}, default: {}, paper: {} },
  async *run({ fit, key: root }) {
    for (const prior of ["flat", "model"] as const) {
      const method = methods.map({ epochs: 200, batchSize: 3, learningRate: 0.02, prior });
      const { posterior } = yield* fit({ label: `line, ${prior}`, method, problem: { model: line, data }, key: root.child(prior) });
      posterior.dispose();
    }
    return null;
  },
  claims: [],
  figures: () => [],
  tables: () => [],
});

test("a run notes of each fit what is likely wrong with it, once, whether it is trained or found", async () => {
  const request = { experiment: twoFits, budget: "smoke", seed: 0, options: {}, command: "" } as const;
  const [storage, again, artifacts] = [memoryStorage(), memoryStorage(), memoryStorage()];
  const real = { key: key(0), loadPosterior, diagnose, artifacts };
  await runExperiment(request, toyDependencies({ ...real, storage }));
  const noted = await readDiagnoses(storage);
  expect(noted!.map(({ label, method, found }) => ({ label, method, found: found.map(({ name }) => name) }))).toEqual([
    { label: "line, flat", method: "map", found: ["dead-prior"] },
    { label: "line, model", method: "map", found: [] },
  ]);
  await runExperiment(request, toyDependencies({ ...real, storage: again }));
  expect(await readDiagnoses(again)).toEqual(noted);
  // an interrupted run that goes on
  storage.files.delete("result.json");
  await runExperiment(request, toyDependencies({ ...real, storage }));
  expect(await readDiagnoses(storage)).toEqual(noted);
});

test("a run trains nothing for what it notes", async () => {
  let begun = 0;
  const experimentOfOne: Experiment = experiment({
    ...twoFits,
    async *run({ fit, key: root }) {
      const method = methods.map({ epochs: 20, batchSize: 3, prior: "model" });
      const counted: typeof method = {
        ...method,
        fit(...given) {
          begun++;
          return method.fit(...given);
        },
      };
      const { posterior } = yield* fit({ label: "line", method: counted, problem: { model: line, data }, key: root });
      posterior.dispose();
      return null;
    },
  });
  const storage = memoryStorage();
  const request = { experiment: experimentOfOne, budget: "smoke", seed: 0, options: {}, command: "" } as const;
  await runExperiment(request, toyDependencies({ key: key(0), loadPosterior, diagnose, artifacts: memoryStorage(), storage }));
  expect((await readDiagnoses(storage))!).toHaveLength(1);
  expect(begun).toBe(1);
});

test("a run that nobody looked at has none, and half a line is none", async () => {
  const storage = memoryStorage();
  expect(await readDiagnoses(storage)).toBeUndefined();
  await storage.append("diagnoses.jsonl", '{"fit":"a","label":"one","method":"map","found":[]}\n{"fit":"b","la');
  expect((await readDiagnoses(storage))!.map(({ label }) => label)).toEqual(["one"]);
});

test("a line that was cut short spoils no later one", async () => {
  const request = { experiment: twoFits, budget: "smoke", seed: 0, options: {}, command: "" } as const;
  const storage = memoryStorage();
  await storage.append("diagnoses.jsonl", '{"fit":"b","la');
  await runExperiment(request, toyDependencies({ key: key(0), loadPosterior, diagnose, artifacts: memoryStorage(), storage }));
  expect((await readDiagnoses(storage))!.map(({ label }) => label)).toEqual(["line, flat", "line, model"]);
});

test("a run that begins again forgets what was found of the one before, and of its units", async () => {
  const storage = memoryStorage();
  const request = { experiment: twoFits, budget: "smoke", seed: 0, options: {}, command: "" } as const;
  const real = { key: key(0), loadPosterior, diagnose, artifacts: memoryStorage(), storage };
  await runExperiment(request, toyDependencies(real));
  storage.files.delete("result.json");
  const record = JSON.parse(new TextDecoder().decode(storage.files.get("run.json")));
  await storage.write("run.json", new TextEncoder().encode(JSON.stringify({ ...record, code: { sha256: "00" }, finishedAt: null })));
  for (const path of ["diagnoses.jsonl", "units/one/diagnoses.jsonl"])
    await storage.append(path, `${JSON.stringify({ fit: `of ${path}`, label: "of the old code", method: "map", found: [] })}\n`);
  await runExperiment(request, toyDependencies(real));
  expect((await readAllDiagnoses(storage))!.map(({ label }) => label)).toEqual(["line, flat", "line, model"]);
});

test("those of a run and of units performed in its folder are read together, each fit once", async () => {
  const storage = memoryStorage();
  expect(await readAllDiagnoses(storage)).toBeUndefined();
  const note = (fit: string) => `${JSON.stringify({ fit, label: fit, method: "map", found: [] })}\n`;
  await storage.append("units/second-one/diagnoses.jsonl", note("b") + note("a"));
  await storage.append("diagnoses.jsonl", note("a"));
  await storage.append("units/first/run.json", "{}");
  expect((await readAllDiagnoses(storage))!.map(({ fit }) => fit)).toEqual(["a", "b"]);
});
