import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Claim, RunRecord, RunResult } from "@credence/lab";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compactJson } from "../scripts/results/compact-json.ts";
import { drawPage } from "../scripts/results/draw-page.ts";
import { judgedAgain } from "../scripts/results/judge-again.ts";
import { keepRuns, withoutPlaces } from "../scripts/results/keep-runs.ts";
import { folderName, type KeptRun, readKeptRuns, readRun } from "../scripts/results/kept-run.ts";
import { type PageContent, resultsPage } from "../scripts/results/results-page.ts";
import { usualSecondsFile, usualSecondsOf } from "../scripts/results/usual-seconds.ts";

const root = join(import.meta.dirname, "..");
const results = join(root, "results");

const record: RunRecord = {
  experiment: "mnist-error",
  budget: "paper",
  seed: 0,
  options: { units: "400", models: "/home/somebody/reference/models" },
  settings: { epochs: 600 },
  versions: { credence: "0.1.0", node: "v24.21.0" },
  kernels: { module: "relaxed", threads: 2, sha256: "0123456789abcdef" },
  blas: { name: "OpenBLAS 0.3.21", path: "/usr/lib/libopenblas.so.0" },
  machine: { cpu: "a processor", cores: 2, memoryMiB: 2048, platform: "linux" },
  startedAt: "2026-11-20T23:00:00.000Z",
  finishedAt: "2026-11-21T01:53:00.000Z",
  wallSeconds: 10380,
  command: "credence run mnist-error --budget paper --seed 0 --data '/my data' --out runs/x --option units=400 --option models=/a/models",
};
const claim: Claim = {
  id: "error",
  variant: "as published",
  statement: "KL[q || prior]",
  published: 1.31,
  measured: 1.3400000000000003,
  spread: 0.11,
  tolerance: "within 0.25",
  verdict: "reproduced",
};
const result: RunResult = {
  experiment: "mnist-error",
  budget: "paper",
  seed: 0,
  values: { curve: [0.1, 1e-300], empty: [] },
  claims: [claim],
};

describe("the committed results", () => {
  test("RESULTS.md is what results/ makes: npm run results", async () => {
    expect(await readFile(join(root, "RESULTS.md"), "utf8")).toBe(await drawPage(results));
  });

  test("the times that credence run expects are those of results/: npm run results", async () => {
    const committed = await readFile(join(root, "packages/experiments/src/usual-seconds.json"), "utf8");
    expect(committed).toBe(usualSecondsFile(await readKeptRuns(results)));
  });

  test("each folder is named after its run, and names no place of a machine", async () => {
    const folders = (await readdir(results, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
    const runs = await readKeptRuns(results);
    expect(runs.map((run) => folderName(run.record)).toSorted()).toEqual(folders.toSorted());
    expect(runs.map((run) => run.record)).toEqual(runs.map((run) => withoutPlaces(run.record)));
  });

  test("each claim says what its experiment says of the kept values now: npm run results", async () => {
    for (const { result } of await readKeptRuns(results)) expect(await judgedAgain(result)).toEqual(result);
  });

  test("each stays under 420 kB, and 120 kB on average", async () => {
    const files = await readdir(results, { recursive: true });
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(results, file))).size));
    expect(Math.max(...sizes)).toBeLessThan(420e3);
    expect(sizes.reduce((sum, size) => sum + size, 0) / files.filter((file) => file.endsWith("result.json")).length).toBeLessThan(120e3);
  });
});

test("usual times are those of runs whose options change no work, to two digits", () => {
  const runs: KeptRun[] = [
    { record: { ...record, options: { models: "…/models" } }, result },
    { record: { ...record, budget: "smoke", options: {}, wallSeconds: 13.47 }, result },
    { record: { ...record, budget: "default", wallSeconds: 5 }, result },
    { record: { ...record, budget: "default", options: {}, seed: 1, wallSeconds: 5 }, result },
  ];
  expect(usualSecondsOf(runs)).toEqual({ "mnist-error": { paper: 10000, smoke: 13 } });
});

