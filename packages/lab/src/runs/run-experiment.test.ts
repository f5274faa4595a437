import { describe, expect, test } from "vitest";
import { checkRunFolder, forgetOtherUnit, isUnitDone, runExperiment } from "./run-experiment.ts";
import { memoryStorage } from "./testing/memory-storage.ts";
import { toyDependencies, toyExperiment, toyKey, untilFinished } from "./testing/toy-experiment.ts";

const request = { experiment: toyExperiment(), budget: "default", seed: 0, options: {}, command: "credence run toy" } as const;

function text(storage: ReturnType<typeof memoryStorage>, path: string): string {
  return new TextDecoder().decode(storage.files.get(path));
}

async function undisturbed() {
  const storage = memoryStorage();
  const outcome = await runExperiment(request, toyDependencies({ storage }));
  return { outcome, storage, result: text(storage, "result.json") };
}

describe("a run left alone", () => {
  test("computes the recurrence, computed here a second time", async () => {
    const { outcome } = await undisturbed();
    let value = 0.1 + (toyKey(5, 6).child("first").words[0] % 89) / 100;
    const trace = [];
    for (let step = 1; step <= 20; step++) {
      value = 3.9 * value * (1 - value) + 7e-6 * (step % 2);
      if (step % 4 === 0 && step !== 8) trace.push({ epoch: step / 4, value });
    }
    const values = outcome.result.values as { fits: number[]; traces: unknown[]; chain: number };
    expect(values.fits[0]).toBe(value);
    expect(values.traces[0]).toEqual(trace);
    let chain = 0.35;
    for (let step = 1; step <= 10; step++) chain = 3.9 * chain * (1 - chain);
    expect(values.chain).toBe(chain);
  });

  test("writes byte-equal results, and no clock reading into them", async () => {
    const slow = memoryStorage();
    let seconds = 1e6;
    const dependencies = toyDependencies({ storage: slow, date: () => "2030-05-05T00:00:00.000Z" });
    await runExperiment(request, { ...dependencies, host: { ...dependencies.host, now: () => (seconds += 77.7) } });
    const { result, storage } = await undisturbed();
    expect(text(slow, "result.json")).toBe(result);
    expect(Object.keys(JSON.parse(result))).toEqual(["experiment", "budget", "seed", "values", "claims"]);
    expect(text(slow, "run.json")).not.toBe(text(storage, "run.json"));
  });

  test("leaves no checkpoint behind", async () => {
    const { storage } = await undisturbed();
    const units = ["chain", "first", "second-one"].map((unit) => `pieces/unit%20${unit}.piece`);
    expect([...storage.files.keys()].sort()).toEqual(["pieces/square.piece", ...units, "progress.jsonl", "result.json", "run.json"]);
  });
});

describe("a run whose units lie performed in its folder", () => {
  /** A folder in which the first unit has been performed alone. */
  async function withFirst() {
    const [storage, first] = [memoryStorage(), memoryStorage()];
    await runExperiment({ ...request, unit: "first" }, toyDependencies({ storage: first, artifacts: memoryStorage() }));
    for (const [path, bytes] of first.files) storage.files.set(`units/first/${path}`, bytes);
    return storage;
  }
  const stepsOf = async (storage: ReturnType<typeof memoryStorage>, budget: "default" | "smoke" = "default") => {
    let steps = 0;
    const counting = { ...request, budget, experiment: toyExperiment(() => void steps++) };
    await runExperiment(counting, toyDependencies({ storage, artifacts: memoryStorage() }));
    return steps;
  };

  test("takes their values, with the same bytes", async () => {
    const storage = await withFirst();
    // the second fit's 20 steps and the chain's 10
    expect(await stepsOf(storage)).toBe(30);
    expect(text(storage, "result.json")).toBe((await undisturbed()).result);
  });

  test("makes room for a unit of other settings, and leaves an unfinished one of the same alone", async () => {
    const storage = memoryStorage();
    const alone = { ...request, unit: "first" };
    const crash = { ...alone, experiment: toyExperiment(() => expect.fail("crash")) };
    await expect(runExperiment(crash, toyDependencies({ storage }))).rejects.toThrow("crash");
    const before = new Map(storage.files);
    await forgetOtherUnit(request, "first", toyDependencies({ storage }));
    expect(storage.files).toEqual(before);
    await runExperiment(alone, toyDependencies({ storage }));
    await forgetOtherUnit({ ...request, budget: "smoke" }, "first", toyDependencies({ storage }));
    expect([...storage.files.keys()]).toEqual([]);
  });

  test("performs them again where they were under other settings, or did not end", async () => {
    const others = await withFirst();
    const dependencies = toyDependencies({ storage: others });
    expect(await isUnitDone(request, "first", dependencies)).toBe(true);
    expect(await isUnitDone({ ...request, budget: "smoke" }, "first", dependencies)).toBe(false);
    expect(await stepsOf(others, "smoke")).toBe(12 + 12 + 6);
    const unfinished = await withFirst();
    unfinished.files.delete("units/first/result.json");
    expect(await stepsOf(unfinished)).toBe(50);
  });
});

