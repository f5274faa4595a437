import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { DataSet } from "../datasets/data-set.ts";
import { resolveDataSet } from "../datasets/resolve.ts";
import { experiment } from "../define-experiment.ts";
import { badInput } from "../host.ts";
import { isUnitDone, runExperiment } from "./run-experiment.ts";
import { memoryStorage } from "./testing/memory-storage.ts";
import { testHost, toyDependencies } from "./testing/toy-experiment.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** A file of the user's own in the data folder. */
const mine: DataSet<string> = {
  ...{ name: "mine", description: "", licence: "", files: [], unpinned: [{ path: "mine/data" }] },
  parse: async (read) => new TextDecoder().decode(await read("mine/data")),
};

/** Two units, each of what stands in the files when it is performed; `before` is called before the second. */
const readers = (before: () => void) =>
  experiment({
    name: "readers",
    source: "credence",
    shows: "nothing published",
    summary: "Reads",
    budgets: { smoke: {}, default: {}, paper: {} },
    units: () => [{ name: "one" }, { name: "two" }],
    async *perform({ name }, { load, readFile }) {
      if (name === "two") before();
      yield { label: name, done: 1, total: 1, unit: "steps" };
      return [await load(mine), new TextDecoder().decode(await readFile("models/net"))];
    },
    conclude: (values) => values,
    claims: [],
    figures: () => [],
    tables: () => [],
  });

/** A machine with both files, and a run on it. */
function machine() {
  const [storage, folder] = [memoryStorage(), memoryStorage()];
  const files: Record<string, string> = { "models/net": "net 1" };
  folder.files.set("mine/data", bytes("data 1"));
  const messages: string[] = [];
  const dependencies = toyDependencies({
    storage,
    load: (dataSet) => resolveDataSet(dataSet, { folder, cache: memoryStorage(), host: testHost }),
    async readFile(path) {
      if (files[path] === undefined) throw badInput(`${path}: no such file`);
      return bytes(files[path]);
    },
    onMessage: (line) => messages.push(line),
  });
  const requestOf = (before = () => {}) => ({ experiment: readers(before), budget: "smoke", seed: 0, options: {}, command: "" }) as const;
  const crash = () => {
    throw new Error("crash");
  };
  const run = (before?: () => void) => runExperiment(requestOf(before), dependencies);
  const changeData = (text: string) => void folder.files.set("mine/data", bytes(text));
  return { storage, folder, files, messages, dependencies, requestOf, crash, run, changeData };
}

describe("files that no checksum pins", () => {
  test("are noted with their checksums in the record of the run", async () => {
    const { run } = machine();
    expect((await run()).record.files).toEqual([
      { path: "mine/data", of: "data", sha256: sha256("data 1") },
      { path: "models/net", of: "option", sha256: sha256("net 1") },
    ]);
  });

  test("unchanged, or gone and not needed, let the run go on", async () => {
    const { run, crash, files, folder, messages } = machine();
    await expect(run(crash)).rejects.toThrow("crash");
    const [data, net] = [folder.files.get("mine/data")!, files["models/net"]!];
    folder.files.delete("mine/data");
    delete files["models/net"];
    const { result } = await run(() => {
      folder.files.set("mine/data", data);
      files["models/net"] = net;
    });
    expect(result.values).toEqual([
      ["data 1", "net 1"],
      ["data 1", "net 1"],
    ]);
    expect(messages).toEqual([]);
  });

  test.each(["data", "option"])("changed since (%s): the run begins again, says so, and mixes nothing", async (which) => {
    const { run, crash, files, changeData, messages } = machine();
    await expect(run(crash)).rejects.toThrow("crash");
    if (which === "data") changeData("data 2");
    else files["models/net"] = "net 2";
    const now = which === "data" ? ["data 2", "net 1"] : ["data 1", "net 2"];
    expect((await run()).result.values).toEqual([now, now]);
    const [path, old, other] = which === "data" ? ["mine/data", "data 1", "data 2"] : ["models/net", "net 1", "net 2"];
    const change = `${path} ${sha256(old).slice(0, 12)} (now ${sha256(other).slice(0, 12)})`;
    expect(messages).toEqual([`memory/ holds an unfinished run with ${change}: beginning again`]);
  });

  test("changed while the run is under way end it, and the next begins again", async () => {
    const { run, changeData } = machine();
    await expect(run(() => changeData("data 2"))).rejects.toMatchObject({
      name: "BadInput",
      message: expect.stringMatching(/^mine\/data \w{12} \(now \w{12}\): it changed since this run read it/),
    });
    const now = ["data 2", "net 1"];
    expect((await run()).result.values).toEqual([now, now]);
  });

  test("changed after the run has finished: refused", async () => {
    const { run, changeData } = machine();
    await run();
    changeData("data 2");
    await expect(run()).rejects.toThrow("holds a finished run with mine/data");
  });

  test("of a unit performed alone: its value is taken while they are the same, and the run notes them as its own", async () => {
    const { run, storage, dependencies, requestOf, changeData } = machine();
    const unit = memoryStorage();
    await runExperiment({ ...requestOf(), unit: "one" }, { ...dependencies, storage: unit });
    for (const [path, content] of unit.files) storage.files.set(`units/one/${path}`, content);
    expect(await isUnitDone(requestOf(), "one", dependencies)).toBe(true);
    changeData("data 2");
    expect(await isUnitDone(requestOf(), "one", dependencies)).toBe(false);
    changeData("data 1");
    await expect(run(() => changeData("data 2"))).rejects.toThrow("mine/data");
  });
});
