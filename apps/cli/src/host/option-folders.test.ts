import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { optionFolders } from "./option-folders.ts";

const root = mkdtempSync(join(tmpdir(), "credence-folders-"));
const [data, models, lonely] = ["shared/data", "shared/reference/models", "other/data"].map((path) => join(root, path));
for (const folder of [data, models, lonely]) mkdirSync(folder, { recursive: true });
const experiment = { folders: { models: { variable: "CREDENCE_MODELS", besideData: "../reference/models" } } };

test.each<[string, { data?: string; environment: Record<string, string> }, object]>([
  ["the variable", { environment: { CREDENCE_MODELS: lonely, CREDENCE_DATA: data } }, { models: lonely }],
  ["beside CREDENCE_DATA", { environment: { CREDENCE_DATA: data } }, { models }],
  ["beside --data, which comes first", { data: lonely, environment: { CREDENCE_DATA: data } }, {}],
  ["an empty variable is none", { data, environment: { CREDENCE_MODELS: "" } }, { models }],
  ["nothing is named", { environment: {} }, {}],
])("a folder no option names: %s", (_, { data: named, environment }, expected) => {
  expect(optionFolders(experiment, { data: named, environment })).toEqual(expected);
});

test("a variable that names no folder is bad input", () => {
  const environment = { CREDENCE_MODELS: join(root, "missing") };
  expect(() => optionFolders(experiment, { data: undefined, environment })).toThrow(
    expect.objectContaining({ name: "BadInput", message: `CREDENCE_MODELS: ${join(root, "missing")} is no folder` }),
  );
});
