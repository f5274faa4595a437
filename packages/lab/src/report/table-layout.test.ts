import { expect, test } from "vitest";
import type { Table } from "./figure.ts";
import { tableLayout } from "./table-layout.ts";

const tableWith = (measures: number, networks: readonly string[], published: "beside" | "none" = "none"): Table => ({
  ...{ name: "t", title: "t", caption: "t" },
  columns: [
    { label: "Network" },
    ...Array.from({ length: measures }, (_, i) => ({
      ...{ label: `some measure of ours ${i}`, digits: 2 },
      ...(published === "beside" && i % 2 === 1 ? { published: true } : {}),
    })),
  ],
  rows: networks.map((name, row) => [name, ...Array.from({ length: measures }, (_, i) => row + i / 100)]),
});
const heads = (table: Table) => tableLayout(table).map((part) => part.heads.map(({ text }) => text));

test("a table that a screen holds stays as it is, and on a phone becomes cards where it is wider", () => {
  expect(heads(tableWith(3, ["plain", "dropout"]))).toHaveLength(1);
  expect(tableLayout(tableWith(2, ["a"]))[0]?.cards).toBe(false);
  expect(tableLayout(tableWith(6, ["a"]))[0]?.cards).toBe(true);
});

test("a wide table of few rows is turned: measures below each other, the published one below ours", () => {
  const [part, ...others] = tableLayout(tableWith(14, ["plain", "dropout"], "beside"));
  expect(others).toEqual([]);
  expect(part?.heads.map(({ text }) => text)).toEqual(["Network", "plain", "dropout"]);
  expect(part?.rows.map(([head]) => head?.source)).toEqual(Array.from({ length: 14 }, (_, i) => i % 2 === 1));
  expect(part?.rows[3]?.map(({ text }) => text)).toEqual(["some measure of ours 3", "0.03", "1.03"]);
});

test("a wide table of many rows is split, what a row is about in each part, a published column with ours", () => {
  const names = Array.from({ length: 16 }, (_, i) => `the network called ${i}`);
  const parts = heads(tableWith(14, names, "beside"));
  expect(parts.length).toBeGreaterThan(1);
  for (const part of parts) expect(part[0]).toBe("Network");
  const measures = parts.flatMap((part) => part.slice(1));
  expect(measures).toEqual(Array.from({ length: 14 }, (_, i) => `some measure of ours ${i}`));
  for (const part of parts) expect((part.length - 1) % 2).toBe(0);
});
