import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { textAt } from "../table.ts";
import { byteSource } from "./byte-source.ts";
import { type CsvOptions, readCsv } from "./csv.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string) => Uint8Array.from([0xff, 0xfe, ...Buffer.from(text, "utf16le")]);
const read = (content: string | Uint8Array, options: CsvOptions = {}) => readCsv(byteSource(content, { name: "data.csv" }), options);

async function cells(content: string | Uint8Array, options?: CsvOptions): Promise<(string | undefined)[][]> {
  const table = await read(content, options);
  return Array.from({ length: table.rows }, (_, row) => table.columns.map((column) => textAt(column, row)));
}

const two = [
  ["1", "a"],
  ["2.5", "b"],
];

describe("what is read alike", () => {
  test.each<[string, string | Uint8Array, CsvOptions?]>([
    ["commas", "x,y\n1,a\n2.5,b\n"],
    ["no line break at the end", "x,y\n1,a\n2.5,b"],
    ["semicolons", "x;y\n1;a\n2.5;b\n"],
    ["tabs", "x\ty\n1\ta\n2.5\tb\n"],
    ["bars", "x|y\n1|a\n2.5|b\n"],
    ["line breaks of Windows", "x,y\r\n1,a\r\n2.5,b\r\n"],
    ["line breaks of old Macs", "x,y\r1,a\r2.5,b\r"],
    ["line breaks of both kinds", 'x,y\r\n1,"a"\n2.5,b\r\n'],
    ["a byte order mark", "\uFEFFx,y\n1,a\n2.5,b\n"],
    ["UTF-16 of a spreadsheet", utf16("x\ty\n1\ta\n2.5\tb\n")],
    ["quotes", '"x","y"\n"1","a"\n"2.5","b"\n'],
    ["spaces around cells", "x, y\n1, a\n2.5 ,b\n"],
    ["blank lines", "\nx,y\n\n1,a\n2.5,b\n\n"],
    ["gzip", gzipSync("x,y\n1,a\n2.5,b\n")],
    ["a decimal comma", "x;y\n1;a\n2,5;b\n", { decimal: "," }],
    ["a delimiter of one's own", "x#y\n1#a\n2.5#b\n", { delimiter: "#" }],
  ])("%s", async (_, content, options) => {
    expect(await cells(content, options)).toEqual(two);
  });
});

test.each<[string, string, (string | undefined)[]]>([
  ["a line break at the end", "x\n1\n2\n", ["1", "2"]],
  ["none at the end", "x\n1\n2", ["1", "2"]],
  ["one of Windows at the end", "x\r\n1\r\n2\r\n", ["1", "2"]],
  ["blank lines, which are missing cells", "x\n1\n\n2\n\n", ["1", undefined, "2", undefined]],
  ["an empty text at the end", 'x\n1\n""\n', ["1", undefined]],
])("a single column with %s", async (_, content, column) => {
  expect(await cells(content)).toEqual(column.map((cell) => [cell]));
  async function* stream() {
    for (const byte of utf8(content)) yield Uint8Array.of(byte);
  }
  const pieces = await readCsv({ ...byteSource(content, { name: "data.csv" }), stream });
  expect(pieces.rows).toBe(column.length);
});

test("quotes hold delimiters, quotes and line breaks; missing cells are empty, NA and what is named", async () => {
  expect(await cells('x,y\n"a,b","say ""a"""\n"two\nlines",NA\n?,\n', { na: ["?"] })).toEqual([
    ["a,b", 'say "a"'],
    ["two\nlines", undefined],
    [undefined, undefined],
  ]);
});

test("a code with zeros before it stays a text, and a column that is said to be one", async () => {
  expect(await cells("zip,n,code\n01234,10,10\n", { textColumns: ["code"] })).toEqual([["01234", "10", "10"]]);
  const [zip, n, code] = (await read("zip,n,code\n01234,10,10\n", { textColumns: ["code"] })).columns;
  expect([zip.numbers[0], n.numbers[0], code.numbers[0]]).toEqual([Number.NaN, 10, Number.NaN]);
});

test("a row says its line, quoted line breaks counted, in whatever pieces the file comes", async () => {
  const text = `x,y\n${Array.from({ length: 9000 }, (_, i) => (i % 3 === 0 ? `"${i}\nb",é` : `${i},é`)).join("\n")}\n`;
  const whole = await read(text);
  expect(whole.rows).toBe(9000);
  expect(whole.place(3)).toBe("data.csv, line 6");
  for (const size of [1000, 4097, 65_536]) {
    const bytes = utf8(text);
    async function* stream() {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    }
    const pieces = await readCsv({ ...byteSource(bytes, { name: "data.csv" }), stream });
    expect(pieces.columns, `${size}`).toEqual(whole.columns);
    expect(pieces.place(8999)).toBe(whole.place(8999));
  }
});

describe("refused in one line", () => {
  test.each<[string, string | Uint8Array, string, CsvOptions?]>([
    ["nothing", "", "data.csv: empty, expected a first line with the names of the columns"],
    ["blank lines alone", "\n\n", "data.csv: empty, expected a first line"],
    ["a header alone", "x,y\n", "data.csv: no rows below the header"],
    ["a header of one column alone", "x\n", "data.csv: no rows below the header"],
    ["a quote left open at the end", 'x\n1\n"\n', "data.csv, line 3: a quote is never closed"],
    ["a row that is too long", "x,y\n1,2\n3,4,5\n", "data.csv, line 3: 3 cells, expected 2 as in the header"],
    ["a row that is too short", 'x,y\n"a\nb",2\n3\n', "data.csv, line 4: 1 cells, expected 2 as in the header"],
    ["a quote left open", 'x,y\n1,2\n"3,4\n', "data.csv, line 3: a quote is never closed"],
    ["text after a quote", 'x,y\n"a"b,2\n', "data.csv, line 2: text after a closing quote"],
    ["columns named twice", "x,x\n1,2\n", 'data.csv: two columns are named "x"'],
    ["no header", "1,2\n3,4\n", "data.csv: the first line is all numbers, expected the names of the columns"],
    [
      "another encoding",
      Uint8Array.from([...utf8("x,y\n1,caf"), 0xe9, ...utf8("\n")]),
      "data.csv: bytes near line 2 are not utf-8, name the encoding",
    ],
    ["an encoding that is none", "x,y\n1,2\n", 'data.csv: the encoding "utf-9" is not known', { encoding: "utf-9" }],
    ["gzip that is cut", gzipSync("x,y\n1,2\n").subarray(0, 20), "data.csv: broken gzip data, expected a whole gzipped file"],
    [
      "gzip of nothing but one long line",
      gzipSync(new Uint8Array(40 * 2 ** 20).fill(97)),
      "a row of more than 16 MiB, is a quote left open?",
    ],
    [
      "more than there is memory for",
      `x,y\n${"1,2\n".repeat(20_000)}`,
      "rows of 2 columns take 1 MiB of memory, 0.1 are allowed; fit a sample of the rows",
      { mostMiB: 0.1 },
    ],
  ])("%s", async (_, content, message, options) => {
    const error = await read(content, options).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error?.message).toContain(message);
    expect(error?.name).toBe("BadInput");
    expect(error?.message).not.toContain("\n");
  });
});

test("windows-1252 where it is named", async () => {
  const bytes = Uint8Array.from([...utf8("x,y\n1,caf"), 0xe9, ...utf8("\n")]);
  expect(await cells(bytes, { encoding: "windows-1252" })).toEqual([["1", "café"]]);
});
