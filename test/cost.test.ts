import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { pageWith, picture } from "../bench/cost/draw-cost.ts";
import { bindingLimit, type Cost, type CostOfThreads, type PanelName, panelTitles } from "../bench/cost/measurements.ts";
import { panels } from "../bench/cost/units-of-work.ts";

const root = join(import.meta.dirname, "..");
const kept = async () => JSON.parse(await readFile(join(root, "results", "cost.json"), "utf8")) as Cost;
const names = Object.keys(panelTitles) as PanelName[];

describe("docs/performance.md", () => {
  test("says what results/cost.json holds: npm run cost -- --draw", async () => {
    const page = await readFile(join(root, "docs", "performance.md"), "utf8");
    expect(pageWith(page, await kept())).toBe(page);
  });

  test("shows what it holds", async () => {
    expect(Buffer.compare(picture(await kept()), await readFile(join(root, "docs", "pictures", "cost.png")))).toBe(0);
  });

  test("has its marks", async () => {
    const cost = await kept();
    expect(() => pageWith("# Performance\n", cost)).toThrow("cost: the page lacks the lines");
  });
});

test("the measurements are of every size, on one thread and on two", async () => {
  const { threads } = await kept();
  expect(threads.map((of) => of.threads)).toEqual([1, 2]);
  for (const of of threads)
    for (const name of names) {
      expect(of.points[name].map(({ ms: _, ...point }) => point)).toEqual(panels[name].map(({ work: _, ...least }) => least));
    }
});

test("the operations and bytes of a step of one unit of width 100, 2 draws and 128 examples", () => {
  const { operations, bytes, normals, exponentials } = panels.width[0]!;
  // weights 784 x 100, 100 x 100, 100 x 10; three products each, but for the first layer's gradient of its inputs
  expect(operations).toBe(2 * 128 * 2 * (2 * 78_400 + 3 * 10_000 + 3 * 1000));
  expect(bytes).toBe(89_400 * (48 + 2 * 28));
  expect(normals).toBe(2 * 89_400);
  expect(exponentials).toBe(4 * 89_400 + 128 * 2 * 11);
});

test("the limit that is reached first is the one that takes longest", () => {
  const fixedMs = { width: 1, draws: 1, batch: 1, pool: 1 };
  const of: CostOfThreads = {
    threads: 1,
    peakGflops: 50,
    gigabytesPerSecond: 10,
    normalsPerSecond: 1e9,
    exponentialsPerSecond: 2e9,
    fixedMs,
    points: { width: [], draws: [], batch: [], pool: [] },
  };
  const at = (operations: number, bytes: number, functions = 0) =>
    bindingLimit("width", { size: 1, ms: 1, operations, bytes, normals: functions, exponentials: functions }, of);
  expect(at(100e6, 10e6)).toEqual({ name: "arithmetic", ms: 2, together: 4 });
  expect(at(100e6, 30e6)).toEqual({ name: "memory", ms: 3, together: 6 });
  expect(at(100e6, 10e6, 4e6)).toEqual({ name: "functions", ms: 6, together: 10 });
  expect(at(0, 0)).toEqual({ name: "fixed cost", ms: 1, together: 1 });
});
