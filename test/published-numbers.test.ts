import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const experiments = "packages/experiments/src";
const read = (path: string) => readFile(join(root, path), "utf8");

const beside = globSync(`${experiments}/*/**/*.json`, { cwd: root });
const named = (name: string) => beside.filter((path) => path.endsWith(`/${name}.json`));
const records = named("published");

test("data beside an experiment is what its sources publish and where each stands, what it says, why a claim fails, or how much its budgets do", () => {
  const known = [records, named("texts"), named("reasons"), named("budgets"), named("study"), named("places"), named("forms")].flat();
  expect(beside.filter((path) => !known.includes(path))).toEqual([]);
});

test.each(named("budgets"))("%s has the three budgets, with the same settings", async (path) => {
  const budgets = JSON.parse(await read(path)) as Record<string, object>;
  expect(Object.keys(budgets)).toEqual(["smoke", "default", "paper"]);
  for (const settings of Object.values(budgets)) expect(Object.keys(settings)).toEqual(Object.keys(budgets.paper!));
});

test.each([...named("texts"), ...named("reasons")])("%s: no text stands empty, and no name in braces is left open", async (path) => {
  const texts = leaves(JSON.parse(await read(path))).filter((leaf) => typeof leaf === "string");
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) expect(text).toMatch(/^(?:[^{}]|\{[^{}]+\})+$/);
});

describe.each(records)("%s", (path) => {
  test("holds records of numbers with a unit and an origin, and no words", async () => {
    const all = Object.entries(JSON.parse(await read(path)) as Record<string, { unit?: unknown; origin?: unknown; values?: unknown }>);
    expect(all.length).toBeGreaterThan(0);
    for (const [name, record] of all) {
      expect(
        Object.keys(record).filter((key) => !["unit", "origin", "by", "values"].includes(key)),
        name,
      ).toEqual([]);
      expect(record.unit, `${name}: unit`).toMatch(/\S/);
      expect(record.origin, `${name}: origin`).toMatch(/\S/);
      expect(
        leaves(record.values).filter((leaf) => leaf !== null && typeof leaf !== "number"),
        name,
      ).toEqual([]);
    }
  });
});

test("no array of more than 12 numbers stands in an experiment's TypeScript", async () => {
  const files = globSync(`${experiments}/**/*.ts`, { cwd: root });
  const found: string[] = [];
  for (const path of files) {
    for (const [list] of (await read(path)).matchAll(/\[(?:\s*-?[\d._e+-]+\s*,){12,}[^\]]*\]/g))
      found.push(`${path}: ${list.slice(0, 40)}`);
  }
  expect(files.length).toBeGreaterThan(20);
  expect(found.filter((line) => !line.includes(".test.ts"))).toEqual([]);
});

function leaves(value: unknown): unknown[] {
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(leaves) : [value];
}