describe("a run that dies", () => {
  test("at any one change to its files ends, begun again, with the same bytes", async () => {
    const { result } = await undisturbed();
    let changes = 0;
    await runExperiment(request, toyDependencies({ storage: memoryStorage(() => changes++), artifacts: memoryStorage(() => changes++) }));
    expect(changes).toBeGreaterThan(40);
    for (let fatal = 1; fatal <= changes; fatal++) {
      let count = 0;
      const crash = () => {
        if (++count === fatal) throw new Error("crash");
      };
      const [storage, artifacts] = [memoryStorage(crash), memoryStorage(crash)];
      const { crashes } = await untilFinished(() => runExperiment(request, toyDependencies({ storage, artifacts })));
      expect(crashes).toBe(1);
      expect(text(storage, "result.json"), `crash at change ${fatal}`).toBe(result);
    }
  });

  test("again and again still ends with the same bytes", async () => {
    const { result } = await undisturbed();
    let count = 0;
    const crash = () => {
      if (++count % 17 === 0) throw new Error("crash");
    };
    const [storage, artifacts] = [memoryStorage(crash), memoryStorage(crash)];
    const { crashes } = await untilFinished(() => runExperiment(request, toyDependencies({ storage, artifacts })));
    expect(crashes).toBeGreaterThan(2);
    expect(text(storage, "result.json")).toBe(result);
  });

  test("adds the time of its sessions up", async () => {
    let count = 0;
    const storage = memoryStorage((what) => {
      if (what === "write result.json" && count++ === 0) throw new Error("crash");
    });
    const artifacts = memoryStorage();
    await expect(runExperiment(request, toyDependencies({ storage, artifacts }))).rejects.toThrow("crash");
    const first = JSON.parse(text(storage, "run.json"));
    const { record } = await runExperiment(request, toyDependencies({ storage, artifacts, date: () => "2026-01-02T00:00:00.000Z" }));
    expect(first.finishedAt).toBeNull();
    expect(record.wallSeconds).toBeGreaterThan(first.wallSeconds);
    expect(record.startedAt).toBe(first.startedAt);
    expect(record.finishedAt).toBe("2026-01-02T00:00:00.000Z");
  });
});

describe("a run that is interrupted", () => {
  test.each([1, 3, 4, 9, 20, 21, 30, 40, 41, 46, 50])("after %i steps writes a checkpoint and loses at most a step", async (stop) => {
    const { result } = await undisturbed();
    const storage = memoryStorage();
    const artifacts = memoryStorage();
    const controller = new AbortController();
    let steps = 0;
    const counting = () => {
      if (++steps === stop) controller.abort();
    };
    const never = { storage, artifacts, checkpointSeconds: Number.POSITIVE_INFINITY };
    const interrupted = { ...request, experiment: toyExperiment(counting) };
    await expect(runExperiment(interrupted, toyDependencies({ ...never, signal: controller.signal }))).rejects.toThrow("interrupted");
    await runExperiment({ ...request, experiment: toyExperiment(() => steps++) }, toyDependencies(never));
    expect(steps).toBe(50);
    expect(text(storage, "result.json")).toBe(result);
  });
});

