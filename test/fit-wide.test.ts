import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type WideFit, withWideFit } from "../bench/fit-wide.ts";

const root = join(import.meta.dirname, "..");

test("docs/your-own-data.md says what results/fit-wide.json holds: npx node bench/fit-wide.ts", async () => {
  const kept = JSON.parse(await readFile(join(root, "results", "fit-wide.json"), "utf8")) as WideFit;
  const page = await readFile(join(root, "docs", "your-own-data.md"), "utf8");
  expect(withWideFit(page, kept)).toBe(page);
  expect(withWideFit(page, { ...kept, peakMiB: 4096 })).toContain("4,096 MiB at most");
});
