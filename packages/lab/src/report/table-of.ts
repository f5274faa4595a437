import type { Table } from "./figure.ts";

type Cell = string | number | null | undefined;

/** A column of a table over rows of one kind. */
export interface ColumnOf<Row> {
  readonly label: string;
  readonly of: (row: Row) => Cell;
  /** Digits after the point. */
  readonly digits?: number;
  /** True where all of it is the source's. */
  readonly published?: boolean;
  /** The published number of the same row: a column of its own behind this one, "LABEL, published". */
  readonly beside?: (row: Row) => Cell;
}

/** A table from its columns: each says how its cell of a row is found, and the published one that stands beside it. */
export function tableOf<Row>({
  rows,
  columns,
  ...said
}: Omit<Table, "columns" | "rows"> & { readonly rows: readonly Row[]; readonly columns: readonly ColumnOf<Row>[] }): Table {
  const all = columns.flatMap(({ beside, ...column }): ColumnOf<Row>[] =>
    beside ? [column, { ...column, label: `${column.label}, published`, of: beside, published: true }] : [column],
  );
  return { ...said, columns: all.map(({ of: _, ...column }) => column), rows: rows.map((row) => all.map(({ of }) => of(row) ?? null)) };
}
