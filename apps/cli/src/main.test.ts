import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { start, toyCredence } from "./testing/start.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "credence-main-"));
});
afterEach(() => rm(folder, { recursive: true }));

const credence = (argv: readonly string[], environment: Record<string, string> = {}) =>
  start(toyCredence, argv, { cwd: folder, env: { ...process.env, CREDENCE_DATA: "", ...environment } }).ended;

describe("bad input: one line on stderr, exit code 2, nothing made", () => {
  test.each<[string[], string]>([
    [["rnu"], "error: unknown command 'rnu' (Did you mean run?)"],
    [["run"], "run: name an experiment (toy, "],
    [["run", "tyo"], 'unknown experiment "tyo": did you mean toy?'],
    [["run", "toy", "--seed", "abc"], '--seed: got "abc", expected a whole number from 0 to 9007199254740991'],
    [["run", "toy", "--jobs", "0"], '--jobs: got "0", expected a whole number from 1 to 64'],
    [["run", "toy", "--ouput", "x"], "error: unknown option '--ouput' (Did you mean --out?)"],
    [["run", "toy", "--data", "nowhere"], "--data: "],
    [["data", "fetch", "mnits"], 'unknown data set "mnits": did you mean mnist?'],
    [["conformance", "nowhere.json"], "nowhere.json: no such file"],
    [["doctor", "nowhere"], "nowhere holds no run.json, expected the folder of a run"],
    [["report", "nowhere"], "nowhere/result.json: not there, expected the folder of a finished run"],
    [["run", "toy", "extra"], "error: too many arguments for 'run'. Expected 1 argument but got 2: toy, extra."],
  ])("%j", async (argv, message) => {
    const { code, stdout, stderr } = await credence(argv);
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect({ code, stdout, made: await readdir(folder) }).toEqual({ code: 2, stdout: "", made: [] });
  });

  test("an --out that is a file", async () => {
    await writeFile(join(folder, "file"), "");
    const { code, stderr } = await credence(["run", "toy", "--out", "file"]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "file/.lock: cannot write, a part of the path is a file, expected a folder\n" });
  });

  test("the report of a result that the experiment does not draw", async () => {
    for (const file of ["result.json", "run.json"]) await writeFile(join(folder, file), '{"experiment": "toy"}');
    const { code, stderr } = await credence(["report", "."]);
    expect({ code, left: (await readdir(folder)).sort() }).toEqual({ code: 2, left: ["result.json", "run.json"] });
    expect(stderr).toMatch(/^result\.json: not the numbers that toy of this version draws, .*; run it again into a new folder\n$/);
  });

  test("a malformed file of reference numbers, before any case is run", async () => {
    await writeFile(join(folder, "good.json"), JSON.stringify({ suite: "s", cases: [oneCase] }));
    await writeFile(join(folder, "bad.json"), '{"suite": "s"');
    const { code, stdout, stderr } = await credence(["conformance", "good.json", "bad.json"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^bad\.json: not JSON: .*\n$/);
  });
});

const oneCase = { name: "a case", op: "no.suchOp", input: {}, expected: { y: 1 }, rtol: 0, atol: 0, origin: "by hand" };

describe("what an experiment asks of the library in vain: said in its first line, exit code 1, no result", () => {
  test.each<[string, string]>([
    [
      "toy-of-a-large-curvature",
      'laplace: the full curvature of 78,803 weights takes 189,512 MiB, more than memoryMiB, 1,024; expected curvature: "kronecker" (20 MiB) or curvature: "diagonal" (3 MiB) or weights: "last-layer" (3 MiB)',
    ],
    [
      "toy-of-a-layer-without-curvature",
      'laplace: layer 0 is "lstm", expected weights in dense and conv2d layers only; weights: "last-layer" asks this of the last layer alone',
    ],
    ["toy-of-other-images", "energy: x is [4, 1024], expected [batch, 784], the shape of the training data"],
    ["toy-of-labelled-images", "energy: x has labels, expected its inputs alone: what lies outside the classes has none of them"],
  ])("%s", async (name, message) => {
    const { code, stderr } = await credence(["run", name, "--budget", "smoke", "--out", "run"], { TOY_LIBRARY: "yes" });
    expect(stderr).toContain(`Error: ${message}\n`);
    expect(code).toBe(1);
    expect(await readdir(join(folder, "run"))).not.toContain("result.json");
  });
});

