import { badInput, isBadInput } from "@credence/lab";
import { parquetMetadataAsync, parquetRead, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { type CellOptions, columnBuilder } from "../column-builder.ts";
import type { Cell, Table } from "../table.ts";
import type { ByteSource } from "./byte-source.ts";
import type { RoomOptions } from "./room.ts";

const rowsAtOnce = 50_000;

/** Reads a Parquet file, some rows at a time. @throws BadInput for one that is broken, has nested columns, or no rows */
export async function readParquet(source: ByteSource, options: CellOptions & RoomOptions = {}): Promise<Table> {
  const { name, byteLength } = source;
  const { mostMiB = 2048 } = options;
  const file = { byteLength, slice: async (start: number, end = byteLength) => (await source.slice(start, end)).slice().buffer };
  try {
    const metadata = await parquetMetadataAsync(file);
    const columns = parquetSchema(metadata).children.map(({ element, children }) => {
      if (children.length > 0) throw badInput(`${name}: column "${element.name}" holds values in values, expected plain ones`);
      return element.name;
    });
    const rows = Number(metadata.num_rows);
    if (rows === 0) throw badInput(`${name}: no rows, expected one or more`);
    const needed = (8 * rows * columns.length) / 2 ** 20;
    if (needed > mostMiB)
      throw badInput(`${name}: ${rows} rows of ${columns.length} columns take ${Math.ceil(needed)} MiB of memory, ${mostMiB} are allowed`);
    const builders = columns.map((column) => columnBuilder(column, options));
    for (let rowStart = 0; rowStart < rows; rowStart += rowsAtOnce)
      await parquetRead({
        file,
        metadata,
        compressors,
        columns,
        rowStart,
        rowEnd: Math.min(rows, rowStart + rowsAtOnce),
        onComplete(read) {
          for (const row of read as readonly (readonly Cell[])[])
            for (const [column, builder] of builders.entries()) builder.add(plainCell(row[column]));
        },
      });
    return { name, rows, columns: builders.map((builder) => builder.finish()), place: (row) => `${name}, row ${row + 1}` };
  } catch (error) {
    if (isBadInput(error)) throw error;
    throw badInput(`${name}: broken Parquet (${(error as Error).message.split("\n")[0]})`);
  }
}

/** What is neither a number, a text, a truth value nor a time is told by its text. */
function plainCell(cell: unknown): Cell {
  if (cell === null || cell === undefined || cell instanceof Date) return cell;
  if (["number", "bigint", "string", "boolean"].includes(typeof cell)) return cell as Cell;
  return JSON.stringify(cell);
}
