import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunResult } from "@credence/lab";
import { describe, expect, test } from "vitest";
import { experiments } from "./index.ts";

const kept = join(import.meta.dirname, "../../../results");
const runs = readdirSync(kept, { withFileTypes: true }).filter((entry) => entry.isDirectory());

describe.each(runs)("the figures and tables of results/$name", async ({ name }) => {
  const result = JSON.parse(readFileSync(join(kept, name, "result.json"), "utf8")) as RunResult;
  const experiment = await experiments[result.experiment]();
  const [figures, tables] = [experiment.figures(result.values), experiment.tables(result.values)];

  test.each(figures)("$name: a finding with a number, and a caption of at most 60 words and two sentences", ({ finding = "", caption }) => {
    expect(finding).toMatch(/^[A-Z0-9].*\.$/);
    expect(finding).toMatch(/\d/);
    expect(finding).not.toMatch(/NaN|undefined|Infinity|null/);
    expect(finding.split(/\s+/).length).toBeLessThanOrEqual(35);
    expect(caption.split(/\s+/).length).toBeLessThanOrEqual(60);
    expect(caption.match(/[.?!](?=\s|$)/g)?.length, caption).toBeLessThanOrEqual(2);
  });

  if (tables.length > 0)
    test.each(tables)("table $name: a caption of at most 60 words", ({ caption }) => {
      expect(caption.split(/\s+/).length).toBeLessThanOrEqual(60);
    });
});
