import type { SettingsJson } from "credence";
import { describe, expect, test } from "vitest";
import type { ReadyFit } from "../experiment.ts";
import { openArtifacts } from "./artifacts.ts";
import { memoryStorage } from "./testing/memory-storage.ts";
import { testHost, toyKey, toyMethod, toyModel, toyPosterior, toyTensor } from "./testing/toy-experiment.ts";

const kernels = { module: "relaxed" as const, sha256: "ab" };
const arithmetic = { credence: "0.1.0", code: { sha256: "ef" }, kernels, blas: null };

const request: ReadyFit = {
  label: "a network",
  determinedBy: { every: 5, draws: [10, 20] },
  method: toyMethod(1),
  problem: { model: toyModel("mlp"), data: { x: toyTensor([1, 2]), y: toyTensor([3]) } },
  key: toyKey(1, 2),
};

function nameWith(change: Partial<ReadyFit>, arithmeticChange: object = {}): Promise<string> {
  return openArtifacts(memoryStorage(), { host: testHost, arithmetic: { ...arithmetic, ...arithmeticChange }, onMessage: () => {} }).nameOf(
    {
      ...request,
      ...change,
    },
  );
}

describe("the name of a fit", () => {
  test("is the same for the same fit, however its settings are ordered and whatever it is called", async () => {
    expect(await nameWith({ label: "another label", determinedBy: { draws: [10, 20], every: 5 } })).toBe(await nameWith({}));
    expect(await nameWith({ problem: { ...request.problem, data: { x: toyTensor([1, 2]), y: toyTensor([3]) } } })).toBe(await nameWith({}));
  });

  const { model } = request.problem;
  const differences: [string, Partial<ReadyFit>, object][] = [
    ["what a trace depends on", { determinedBy: { every: 5, draws: [10, 21] } }, {}],
    ["the order of a list", { determinedBy: { every: 5, draws: [20, 10] } }, {}],
    ["a setting of the method", { method: toyMethod(2) }, {}],
    ["the method", { method: { ...toyMethod(1), toJSON: () => ({ name: "other", epochs: 1 }) } }, {}],
    ["the model", { problem: { ...request.problem, model: toyModel("lenet") } }, {}],
    ["the key", { key: toyKey(1, 3) }, {}],
    ["one input", { problem: { model, data: { x: toyTensor([1, 2.0000002]), y: toyTensor([3]) } } }, {}],
    ["the shape", { problem: { model, data: { x: { ...toyTensor([1, 2]), shape: [1, 2] }, y: toyTensor([3]) } } }, {}],
    ["one target", { problem: { model, data: { x: toyTensor([1, 2]), y: toyTensor([4]) } } }, {}],
    ["where it starts", { from: toyPosterior(Uint8Array.of(1)) }, {}],
    ["the data held out", { validation: request.problem.data }, {}],
    ["the version", {}, { credence: "0.1.1" }],
    ["the code", {}, { code: { sha256: "ee" } }],
    ["the kernels", {}, { kernels: { module: "baseline", sha256: "ab" } }],
    ["the kernels' bytes", {}, { kernels: { module: "relaxed", sha256: "ac" } }],
    ["BLAS", {}, { blas: { name: "OpenBLAS", path: "/usr/lib/libopenblas.so.0" } }],
  ];
  test.each(differences)("differs with %s", async (_, change, arithmeticChange) => {
    expect(await nameWith(change, arithmeticChange)).not.toBe(await nameWith({}));
  });

  test("is the SHA-256 of all that determines it, as JSON with sorted names", async () => {
    // SHA-256 in Python of json.dumps(..., sort_keys=True, separators=(",", ":")) over the same facts
    expect(await nameWith({})).toBe("b14e14b421c0e79993095c6735c8cbb3a34b5c195dcdbd786fc2a169fe654f78");
  });

  test("is of the method alone where no trace is taken", async () => {
    const { determinedBy: _, ...untraced } = request;
    const artifacts = openArtifacts(memoryStorage(), { host: testHost, arithmetic, onMessage: () => {} });
    expect(await artifacts.nameOf(untraced)).not.toBe(await nameWith({}));
  });

  test("refuses settings that JSON would flatten", async () => {
    const of = (settings: object) => ({ method: { ...toyMethod(1), toJSON: () => settings as SettingsJson } });
    await expect(nameWith(of({ learningRate: Number.NaN }))).rejects.toThrow('fit "a network".method.learningRate is NaN');
    await expect(nameWith(of({ score: () => 0 }))).rejects.toThrow('fit "a network".method.score is a function');
    await expect(nameWith({ determinedBy: { every: Number.POSITIVE_INFINITY } })).rejects.toThrow("determinedBy.every is Infinity");
  });
});

