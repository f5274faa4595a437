import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const experiments = "packages/experiments/src";
const read = (path: string) => readFile(join(root, path), "utf8");

/** Those of the sources; what stands beside the registry is of our own. Words stand in files of their own. */
const records = globSync(`${experiments}/*/**/*.json`, { cwd: root }).filter((path) => !/\/(texts|study)\.json$/.test(path));

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
