import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { operations } from "../../packages/lab/src/conformance/operations/index.ts";
import { importsOf, sourceFiles } from "../source/source-files.ts";
import { ownFiles } from "./case-files.ts";
import { suiteText } from "./suite.ts";
import { suites } from "./suites/index.ts";

const largestBytes = 30_000;

test("every suite has its file, and no other file lies there", () => {
  expect([...ownFiles.keys()].toSorted()).toEqual(Object.keys(suites).toSorted());
});

describe.each(Object.entries(suites))("%s", (suite, cases) => {
  const written = readFileSync(ownFiles.get(suite)!, "utf8");

  // after a change of a case: npx node test/conformance/generate.ts
  test("is what the generator writes", () => {
    expect(written).toBe(suiteText(suite, cases));
  });

  test("is small, and its cases have different names", () => {
    expect(Buffer.byteLength(written)).toBeLessThan(largestBytes);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });
});

test("every operation of the runner has a case", () => {
  const ops = Object.values(suites).flatMap((cases) => cases.map(({ op }) => op));
  expect(Object.keys(operations).filter((op) => !ops.includes(op))).toEqual([]);
});

test("the generator takes nothing from the packages it checks", () => {
  const files = sourceFiles("test/conformance").filter(({ path }) => !/\.test\.ts$|describe-with-cases/.test(path));
  expect(files.map(({ path }) => path)).toContain("test/conformance/suites/elbo.ts");
  const foreign = files.flatMap(({ path, code }) =>
    importsOf(code)
      .filter(({ specifier }) => !/^\.\.?\/[a-z-]+(\/index)?\.ts$|^node:/.test(specifier))
      .map(({ specifier }) => `${path}: ${specifier}`),
  );
  expect(foreign).toEqual([]);
});

test("a value that JSON has no word for is refused by its place", () => {
  const one = { name: "n", op: "o", input: { x: [1] }, rtol: 0, atol: 0, origin: "by hand" };
  expect(() => suiteText("s", [{ ...one, expected: { y: [1, Number.NaN] } }])).toThrow("s.0.expected.y.1 is NaN, expected a finite number");
});
