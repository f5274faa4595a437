import { badInput } from "@credence/lab";
import { type Cell, type ModelCard, predictionColumns, type TabularModel, tableOf } from "@credence/tabular";
import { predictionAt } from "./prediction-at.ts";

/** Rows of one request, at most. */
const mostRows = 10_000;

/** What a request may hold, by column, and what it is answered with. */
export function schemaOf({ task, target, code, features, options }: ModelCard): object {
  return {
    task,
    target,
    level: options.level,
    ...(code.kind === "class" ? { classes: code.classes } : {}),
    columns: features.map((feature) =>
      feature.kind === "category"
        ? { name: feature.name, kind: feature.kind, levels: feature.levels }
        : { name: feature.name, kind: feature.kind, ...rangeOf(feature) },
    ),
  };
}

const day = 86_400_000;

function rangeOf({
  kind,
  least,
  greatest,
}: {
  readonly kind: "number" | "date";
  readonly least: number;
  readonly greatest: number;
}): object {
  return kind === "number"
    ? { least, greatest }
    : { least: new Date(least * day).toISOString(), greatest: new Date(greatest * day).toISOString() };
}

/**
 * Predicts one row, or all of `{ "rows": [...] }`, in the same form. Cells are read as those of the model's own table were.
 * @throws BadInput by row and column
 */
export async function answerRows(model: TabularModel, given: unknown): Promise<unknown> {
  const several = isObject(given) && Array.isArray(given.rows) ? (given.rows as readonly unknown[]) : undefined;
  const rows = several ?? [given];
  if (rows.length === 0 || rows.length > mostRows) throw badInput(`${rows.length} rows, expected 1 to ${mostRows}`);
  const table = tableOf(
    rows.map((row, index) => expectRow(model.card, row, index)),
    { ...model.card.data.reading, name: "request" },
  );
  const columns = predictionColumns(await model.predict(table));
  const answers = rows.map((_, row) => predictionAt(columns, row));
  return several ? { predictions: answers } : answers[0];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** @throws BadInput unless it is an object with a plain value for each column */
function expectRow({ features }: ModelCard, row: unknown, index: number): Readonly<Record<string, Cell>> {
  const where = `request, row ${index + 1}`;
  if (!isObject(row)) throw badInput(`${where}: expected an object with a value for each column, or { "rows": [...] }`);
  const cells = features.map(({ name, kind }) => {
    if (!Object.hasOwn(row, name)) throw badInput(`${where}: no "${name}", expected a ${kind} or null`);
    const cell = row[name];
    if (cell !== null && !["number", "string", "boolean"].includes(typeof cell))
      throw badInput(`${where}, column "${name}": ${Array.isArray(cell) ? "a list" : "an object"}, expected a ${kind} or null`);
    return [name, cell as Cell] as const;
  });
  return Object.fromEntries(cells);
}
