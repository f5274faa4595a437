import { badInput } from "@credence/lab";
import Papa from "papaparse";
import { type CellOptions, type ColumnBuilder, columnBuilder, parseNumber } from "../column-builder.ts";
import type { Table } from "../table.ts";
import { type ByteSource, byteSource } from "./byte-source.ts";
import { decodedText } from "./decoded-text.ts";
import { gunzipped } from "./gunzipped.ts";
import { expectRoom, type RoomOptions } from "./room.ts";

/** How a CSV file is read. */
export interface CsvOptions extends CellOptions, RoomOptions {
  /** What stands between cells. @default guessed from the first lines */
  readonly delimiter?: string;
  /** Of a file without a byte order mark. @default "utf-8" */
  readonly encoding?: string;
}

/** A row or a field longer than this is a quote that was never closed. */
const longestRow = 16 * 2 ** 20;
const sampleSize = 2 ** 16;

/**
 * Reads CSV, gzipped or not: the delimiter is guessed, a byte order mark and line breaks inside quotes are understood, the first line names the columns.
 * A blank line of a single column is a missing cell, so that rows keep their places; of several it is skipped. The file is streamed and held by column, 8 bytes
 * a cell.
 * @throws BadInput in one line, with the line of the file: rows of another length, quotes left open, bytes of another encoding, no rows, columns named twice
 * @example
 * (await readCsv("x;y\n1;2\n3;4\n")).rows // => 2
 */
export async function readCsv(source: ByteSource | string | Uint8Array, options: CsvOptions = {}): Promise<Table> {
  const file = typeof source === "string" || source instanceof Uint8Array ? byteSource(source) : source;
  const [first, second] = await file.slice(0, 2);
  const zipped = first === 0x1f && second === 0x8b;
  const bytes = zipped ? gunzipped(file.name, file.stream()) : file.stream();
  const reader = rowReader(file.name, options);
  let text = "";
  let begun = false;
  // looked at again once it is twice as long as what no row was found in: a row of many pieces is not parsed at each of them
  let enough = sampleSize;
  for await (const piece of decodedText(file.name, bytes, options.encoding)) {
    text += piece;
    if (text.length < enough) continue;
    if (!begun) expectRoom(file, { sample: text, zipped, ...options });
    begun = true;
    // half of a line break may be in the next piece
    const whole = text.endsWith("\r") ? text.slice(0, -1) : text;
    text = reader.take(whole, { last: false }) + text.slice(whole.length);
    if (text.length > longestRow) throw badInput(`${file.name}, line ${reader.line()}: a row of more than 16 MiB, is a quote left open?`);
    enough = Math.max(sampleSize, 2 * text.length);
  }
  reader.take(text, { last: true });
  return reader.finish();
}

interface RowReader {
  /** Takes whole rows; gives back what is left of the text. */
  take(text: string, place: { readonly last: boolean }): string;
  /** Of the file, of the next row. */
  line(): number;
  finish(): Table;
}

function rowReader(name: string, options: CsvOptions): RowReader {
  let parser: Papa.Parser | undefined;
  let builders: readonly ColumnBuilder[] | undefined;
  let line = 1;
  const lines: number[] = [];

  function addRow(cells: readonly string[]): void {
    const blank = cells.length === 1 && cells[0].trim() === "";
    // of a single column, a missing cell
    if (builders === undefined) {
      if (!blank) builders = headerOf(name, cells).map((column) => columnBuilder(column, options));
    } else if (!blank || builders.length === 1) {
      if (cells.length !== builders.length)
        throw badInput(
          `${name}, line ${line}: ${cells.length} cells, expected ${builders.length} as in the header (delimiter ${JSON.stringify(delimiterOf(parser!))})`,
        );
      for (let column = 0; column < cells.length; column++) builders[column].add(cells[column]);
      lines.push(line);
    }
    line += 1;
    for (const cell of cells) if (cell.includes("\n")) line += cell.split("\n").length - 1;
  }

  return {
    take(given, { last }) {
      const text = given.includes("\r") ? given.replaceAll(/\r\n?/g, "\n") : given;
      parser ??= parserOf(text, options);
      const { data, errors, meta } = parser.parse(text, 0, !last) as Papa.ParseResult<string[]>;
      // the line break at the end of a file ends its last row and begins none
      if (last && text.endsWith("\n")) data.pop();
      const fault = errors.find((error) => (error.row ?? 0) < data.length || last);
      for (const [index, cells] of data.entries()) {
        if (fault && index === fault.row) break;
        addRow(cells);
      }
      if (fault) throw badInput(`${name}, line ${line}: ${faultText(fault.code)}`);
      return last ? "" : text.slice(meta.cursor);
    },
    line: () => line,
    finish() {
      if (builders === undefined) throw badInput(`${name}: empty, expected a first line with the names of the columns`);
      if (lines.length === 0) throw badInput(`${name}: no rows below the header, expected one or more`);
      const columns = builders.map((builder) => builder.finish());
      return { name, rows: lines.length, columns, place: (row) => `${name}, line ${lines[row]}` };
    },
  };
}

const delimiters = new WeakMap<Papa.Parser, string>();
const delimiterOf = (parser: Papa.Parser): string => delimiters.get(parser) ?? ",";

function parserOf(sample: string, { delimiter }: CsvOptions): Papa.Parser {
  // whole lines: a cut one, or an empty one, would count as a row of another width
  const lines = sample.slice(0, sampleSize).split("\n");
  const whole = (lines.length > 1 ? lines.slice(0, -1) : lines).join("\n");
  const guessed = delimiter ?? (Papa.parse(whole, { preview: 20, newline: "\n", skipEmptyLines: "greedy" }).meta.delimiter || ",");
  const parser = new Papa.Parser({ delimiter: guessed, newline: "\n" });
  delimiters.set(parser, guessed);
  return parser;
}

const faultText = (code: string): string =>
  code === "MissingQuotes"
    ? "a quote is never closed"
    : "text after a closing quote, expected a delimiter (quotes inside quotes are doubled)";

/** Names of the columns. A nameless one, as row numbers have when a data frame is written, is called after its place. */
function headerOf(name: string, cells: readonly string[]): string[] {
  const names = cells.map((cell, index) => cell.trim() || `column_${index + 1}`);
  if (names.length > 1 && names.every((one) => parseNumber(one) !== undefined))
    throw badInput(`${name}: the first line is all numbers, expected the names of the columns`);
  const twice = names.find((one, index) => names.indexOf(one) !== index);
  if (twice !== undefined) throw badInput(`${name}: two columns are named "${twice}", expected a name each`);
  return names;
}
