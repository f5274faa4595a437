import { badInput, isBadInput } from "@credence/lab";
import { readSheet } from "read-excel-file/universal";
import { type CellOptions, columnBuilder } from "../column-builder.ts";
import type { Cell, Table } from "../table.ts";
import { expectUnzipped } from "./room.ts";

/** Reads the first sheet of an Excel file, whose first row names the columns. @throws BadInput for one that is broken, a header with gaps, or no rows */
export async function readExcel(bytes: Uint8Array, { name, ...options }: CellOptions & { readonly name: string }): Promise<Table> {
  expectUnzipped(bytes, name);
  const [header, ...rows] = await sheetOf(bytes, name);
  if (header === undefined || rows.length === 0) throw badInput(`${name}: no rows below the header, expected one or more`);
  const columns = header.map((cell, index) => (cell === null ? `column_${index + 1}` : String(cell).trim()));
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined) throw badInput(`${name}: two columns are named "${twice}", expected a name each`);
  const builders = columns.map((column) => columnBuilder(column, options));
  for (const row of rows) for (const [index, builder] of builders.entries()) builder.add(row[index]);
  return { name, rows: rows.length, columns: builders.map((builder) => builder.finish()), place: (row) => `${name}, row ${row + 2}` };
}

async function sheetOf(bytes: Uint8Array, name: string): Promise<readonly (readonly Cell[])[]> {
  try {
    return (await readSheet(bytes.slice().buffer)) as unknown as readonly (readonly Cell[])[];
  } catch (error) {
    if (isBadInput(error)) throw error;
    throw badInput(`${name}: broken Excel (${(error as Error).message.split("\n")[0]})`);
  }
}