test("conformance: a failure is named and counted, exit code 1", async () => {
  await writeFile(join(folder, "one.json"), JSON.stringify({ suite: "s", cases: [oneCase] }));
  expect(await credence(["conformance", "one.json"])).toMatchObject({
    code: 1,
    stdout: 'FAILED  no.suchOp  a case: unknown op "no.suchOp"\n0 passed, 1 failed\n',
  });
  const { stdout } = await credence(["conformance", "--json", "one.json"]);
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([expect.objectContaining({ file: "one.json", op: "no.suchOp", passed: false }), { passed: 0, failed: 1 }]);
});

test("doctor of a run: what was found of its fits, and a run that nobody looked at", async () => {
  await writeFile(join(folder, "run.json"), "{}");
  const { code, stderr } = await credence(["doctor", "."]);
  expect(code).toBe(2);
  expect(stderr).toContain(". holds no diagnoses.jsonl: its run has no fits, or was made by a version that did not look");
  const found = [{ name: "dead-prior", found: "no gradient", why: "it is flat", change: "the prior" }];
  const fits = [
    { fit: "a", label: "a line", method: "map", found },
    { fit: "b", label: "another", method: "map", found: [] },
  ];
  await writeFile(join(folder, "diagnoses.jsonl"), fits.map((fit) => `${JSON.stringify(fit)}\n`).join(""));
  const ofUnit = { fit: "c", label: "a third", method: "map", found };
  await mkdir(join(folder, "units", "one"), { recursive: true });
  await writeFile(join(folder, "units", "one", "diagnoses.jsonl"), `${JSON.stringify(ofUnit)}\n`);
  const told = await credence(["doctor", "."]);
  expect(told.code).toBe(0);
  expect(told.stdout).toMatch(/^3 fits, 2 findings:\n/);
  expect(told.stdout.replace(/\s+/g, " ")).toContain("a line and 1 more dead-prior no gradient. Why: it is flat. Change: the prior.");
  const { stdout } = await credence(["doctor", ".", "--json"]);
  expect(
    stdout
      .trim()
      .split("\n")
      .map((one) => JSON.parse(one)),
  ).toEqual([...fits, ofUnit]);
});

test("a run goes on where nobody reads its standard error any more", async () => {
  const run = start(toyCredence, ["run", "toy", "--out", "run"], { cwd: folder, env: { ...process.env, TOY_STEP_MS: "30" } });
  await run.printed("first  1/20 steps");
  run.child.stderr?.destroy();
  expect(await run.ended).toMatchObject({ code: 0 });
  expect(await readdir(join(folder, "run"))).toContain("result.json");
});

test("help and list go to stdout with exit code 0", async () => {
  for (const argv of [["--help"], ["help", "run"], ["run", "--help"], ["list"], ["data", "list"], ["--version"], ["doctor"]]) {
    const { code, stdout, stderr } = await credence(argv);
    expect({ argv, code, stderr }).toEqual({ argv, code: 0, stderr: "" });
    expect(stdout.length).toBeGreaterThan(4);
    for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(argv[0] === "doctor" ? 120 : 80);
  }
});

test("every command knows --json and prints JSON", async () => {
  const [experiments] = await Promise.all([credence(["list", "--json"])]);
  expect(JSON.parse(experiments.stdout).map(({ name }: { name: string }) => name)).toEqual([
    "toy",
    "toy-of-a-book",
    "toy-with-options",
    "toy-in-parts",
    "toy-that-fails",
    "toy-that-runs",
    "toy-of-data",
    "toy-without-data",
    "toy-that-fills-the-disk",
    "toy-after-the-full-disk",
  ]);
  const doctor = JSON.parse((await credence(["doctor", "--json"])).stdout);
  expect(doctor).toMatchObject({ kernels: { module: "baseline", threads: 1 }, blas: null, versions: { node: process.version } });
  // the toy's engine has no BLAS
  expect(doctor.faster).toEqual(expect.arrayContaining([expect.stringMatching(/^a BLAS: /)]));
  const { stdout: table } = await credence(["doctor"]);
  expect(table.match(/faster with/g)).toHaveLength(doctor.faster.length);
  const sets = JSON.parse((await credence(["data", "list", "--json"])).stdout);
  expect(sets.map(({ name }: { name: string }) => name)).toContain("mnist");
});

test("the command starts: credence list of this installation", async () => {
  const binary = fileURLToPath(new URL("../bin/credence.js", import.meta.url));
  const { code, stdout } = await start(binary, ["list", "--json"]).ended;
  expect(code).toBe(0);
  expect(Array.isArray(JSON.parse(stdout))).toBe(true);
});
