import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bindingLimit, type Cost, type CostOfThreads, type PanelName, panelTitles } from "../bench/cost/cost.ts";
import { pageWith, picture } from "../bench/cost/draw-cost.ts";
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
    expect(Buffer.compare(picture(await kept()), await readFile(join(root, "docs", "cost.png")))).toBe(0);
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
      const { operations, bytes } = { operations: panels[name].map((one) => one.operations), bytes: panels[name].map((one) => one.bytes) };
      expect(of.points[name].map(({ size }) => size)).toEqual(panels[name].map(({ size }) => size));
      expect(of.points[name].map((point) => point.operations)).toEqual(operations);
      expect(of.points[name].map((point) => point.bytes)).toEqual(bytes);
    }
});

test("the operations and bytes of a step of one unit of width 100, 2 draws and 128 examples", () => {
  const { operations, bytes } = panels.width[0]!;
  // weights 784 x 100, 100 x 100, 100 x 10; three products each, but for the first layer's gradient of its inputs
  expect(operations).toBe(2 * 128 * 2 * (2 * 78_400 + 3 * 10_000 + 3 * 1000));
  expect(bytes).toBe(89_400 * (48 + 2 * 28));
});

test("the limit that is reached first is the one that takes longest", () => {
  const fixedMs = { width: 1, draws: 1, batch: 1, pool: 1 };
  const of: CostOfThreads = {
    threads: 1,
    peakGflops: 50,
    gigabytesPerSecond: 10,
    fixedMs,
    points: { width: [], draws: [], batch: [], pool: [] },
  };
  const at = (operations: number, bytes: number) => bindingLimit("width", { size: 1, ms: 1, operations, bytes }, of);
  expect(at(100e6, 10e6)).toEqual({ name: "arithmetic", ms: 2 });
  expect(at(100e6, 30e6)).toEqual({ name: "memory", ms: 3 });
  expect(at(1e6, 1e6)).toEqual({ name: "fixed cost", ms: 1 });
});
