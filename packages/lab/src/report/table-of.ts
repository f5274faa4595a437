import { mean, spreadOf } from "../claims/quantity.ts";
import type { Runs } from "../claims/runs-of.ts";
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

/** What columns of a mean and its spread show of a row, and what is published of it. */
interface MeanOf<Row> {
  /** Of the mean. @default "mean" */
  readonly label?: string;
  readonly of: (row: Row) => readonly number[];
  readonly beside?: (row: Row, what: "mean" | "spread") => Cell;
}

/** Columns of the mean of several values and of their standard deviation, empty for one value. */
export const meanColumns = <Row>({ label = "mean", of, beside }: MeanOf<Row>): ColumnOf<Row>[] => [
  { label, digits: 2, of: (row) => mean(of(row)), ...(beside ? { beside: (row: Row) => beside(row, "mean") } : {}) },
  {
    label: "standard deviation",
    digits: 2,
    of: (row) => spreadOf(of(row)),
    ...(beside ? { beside: (row: Row) => beside(row, "spread") } : {}),
  },
];

/** The cell of a row that has runs: the mean of a value over them. */
export const meanOver =
  <One>(value: (one: One) => number | null | undefined) =>
  ({ runs }: { readonly runs: Runs<One> }): Cell =>
    runs.mean(value);
