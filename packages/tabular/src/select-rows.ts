import type { Table } from "./table.ts";

/** Some rows of a table, in the order given; each keeps its place in messages. */
export function selectRows(table: Table, rows: Int32Array): Table {
  return {
    name: table.name,
    rows: rows.length,
    columns: table.columns.map(({ name, numbers, codes, texts }) => ({
      name,
      numbers: Float64Array.from(rows, (row) => numbers[row]),
      ...(codes && { codes: Int32Array.from(rows, (row) => codes[row]) }),
      texts,
    })),
    place: (row) => table.place(rows[row]),
  };
}
