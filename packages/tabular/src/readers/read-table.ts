import { badInput } from "@credence/lab";
import type { Table } from "../table.ts";
import type { ByteSource } from "./byte-source.ts";
import { type CsvOptions, readCsv } from "./csv.ts";
import { readExcel } from "./excel.ts";
import { readNpy, readNpz } from "./npy.ts";
import { readParquet } from "./parquet.ts";

/** How a file is read; what a format has no use for is ignored. */
export interface ReadOptions extends CsvOptions {}

/** Formats that are held whole while they are read are no larger than this. */
const mostHeld = 2 ** 29;

/**
 * Reads a table: CSV, gzipped or not, Parquet, Excel (.xlsx), or an array or archive of NumPy. The first bytes tell which.
 * @throws BadInput in one line for a file that is none, or is broken
 */
export async function readTable(file: ByteSource, options: ReadOptions = {}): Promise<Table> {
  const first = String.fromCharCode(...(await file.slice(0, 6)));
  if (first.startsWith("PAR1")) return readParquet(file, options);
  if (first.startsWith("\x93NUMPY")) return readNpy(await whole(file), file.name);
  // an old Excel file
  if (first.startsWith("\xD0\xCF\x11\xE0")) throw badInput(`${file.name}: an .xls file, expected .xlsx: save it as that`);
  if (!first.startsWith("PK")) return readCsv(file, options);
  const bytes = await whole(file);
  return file.name.endsWith(".npz") ? readNpz(bytes, file.name) : readExcel(bytes, { ...options, name: file.name });
}

async function whole(file: ByteSource): Promise<Uint8Array> {
  if (file.byteLength > mostHeld)
    throw badInput(
      `${file.name}: ${Math.round(file.byteLength / 2 ** 20)} MiB, ${mostHeld / 2 ** 20} are allowed of this format; save it as CSV or Parquet`,
    );
  return file.slice(0, file.byteLength);
}
