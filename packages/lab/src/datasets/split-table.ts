import { badInput, type Host, isBadInput } from "../host.ts";
import type { DataSet } from "./data-set.ts";

/** A table of numbers with a target, and the rows that each of several published splits tests on. */
export interface SplitTable {
  /** Name of its folder. */
  readonly name: string;
  /** How many rows. */
  readonly rows: number;
  /** Names of the columns of x. */
  readonly features: readonly string[];
  /** [rows, features], row-major. */
  readonly x: Float64Array;
  /** [rows] */
  readonly y: Float64Array;
  /** Rows, from 0, of the test part of each split; all others train. */
  readonly test: readonly Int32Array[];
  /** SHA-256 of the two files as they were read. */
  readonly sha256: { readonly data: string; readonly splits: string };
}

/** The two files of a table: comma-separated numbers whose last column is the target, y, and the splits, both gzipped. */
export const splitTableFiles = (folder: string) => ({ data: `${folder}/data.csv.gz`, splits: `${folder}/splits.json.gz` });

interface Source {
  readonly read: Parameters<DataSet<unknown>["parse"]>[0];
  readonly host: Pick<Host, "gunzip" | "sha256">;
}

/** Reads a table from its two files in `folder`. @throws BadInput, one line with file and line, for what is not of this form */
export async function readSplitTable(folder: string, { read, host }: Source): Promise<SplitTable> {
  const paths = splitTableFiles(folder);
  const [data, splits] = [await read(paths.data), await read(paths.splits)];
  const table = parseTable(await textOf(data, paths.data, host), paths.data);
  const test = parseSplits(await textOf(splits, paths.splits, host), { path: paths.splits, rows: table.rows });
  const sha256 = { data: await host.sha256(data), splits: await host.sha256(splits) };
  return { name: folder.slice(folder.lastIndexOf("/") + 1), ...table, test, sha256 };
}

async function textOf(bytes: Uint8Array, path: string, host: Pick<Host, "gunzip">): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await host.gunzip(bytes));
  } catch (error) {
    if (isBadInput(error)) throw badInput(`${path}: ${error.message}`);
    throw error instanceof TypeError ? badInput(`${path}: no text in UTF-8`) : error;
  }
}

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** A header of column names that ends with y, then a row of numbers a line. @throws BadInput with the line */
export function parseTable(text: string, path: string): Pick<SplitTable, "rows" | "features" | "x" | "y"> {
  const [header, ...lines] = text.trimEnd().split(/\r?\n/);
  const names = header!.split(",").map((name) => name.trim());
  if (names.length < 2 || names.at(-1) !== "y")
    throw badInput(`${path}, line 1: ${JSON.stringify(header!.slice(0, 60))}, expected names of columns, the last of them y`);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw badInput(`${path}, line 1: column ${JSON.stringify(twice)} stands twice`);
  if (lines.length === 0) throw badInput(`${path}: no rows after the header, expected some`);
  const features = names.slice(0, -1);
  const [x, y] = [new Float64Array(lines.length * features.length), new Float64Array(lines.length)];
  for (const [row, line] of lines.entries()) {
    const cells = line.split(",");
    const where = `${path}, line ${row + 2}`;
    if (cells.length !== names.length) throw badInput(`${where}: ${cells.length} values, expected ${names.length}`);
    for (const [column, cell] of cells.entries()) {
      const value = number.test(cell.trim()) ? Number(cell) : Number.NaN;
      if (!Number.isFinite(value)) throw badInput(`${where}: ${names[column]} is ${JSON.stringify(cell)}, expected a finite number`);
      if (column === features.length) y[row] = value;
      else x[row * features.length + column] = value;
    }
  }
  return { rows: lines.length, features, x, y };
}

/** `{"test": [[rows of split 0], ...]}`. @throws BadInput for rows that are not there or stand twice, and a split that leaves none to train */
export function parseSplits(text: string, { path, rows }: { readonly path: string; readonly rows: number }): Int32Array[] {
  const { test } = objectOf(text, path);
  const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.length > 0;
  if (!isList(test)) throw badInput(`${path}: "test" is no list of splits, expected one list of row numbers for each split`);
  return test.map((split, k) => {
    const where = `${path}: test[${k}]`;
    if (!isList(split)) throw badInput(`${where} is no list of row numbers, expected one or more`);
    const seen = new Set<unknown>();
    for (const row of split) {
      if (!(Number.isInteger(row) && (row as number) >= 0 && (row as number) < rows))
        throw badInput(`${where} has row ${JSON.stringify(row)}, expected whole numbers from 0 to ${rows - 1}`);
      if (seen.has(row)) throw badInput(`${where} has row ${row} twice`);
      seen.add(row);
    }
    if (seen.size === rows) throw badInput(`${where} has all ${rows} rows, expected some to be left for training`);
    return Int32Array.from(split as readonly number[]);
  });
}

function objectOf(text: string, path: string): { readonly test?: unknown } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw badInput(`${path}: no JSON, ${(error as Error).message}`);
  }
  if (parsed === null || typeof parsed !== "object") throw badInput(`${path}: ${JSON.stringify(parsed)}, expected an object with "test"`);
  return parsed;
}
