import { cp, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { codeDigest, codeIn, computingFolders } from "./code-digest.ts";

const root = await mkdtemp(join(tmpdir(), "credence-code-"));
afterAll(() => rm(root, { recursive: true }));
const folder = join(root, "src");

const rule = `import { type Tensor, multiply } from "../multiply.ts";
import type { Shape } from "shapes";

/** d square(x) = 2 x dx */
export const square = (x: Tensor, dy: Tensor): Tensor => multiply(multiply(x, dy), 2); // the chain rule
`;

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}
const digest = () => codeDigest({ tensor: folder });

beforeEach(async () => {
  await rm(folder, { recursive: true, force: true });
  await write("autodiff/rules.ts", rule);
  await write("multiply.ts", "export const multiply = (a: number, b: number) => a * b;\n");
});

/** Writes over the rule, and says whether the digest moved. */
async function moves(change: () => Promise<unknown>): Promise<boolean> {
  const before = digest();
  await change();
  return digest() !== before;
}
const editsTo = (from: string, to: string) => moves(() => write("autodiff/rules.ts", rule.replace(from, to)));

describe("what leaves the digest", () => {
  test.each([
    ["a comment", "2 x dx", "twice x dx"],
    ["a comment behind code", " // the chain rule", ""],
    ["a type", "dy: Tensor", "dy: Readonly<Tensor>"],
    ["a type among values imported", "type Tensor, multiply", "multiply, type Tensor"],
    ["an import of types", `import type { Shape } from "shapes";\n`, ""],
    ["layout", "multiply(x, dy), 2)", "multiply(\n    x,\n    dy,\n  ),\n  2,\n)"],
    ["quotes", `"../multiply.ts"`, `'../multiply.ts'`],
  ])("%s", async (_, from, to) => {
    expect(rule).toContain(from);
    expect(await editsTo(from, to)).toBe(false);
  });

  test.each([
    ["a test", "autodiff/rules.test.ts"],
    ["what only tests use", "testing/check.ts"],
    ["declarations", "index.d.ts"],
    ["what is no code", "notes.md"],
  ])("%s", async (_, path) => {
    expect(await moves(() => write(path, "export const more = 1;\n"))).toBe(false);
  });

  test("a file of types alone", async () => {
    expect(await moves(() => write("shape.ts", "export type Shape = readonly number[];\n"))).toBe(false);
    expect(await moves(() => write("shape.ts", "export interface Shape { readonly rank: number }\n"))).toBe(false);
  });

  test("where the folder lies", async () => {
    const elsewhere = join(root, "elsewhere");
    await cp(folder, elsewhere, { recursive: true });
    expect(codeDigest({ tensor: elsewhere })).toBe(digest());
  });
});

describe("what moves the digest", () => {
  test.each([
    ["an operator", "dy), 2)", "dy), -2)"],
    ["a constant", "2);", "2.0000001);"],
    ["an order of arguments", "multiply(x, dy)", "multiply(dy, x)"],
    ["where an import comes from", "../multiply.ts", "../other.ts"],
  ])("%s", async (_, from, to) => {
    expect(rule).toContain(from);
    expect(await editsTo(from, to)).toBe(true);
  });

  test("a file of code, its path, and the package it is of", async () => {
    expect(await moves(() => write("more.ts", "export const more = 1;\n"))).toBe(true);
    expect(await moves(() => rename(join(folder, "more.ts"), join(folder, "less.ts")))).toBe(true);
    expect(codeDigest({ credence: folder })).not.toBe(digest());
  });

  test("code that the parser does not know, by its text", async () => {
    await write("later.ts", "export const x = 1 |> twice; // one\n");
    expect(await moves(() => write("later.ts", "export const x = 2 |> twice; // one\n"))).toBe(true);
  });
});

test("installed JavaScript has a digest too, in which an operator counts and a comment does not", async () => {
  await rm(folder, { recursive: true });
  await write("index.js", "export const area = (a, b) => a * b; // square metres\n");
  expect(await moves(() => write("index.js", "export const area = (a, b) => a * b;\n"))).toBe(false);
  expect(await moves(() => write("index.js", "export const area = (a, b) => a + b;\n"))).toBe(true);
});

test("the library's own code: gradients and methods are in it, as code without comments, and no test is", () => {
  const code = codeIn(computingFolders());
  expect(code.get("@credence/tensor/autodiff/rules.ts")).toMatch(/^import.*export const rules/);
  expect(code.get("credence/inference/methods/map.ts")).toMatch(/^import.*export function map\(options\)/);
  expect([...code.keys()].filter((path) => /\.test\.|\/testing\//.test(path))).toEqual([]);
  expect([...code.values()].filter((text) => /^\s*(\/\*|\/\/)/m.test(text))).toEqual([]);
  expect(codeDigest(computingFolders())).toMatch(/^[0-9a-f]{64}$/);
});
