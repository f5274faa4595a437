import { badInput } from "@credence/lab";
import { unzipSync } from "fflate";
import { type Table, tableOf } from "../table.ts";
import { expectUnzipped } from "./room.ts";

/** Rows of numbers with the width of a row. */
interface NpyArray {
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

type Getter = (view: DataView, at: number, littleEndian: boolean) => number;

/** How a value of a NumPy type is read: its bytes, and the reader. */
const types: Readonly<Record<string, readonly [bytes: number, get: Getter]>> = {
  f8: [8, (view, at, little) => view.getFloat64(at, little)],
  f4: [4, (view, at, little) => view.getFloat32(at, little)],
  i8: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  i4: [4, (view, at, little) => view.getInt32(at, little)],
  i2: [2, (view, at, little) => view.getInt16(at, little)],
  i1: [1, (view, at) => view.getInt8(at)],
  u8: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  u4: [4, (view, at, little) => view.getUint32(at, little)],
  u2: [2, (view, at, little) => view.getUint16(at, little)],
  u1: [1, (view, at) => view.getUint8(at)],
  b1: [1, (view, at) => view.getUint8(at)],
};

/** Reads an array of one or two axes that NumPy wrote: columns column_1, column_2, ... @throws BadInput for other types, shapes, and cut files */
export function readNpy(bytes: Uint8Array, name: string): Table {
  return tableOf(Object.fromEntries(columnsOf(arrayOf(bytes, name), "column")), { name });
}

/** Reads an archive of such arrays: columns are called after them, those of two axes NAME_1, NAME_2, ... @throws BadInput as `readNpy` */
export function readNpz(bytes: Uint8Array, name: string): Table {
  expectUnzipped(bytes, name);
  const columns = Object.entries(unzipped(bytes, name)).flatMap(([file, content]) =>
    file.endsWith(".npy") ? columnsOf(arrayOf(content, `${name}, ${file}`), file.slice(0, -4)) : [],
  );
  if (columns.length === 0) throw badInput(`${name}: no array in the archive, expected files of NumPy`);
  return tableOf(Object.fromEntries(columns), { name });
}

function unzipped(bytes: Uint8Array, name: string): Readonly<Record<string, Uint8Array>> {
  try {
    return unzipSync(bytes);
  } catch (error) {
    throw badInput(`${name}: a broken archive (${(error as Error).message}), expected a whole one`);
  }
}

function columnsOf({ values, rows, columns }: NpyArray, name: string): [string, Float64Array][] {
  const of = (column: number) => Float64Array.from({ length: rows }, (_, row) => values[row * columns + column]);
  if (columns === 1 && name !== "column") return [[name, of(0)]];
  return Array.from({ length: columns }, (_, column) => [`${name}_${column + 1}`, of(column)]);
}

function arrayOf(bytes: Uint8Array, name: string): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6] >= 2;
  const start = wide ? 12 : 10;
  const length = bytes.length < start ? 0 : wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const header = new TextDecoder("latin1").decode(bytes.subarray(start, start + length));
  const [, order, type] = /'descr':\s*'([<>|=])([fiub]\d)'/.exec(header) ?? [];
  const [, fortran] = /'fortran_order':\s*(True|False)/.exec(header) ?? [];
  const [, shape] = /'shape':\s*\(([^)]*)\)/.exec(header) ?? [];
  if (type === undefined || fortran === undefined || shape === undefined || !Object.hasOwn(types, type))
    throw badInput(`${name}: no array of numbers that is known, expected NumPy's floats, whole numbers or booleans`);
  const axes = shape
    .split(",")
    .map((size) => size.trim())
    .filter((size) => size !== "")
    .map(Number);
  if (axes.length < 1 || axes.length > 2) throw badInput(`${name}: an array of ${axes.length} axes, expected rows, or rows and columns`);
  const [rows, columns = 1] = axes;
  const [size, get] = types[type];
  const from = start + length;
  if (bytes.length - from < rows * columns * size)
    throw badInput(`${name}: cut, ${bytes.length} bytes, expected ${from + rows * columns * size}`);
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const place = fortran === "True" ? column * rows + row : row * columns + column;
      values[row * columns + column] = get(view, from + place * size, order !== ">");
    }
  return { values, rows, columns };
}