test("a corrupt artifact is named, set aside and not used", async () => {
  const storage = memoryStorage();
  const messages: string[] = [];
  const artifacts = openArtifacts(storage, { host: testHost, arithmetic, onMessage: (line) => messages.push(line) });
  const artifact = { posterior: Uint8Array.of(1, 2, 3), trace: [{ epoch: 1, loss: Number.POSITIVE_INFINITY }] };
  await artifacts.save("abc", "a network", artifact);
  expect(await artifacts.load("abc")).toEqual(artifact);
  const bytes = storage.files.get("abc.fit") as Uint8Array;
  storage.files.set("abc.fit", bytes.slice(0, -1));
  expect(await artifacts.load("abc")).toBeUndefined();
  expect(messages).toEqual([expect.stringContaining("memory/abc.fit is corrupt (its SHA-256 is")]);
  expect([...storage.files.keys()]).toEqual(["abc.fit.corrupt"]);
});

test("a corrupt artifact that another process has set aside meanwhile is not used either", async () => {
  const storage = memoryStorage();
  const read = async (path: string) => {
    const bytes = await storage.read(path);
    await storage.rename(path, `${path}.corrupt`);
    return bytes;
  };
  const artifacts = openArtifacts({ ...storage, read }, { host: testHost, arithmetic, onMessage: () => {} });
  storage.files.set("abc.fit", Uint8Array.of(1));
  expect(await artifacts.load("abc")).toBeUndefined();
  expect([...storage.files.keys()]).toEqual(["abc.fit.corrupt"]);
});

describe("the name of a computation", () => {
  const chain = { computation: "chain", determinedBy: { steps: 5 }, key: toyKey(1, 2), data: [Float32Array.of(1, 2)] };
  const named = (change: Partial<typeof chain> | { data: [Int32Array] } | { packages: string[] }, arithmeticChange: object = {}) =>
    openArtifacts(memoryStorage(), { host: testHost, arithmetic: { ...arithmetic, ...arithmeticChange }, onMessage: () => {} }).nameOfValue(
      {
        ...chain,
        ...change,
      },
    );

  test("differs with the code of the packages that it comes of", async () => {
    const nameWhere = (code: string) =>
      openArtifacts(memoryStorage(), { host: { ...testHost, codeOf: async () => code }, arithmetic, onMessage: () => {} }).nameOfValue;
    const fitted = { ...chain, packages: ["@credence/tabular"] };
    expect(await nameWhere("ab")(fitted)).toBe(await nameWhere("ab")(fitted));
    expect(await nameWhere("cd")(fitted)).not.toBe(await nameWhere("ab")(fitted));
    expect(await nameWhere("cd")(chain)).toBe(await nameWhere("ab")(chain));
    expect(await named({ packages: ["@credence/tabular"] })).not.toBe(await named({ packages: ["@credence/lab"] }));
  });

  test("is the same for the same computation and differs with what is computed, settings, key, data, their type and the kernels", async () => {
    expect(await named({ data: [Float32Array.of(1, 2)] })).toBe(await named({}));
    const others = [
      named({ computation: "game" }),
      named({ determinedBy: { steps: 6 } }),
      named({ key: toyKey(1, 3) }),
      named({ data: [Float32Array.of(1, 3)] }),
      named({ data: [new Int32Array(Float32Array.of(1, 2).buffer)] }),
      named({}, { kernels: { module: "baseline", sha256: "ab" } }),
    ];
    const names = await Promise.all([named({}), ...others]);
    expect(new Set(names).size).toBe(names.length);
  });
});

test("a corrupt value is named, set aside and not used", async () => {
  const storage = memoryStorage();
  const messages: string[] = [];
  const artifacts = openArtifacts(storage, { host: testHost, arithmetic, onMessage: (line) => messages.push(line) });
  await artifacts.saveValue("abc", "a chain", { mean: [0.1 + 0.2, -1] });
  expect(await artifacts.loadValue("abc")).toEqual({ mean: [0.30000000000000004, -1] });
  const bytes = storage.files.get("abc.value") as Uint8Array;
  storage.files.set("abc.value", bytes.with(bytes.length - 3, bytes[bytes.length - 3] ^ 1));
  expect(await artifacts.loadValue("abc")).toBeUndefined();
  expect(messages).toEqual([expect.stringMatching(/abc\.value is corrupt .* set aside as abc\.value\.corrupt, computing again/)]);
});