describe("keeping a run", () => {
  let workspace: string;
  beforeAll(async () => {
    workspace = await mkdtemp(join(tmpdir(), "credence-results-"));
  });
  afterAll(() => rm(workspace, { recursive: true }));

  async function folderOf(name: string, files: Readonly<Record<string, unknown>>): Promise<string> {
    const folder = join(workspace, name);
    await mkdir(folder, { recursive: true });
    for (const [file, value] of Object.entries(files))
      await writeFile(join(folder, file), typeof value === "string" ? value : JSON.stringify(value));
    return folder;
  }

  test("copies it without folders of the machine, and with the same result", async () => {
    const target = join(workspace, "kept");
    const files = [{ path: "/home/somebody/reference/models/net", of: "option", sha256: "ab" }];
    const folder = await folderOf("finished", { "run.json": { ...record, files }, "result.json": result });
    expect(await keepRuns([folder], target)).toEqual(["mnist-error-paper-seed0-units=400"]);
    const kept = await readRun(join(target, "mnist-error-paper-seed0-units=400"));
    expect(kept.result).toEqual(result);
    expect(kept.record).toEqual({
      ...record,
      options: { units: "400", models: "…/models" },
      blas: { name: "OpenBLAS 0.3.21", path: "…/libopenblas.so.0" },
      files: [{ ...files[0], path: "…/net" }],
      command: "credence run mnist-error --budget paper --seed 0 --option units=400 --option models=…/models",
    });
  });

  test.each([
    ["unfinished", { "run.json": { ...record, finishedAt: null } }, "holds an unfinished run"],
    ["without a result", { "run.json": record }, "has no result.json"],
    ["empty", {}, "has no run.json"],
    ["cut off", { "run.json": record, "result.json": '{"experiment' }, "result.json is not JSON"],
    ["of two runs", { "run.json": record, "result.json": { ...result, seed: 1 } }, "run.json has seed 0, result.json 1"],
    ["without claims", { "run.json": record, "result.json": { ...result, claims: undefined } }, "has no list of claims"],
  ])("refuses one %s in one line, and then writes none", async (name, files, message) => {
    const target = join(workspace, `${name}-kept`);
    const good = await folderOf("good", { "run.json": record, "result.json": result });
    const bad = await folderOf(name, files);
    const refusal = await keepRuns([good, bad], target).catch((error: Error) => error.message);
    expect(refusal).toContain(message);
    expect(refusal).not.toContain("\n");
    await expect(readdir(target)).rejects.toThrow("ENOENT");
  });
});

test("compact JSON has a line for each claim and each value, and reads back as it was", () => {
  const text = compactJson(result);
  expect(JSON.parse(text)).toEqual(result);
  expect(text).toContain('\n"curve":[0.1,1e-300],\n"empty":[]\n');
  expect(text).toContain(`\n${JSON.stringify(claim)}\n`);
});

describe("the page", () => {
  const untested: Claim = { ...claim, measured: 14.5, verdict: "not tested at this budget" };
  const smoke: KeptRun = {
    record: { ...record, budget: "smoke", wallSeconds: 12 },
    result: { ...result, budget: "smoke", claims: [untested] },
  };
  const content: PageContent = {
    runs: [{ record, result }, smoke],
    headlines: [{ experiment: "mnist-error", claim: "error" }],
    speed: {
      peer: "a peer",
      command: "bench",
      machines: [
        {
          ...{ machine: "a machine", date: "2026-11-21", rounds: 1 },
          workloads: [
            { name: "a", wide: 2, narrow: 1, blas: 4 },
            { name: "b", wide: 8, narrow: 4, blas: 9 },
          ],
        },
      ],
    },
    effectiveDraws: {
      command: "effective-draws",
      date: "2026-11-21",
      ...{ machine: "a machine", node: "v24", settings: { chains: 4, warmUp: 300, draws: 200, maxDepth: 8 } },
      rows: [
        { target: "gaussian", sampler: "credence", seconds: 2, compileSeconds: 0, bulkPerSecond: 104, tailPerSecond: 93.6, rHat: 1.01 },
      ],
    },
    conformance: {
      date: "2026-11-21",
      machine: "a machine",
      command: "conformance",
      kernels: [{ name: "baseline", passed: 28, failed: 0 }],
    },
  };

  test("takes a headline from the largest budget that tests it, and escapes the bars of its formula", () => {
    const spaced = resultsPage(content).replaceAll("\u00a0", " ");
    expect(spaced).toContain("| mnist-error | KL[q \\|\\| prior] | 1.31 | 1.34 ± 0.11 | reproduced, paper |");
    const withoutPaper = resultsPage({ ...content, runs: [smoke] });
    expect(withoutPaper).not.toContain("14.5");
    expect(withoutPaper).toContain("No kept run tests the other headline claims, of mnist-error.");
  });

  test("counts verdicts and times run by run and together", () => {
    const page = resultsPage({ ...content, runs: [smoke, { ...smoke, record: { ...smoke.record, seed: 1 } }] });
    expect(page).toContain("| mnist-error | smoke | 0 | 0 | 1 | 12 s | 2026-11-21 | 1 |");
    expect(page).toContain("| together | smoke | 0 | 0 | 2 | 24 s |");
  });

  test("has the geometric mean of the ratios", () => {
    expect(resultsPage(content)).toContain("| geometric mean | 4.00 | 2.00 | 6.00 |");
  });

  test("has effective draws with their settings", () => {
    const page = resultsPage(content);
    expect(page).toContain("4 chains of 300 + 200\ntransitions, 8 doublings at most. `effective-draws`, 2026-11-21, a machine, Node v24.");
    expect(page).toContain("| gaussian | credence | 104 | 93.6 | 1.010 | 2 | 0 |");
  });

  test("refuses a headline that no run has", () => {
    const headlines = [{ experiment: "mnist-error", claim: "eror" }];
    expect(() => resultsPage({ ...content, headlines })).toThrow('headlines.json: no kept run of mnist-error has the claim "eror"');
  });
});
