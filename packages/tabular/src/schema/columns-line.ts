import { type ColumnKind, columnKinds, type Schema } from "./schema.ts";

/** Names of a kind that are told; a table of many columns has them in its report. */
const mostNames = 6;

const plurals: Readonly<Partial<Record<ColumnKind, string>>> = { category: "categories" };

/** What columns were taken for: "2 numbers (x, z), 1 date (sold)". */
export function columnsLine(schema: Schema): string {
  const kinds = columnKinds.flatMap((kind) => {
    const names = schema.filter((column) => column.kind === kind).map(({ name }) => name);
    if (names.length === 0) return [];
    const shown = names.length > mostNames ? [...names.slice(0, mostNames), "..."] : names;
    return [`${names.length} ${names.length === 1 ? kind : (plurals[kind] ?? `${kind}s`)} (${shown.join(", ")})`];
  });
  return `columns: ${kinds.join(", ")}; --column name=kind says otherwise`;
}
