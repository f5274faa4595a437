import { expect, test } from "vitest";
import { runsOf } from "../claims/runs-of.ts";
import { meanColumns, meanOver, tableOf } from "./table-of.ts";

test("a table from its columns, the published number behind ours", () => {
  const table = tableOf({
    name: "error",
    title: "Test error",
    caption: "In %.",
    rows: [
      { network: "plain", ours: 1.9, theirs: 1.95 },
      { network: "dropout", ours: 1.4, theirs: undefined },
    ],
    columns: [
      { label: "Network", of: ({ network }) => network },
      { label: "Error", digits: 2, of: ({ ours }) => ours, beside: ({ theirs }) => theirs },
    ],
  });
  expect(table.columns).toEqual([
    { label: "Network" },
    { label: "Error", digits: 2 },
    { label: "Error, published", digits: 2, published: true },
  ]);
  expect(table.rows).toEqual([
    ["plain", 1.9, 1.95],
    ["dropout", 1.4, null],
  ]);
});

test("columns of a mean and its spread, each beside the published one where there is one", () => {
  const rows = [{ values: [1, 3] }, { values: [5] }];
  const beside = (row: (typeof rows)[number], what: "mean" | "spread") => (what === "mean" ? row.values[0]! / 2 : null);
  const table = tableOf({
    ...{ name: "n", title: "t", caption: "c" },
    rows,
    columns: meanColumns<(typeof rows)[number]>({ label: "error", of: ({ values }) => values, beside }),
  });
  expect(table.columns.map(({ label }) => label)).toEqual([
    ...["error", "error, published", "standard deviation", "standard deviation, published"],
  ]);
  expect(table.rows).toEqual([
    [2, 0.5, Math.SQRT2, null],
    [5, 2.5, null, null],
  ]);
  expect(
    tableOf({
      ...{ name: "n", title: "t", caption: "c" },
      rows,
      columns: meanColumns<(typeof rows)[number]>({ of: ({ values }) => values }),
    }).columns,
  ).toHaveLength(2);
});

test("a column of means over the runs of each row", () => {
  const rows = [
    { units: 10, runs: runsOf([{ error: 1 }, { error: 2 }]) },
    { units: 20, runs: runsOf<{ error: number }>([]) },
  ];
  const columns = [
    { label: "units", of: ({ units }: (typeof rows)[number]) => units },
    { label: "error", of: meanOver(({ error }: { error: number }) => error) },
  ];
  expect(tableOf({ name: "a", title: "A", caption: "A.", rows, columns }).rows).toEqual([
    [10, 1.5],
    [20, null],
  ]);
});
