import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { experiments, sources } from "@credence/experiments";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const keys = [...(await readFile(join(root, "REFERENCES.md"), "utf8")).matchAll(/^- \*\*(.+?)\*\*:/gm)].map(([, key]) => key!);

test("no key stands twice", () => {
  expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual([]);
});

test("every key of a docstring stands in REFERENCES.md", async () => {
  const files = globSync("{packages,apps}/*/{src,assembly}/**/*.ts", { cwd: root });
  const named: string[] = [];
  const unknown: string[] = [];
  for (const file of files)
    for (const [line] of (await readFile(join(root, file), "utf8")).matchAll(/@see.*/g))
      for (const [key] of line.matchAll(/\b[a-z]+(?:19|20)\d\d[a-z]*\b/g)) {
        named.push(key);
        if (!keys.includes(key)) unknown.push(`${file}: ${key}`);
      }
  expect(named).toContain("blundell2015");
  expect(unknown).toEqual([]);
});

test("every experiment is our own, or names a source that stands in REFERENCES.md and has a title for its book", async () => {
  for (const load of Object.values(experiments)) {
    const { name, source } = await load();
    if (source === "credence") continue;
    expect(keys, `source of ${name}`).toContain(source);
    expect(
      sources.map((one) => one.name),
      `source of ${name}`,
    ).toContain(source);
  }
});