describe("a folder that holds a run", () => {
  test("finished: gives the result without training", async () => {
    const { storage, result } = await undisturbed();
    let steps = 0;
    const again = await runExperiment({ ...request, experiment: toyExperiment(() => steps++) }, toyDependencies({ storage }));
    expect(steps).toBe(0);
    expect(again.alreadyFinished).toBe(true);
    expect(`${JSON.stringify(again.result)}`).toBe(JSON.stringify(JSON.parse(result)));
  });

  test("finished, with result.json lost: only what is missing is done", async () => {
    const storage = memoryStorage();
    const artifacts = memoryStorage();
    await runExperiment(request, toyDependencies({ storage, artifacts }));
    const result = text(storage, "result.json");
    storage.files.delete("result.json");
    const run = JSON.parse(text(storage, "run.json"));
    storage.files.set("run.json", new TextEncoder().encode(JSON.stringify({ ...run, finishedAt: null })));
    let steps = 0;
    await runExperiment({ ...request, experiment: toyExperiment(() => steps++) }, toyDependencies({ storage, artifacts }));
    expect(steps).toBe(0);
    expect(text(storage, "result.json")).toBe(result);
  });

  test("of another seed, budget or experiment: refuses and changes nothing", async () => {
    const { storage } = await undisturbed();
    const before = new Map(storage.files);
    const rejects = (other: object) => expect(runExperiment({ ...request, ...other }, toyDependencies({ storage }))).rejects;
    await rejects({ seed: 1 }).toThrow("memory/ holds toy at budget default, seed 0, not toy at budget default, seed 1");
    await rejects({ budget: "smoke" }).toThrow("not toy at budget smoke, seed 0: choose another folder with --out");
    await rejects({ experiment: { ...toyExperiment(), name: "other" } }).toThrow("not other at budget default");
    await rejects({ options: { models: "here" } }).toThrow('finished run with options {} (now {"models":"here"})');
    expect(storage.files).toEqual(before);
  });

  const { facts: known } = toyDependencies();
  test.each([
    [
      "kernels",
      { ...known, kernels: { ...known.kernels, module: "baseline" as const } },
      "kernels relaxed abababababab (now baseline abab",
    ],
    ["code", { ...known, code: { sha256: "cd".repeat(32) } }, "code efefefefefef (now cdcdcdcdcdcd)"],
  ])("finished with other %s: refuses; unfinished: begins again and shares nothing with the old", async (_, facts, difference) => {
    const { storage, result } = await undisturbed();
    await expect(runExperiment(request, toyDependencies({ storage, facts }))).rejects.toThrow(`finished run with ${difference}`);

    const files = memoryStorage((what) => {
      if (what === "write result.json" && !messages.length) throw new Error("crash");
    });
    const artifacts = memoryStorage();
    const messages: string[] = [];
    let steps = 0;
    const counted = { ...request, experiment: toyExperiment(() => steps++) };
    await expect(runExperiment(counted, toyDependencies({ storage: files, artifacts }))).rejects.toThrow("crash");
    await runExperiment(counted, toyDependencies({ storage: files, artifacts, facts, onMessage: (line) => messages.push(line) }));
    expect(messages).toEqual([expect.stringContaining(`holds an unfinished run with ${difference}`)]);
    expect(steps).toBe(100);
    expect(text(files, "result.json")).toBe(result);
  });

  test("finished before the code was noted: refuses", async () => {
    const { storage } = await undisturbed();
    const { code: _, ...older } = JSON.parse(text(storage, "run.json"));
    await storage.write("run.json", new TextEncoder().encode(JSON.stringify(older)));
    await expect(runExperiment(request, toyDependencies({ storage }))).rejects.toThrow("with code not noted (now efefefefefef)");
  });
});

test("looked into, tells of the run that would go on", async () => {
  const storage = memoryStorage();
  expect(await checkRunFolder(request, toyDependencies({ storage }))).toBeUndefined();
  const crash = { ...request, experiment: toyExperiment(() => expect.fail("crash")) };
  await expect(runExperiment(crash, toyDependencies({ storage }))).rejects.toThrow("crash");
  const { wallSeconds } = JSON.parse(text(storage, "run.json"));
  expect(wallSeconds).toBeGreaterThan(0);
  expect(await checkRunFolder(request, toyDependencies({ storage }))).toMatchObject({ wallSeconds });
  const { facts } = toyDependencies();
  const other = { ...facts, code: { sha256: "cd".repeat(32) } };
  expect(await checkRunFolder(request, toyDependencies({ storage, facts: other }))).toBeUndefined();
});

test("a fit that another run finished is not trained again", async () => {
  const artifacts = memoryStorage();
  await runExperiment(request, toyDependencies({ artifacts }));
  let steps = 0;
  const counted = { ...request, experiment: toyExperiment(() => steps++) };
  const { alreadyFinished, artifactsFound } = await runExperiment(counted, toyDependencies({ artifacts }));
  expect([steps, alreadyFinished, artifactsFound]).toEqual([0, false, 3]);
  const another = await runExperiment(counted, toyDependencies({ artifacts, key: toyKey(8, 8) }));
  expect(another.artifactsFound).toBe(0);
  expect(steps).toBe(50);
});

test("a result with NaN in it is refused by its place, not written as null", async () => {
  const storage = memoryStorage();
  const experiment = {
    ...toyExperiment(),
    async *run() {
      yield { label: "diverging", done: 1, total: 1, unit: "steps" as const };
      return { models: [{ testError: Number.NaN }] };
    },
  };
  await expect(runExperiment({ ...request, experiment }, toyDependencies({ storage }))).rejects.toThrow("toy.models[0].testError is NaN");
  expect(storage.files.has("result.json")).toBe(false);
});
