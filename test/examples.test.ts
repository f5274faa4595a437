import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  blocksOfPage,
  docstringExamples,
  type ExampleProgram,
  examplesOfFolder,
  importsFor,
  recordingPromises,
} from "./source/example-programs.ts";
import { exportsOf } from "./source/exports.ts";
import { difference, plain, promises } from "./source/promised-value.ts";
import { root } from "./source/source-files.ts";

const packages = {
  credence: "credence",
  "@credence/tensor": "tensor",
  "@credence/lab": "lab",
  "@credence/tabular": "tabular",
  "@credence/tensor-blas": "tensor-blas",
};
const names = Object.fromEntries(
  Object.entries(packages).map(([specifier, folder]) => [
    specifier,
    [...new Set(exportsOf(`packages/${folder}/src/index.ts`).map(({ name }) => name.split(".")[0]!))],
  ]),
);

const ofDocstrings: readonly ExampleProgram[] = Object.values(packages)
  .flatMap((folder) => examplesOfFolder(`packages/${folder}/src`))
  .map(({ place, code }) => ({ place, code: importsFor(code, names) + code }));
// a page is one program: its blocks follow each other
const ofPages: readonly ExampleProgram[] = ["README.md", ...globSync(["docs/*.md", "packages/*/README.md"], { cwd: root })]
  .map((place) => ({ place, code: blocksOfPage(place).join("\n") }))
  .filter(({ code }) => code !== "");

const programs = [...ofDocstrings, ...ofPages];
const files = new Map(programs.map((program, i) => [program, `example-${i}.ts`]));

let folder: string;
let complaints: string;
beforeAll(async () => {
  await mkdir(join(root, "runs"), { recursive: true });
  // below the project, where its packages are found
  folder = await mkdtemp(join(root, "runs", "examples-"));
  const module = "../../test/source/promised-value.ts";
  await Promise.all(programs.map((program) => writeFile(join(folder, files.get(program)!), recordingPromises(program.code, module))));
  const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ extends: "../../tsconfig.json", compilerOptions, include: ["*.ts"] }));
  const compiler = join(root, "node_modules", ".bin", "tsc");
  complaints = await promisify(execFile)(compiler, ["-p", folder, "--pretty", "false"], { cwd: folder }).then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
}, 300_000);
afterAll(() => rm(folder, { recursive: true }));

test("the examples are found", () => {
  expect(ofDocstrings.length).toBeGreaterThan(35);
  expect(ofPages.map(({ place }) => place)).toContain("README.md");
});

test("no example is left out: each @example of a docstring is a program", () => {
  const text = "/**\n * What it does.\n * @example\n * add(1, 2) // => 3\n * @see somewhere\n */\n/**\n * ```ts\n * two();\n * ```\n */";
  expect(docstringExamples({ path: "a.ts", text })).toEqual([
    { place: "a.ts:3", code: "add(1, 2) // => 3" },
    { place: "a.ts:8", code: "two();" },
  ]);
});

test("a promise is kept to the digits that are written", async () => {
  const agrees = (value: unknown, expected: string) => difference({ value, expected }) === undefined;
  expect(agrees(Math.LN2, "0.6931")).toBe(true);
  expect(agrees(Math.LN2, "0.6932")).toBe(false);
  expect(agrees(await plain(new Float32Array([0.5, -2])), "[0.5, -2]")).toBe(true);
  expect(agrees([0.5, 2], "[0.5]")).toBe(false);
  expect(agrees([[1], [2]], "[1, 2]")).toBe(false);
  expect(agrees({ temperature: 2 }, "{ temperature: 2 }")).toBe(true);
  expect(agrees("laplace", '"laplace"')).toBe(true);
  expect(agrees("normal", '"laplace"')).toBe(false);
  expect(agrees(Number.NaN, "0")).toBe(false);
  expect(agrees([0.43, 114], "about [0.4, 100]")).toBe(true);
  expect(agrees([0.47, 114], "about [0.4, 100]")).toBe(false);
});

describe.each(programs)("$place", (program) => {
  test("compiles, strictly", () => {
    const own = complaints.split("\n").filter((line) => line.startsWith(`${files.get(program)}(`));
    expect(own).toEqual([]);
  });

  // test/readme.test.ts runs that one in a process of its own
  if (program.place === "README.md") return;
  test("runs and gives what it promises", async () => {
    promises.length = 0;
    const silent = vi.spyOn(console, "log").mockImplementation(() => {});
    try {
      await import(join(folder, files.get(program)!));
    } finally {
      silent.mockRestore();
    }
    expect(promises.map(difference).filter((found) => found !== undefined)).toEqual([]);
  });
});
