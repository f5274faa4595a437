import { describe, expect, test } from "vitest";
import { type CellOptions, columnBuilder } from "./column-builder.ts";
import { type Cell, textAt } from "./table.ts";

function read(cell: Cell, options: CellOptions): string | undefined {
  const builder = columnBuilder("x", options);
  builder.add(cell);
  return textAt(builder.finish(), 0);
}

describe("what is said to be missing is, whatever a file holds it as", () => {
  const na = ["-999", " ?", "0.50", "true", "1900-01-01"];
  test.each<[string, Cell, string | undefined]>([
    ["a text", "?", undefined],
    ["its number", -999, undefined],
    ["its whole number of 64 bits", -999n, undefined],
    ["its number, written otherwise", "-999.0", undefined],
    ["its number in powers of ten", "-9.99e2", undefined],
    ["a fraction", 0.5, undefined],
    ["a truth value", true, undefined],
    ["a date", new Date("1900-01-01"), undefined],
    ["another number", -99, "-99"],
    ["another text", "unknown", "unknown"],
    ["another date", new Date("1900-01-02"), "1900-01-02"],
    ["a time", new Date("1900-01-01T10:00:00Z"), "1900-01-01T10:00:00.000Z"],
  ])("%s", (_, cell, expected) => {
    expect(read(cell, { na })).toBe(expected);
  });

  test("a decimal comma, beside a list whose fractions have points", () => {
    expect(read("-0,5", { decimal: ",", na: ["-0.5"] })).toBeUndefined();
    expect(read("-0,5", { decimal: ",", na: ["-0,50"] })).toBeUndefined();
  });

  test("in a column of texts, as it is written", () => {
    const options = { na: ["-999"], textColumns: ["x"] };
    expect([read(-999, options), read("-999", options), read("-999.0", options)]).toEqual([undefined, undefined, "-999.0"]);
  });
});
