import { expect, test } from "vitest";
import { tableOf } from "./table-of.ts";

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
