import { expect, test } from "vitest";
import { exportsOf } from "./source/exports.ts";

/** What a user of the library imports side by side. */
const packages = ["tensor", "tensor-blas", "credence", "tabular"];
const namesOf = (name: string): string[] => exportsOf(`packages/${name}/src/index.ts`).map((exported) => exported.name);

test("no public name belongs to two packages of the library: what a file imports needs no `as`", () => {
  const owners = new Map<string, string[]>();
  for (const name of packages) for (const exported of new Set(namesOf(name))) owners.set(exported, [...(owners.get(exported) ?? []), name]);
  expect([...owners].filter(([, packages]) => packages.length > 1)).toEqual([]);
  expect(owners.get("randomNormal")).toEqual(["tensor"]);
  expect(owners.get("normal")).toEqual(["credence"]);
});
