import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { textAt } from "../table.ts";
import { byteSource } from "./byte-source.ts";
import { type ReadOptions, readTable } from "./read-table.ts";

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packaged = "http://schemas.openxmlformats.org/package/2006";

/** The smallest workbook of one sheet. Texts are inline. */
function workbook(rows: readonly (readonly (string | number | null)[])[]): Uint8Array {
  const cell = (value: string | number | null, column: number, row: number) => {
    const place = `${"ABCDEFG"[column]}${row + 1}`;
    if (value === null) return "";
    return typeof value === "number" ? `<c r="${place}"><v>${value}</v></c>` : `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`;
  };
  const sheet = rows
    .map((cells, row) => `<row r="${row + 1}">${cells.map((value, column) => cell(value, column, row)).join("")}</row>`)
    .join("");
  const files = {
    "[Content_Types].xml": `<Types xmlns="${packaged}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    "xl/worksheets/sheet1.xml": `<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`,
  };
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(`<?xml version="1.0" encoding="UTF-8"?>${text}`)])),
  );
}
const read = (bytes: Uint8Array, options: ReadOptions = {}) => readTable(byteSource(bytes, { name: "a.xlsx" }), options);

test("a number that means a missing value", async () => {
  const table = await read(workbook([["x"], [-999], [2]]), { na: ["-999"] });
  expect(table.columns[0].numbers).toEqual(Float64Array.of(Number.NaN, 2));
});

test("numbers, texts and empty cells of the first sheet", async () => {
  const table = await read(
    workbook([
      ["size", "town"],
      [1.5, "Delft"],
      [2, null],
    ]),
  );
  expect(table.rows).toBe(2);
  expect([0, 1].map((row) => table.columns.map((column) => textAt(column, row)))).toEqual([
    ["1.5", "Delft"],
    ["2", undefined],
  ]);
  expect(table.place(1)).toBe("a.xlsx, row 3");
});

describe("refused in one line", () => {
  test.each<[string, Uint8Array, RegExp]>([
    ["a header alone", workbook([["size", "town"]]), /^a\.xlsx: no rows below the header/],
    [
      "columns of one name",
      workbook([
        ["size", "size"],
        [1, 2],
      ]),
      /^a\.xlsx: two columns are named "size"/,
    ],
    ["a cut file", workbook([["size"], [1]]).subarray(0, 300), /^a\.xlsx: a broken archive/],
    ["another archive", zipSync({ "a.txt": Uint8Array.of(1) }), /^a\.xlsx: broken Excel \([^\n]*\)$/],
    [
      "more than it may unfold to",
      zipSync(Object.fromEntries([1, 2, 3].map((i) => [`${i}`, [new Uint8Array(400 * 2 ** 20), { level: 1 }]]))),
      /^a\.xlsx: 1200 MiB when it is unfolded/,
    ],
    ["the format before", Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0, 0), /^a\.xlsx: an \.xls file, expected \.xlsx/],
  ])("%s", async (_, bytes, message) => {
    await expect(read(bytes)).rejects.toThrow(message);
  });
});
