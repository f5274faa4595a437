import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { badInput } from "../host.ts";
import { parseSplits, parseTable, readSplitTable } from "./split-table.ts";

const table = "x1,x2,y\n1,-2.5,3\r\n4e1,.5,+6\n7,8,-9.\n";
const sha256 = async (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const host = { sha256, gunzip: async (bytes: Uint8Array) => bytes };
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** A folder with these two files, not packed. */
const folder = (data: Uint8Array, splits: Uint8Array) => ({
  host,
  read: async (path: string) => (path.endsWith("data.csv.gz") ? data : splits),
});

it("reads numbers, names, splits and what they were read from", async () => {
  const splits = bytesOf('{"about": "rows", "test": [[2, 0], [1]]}');
  const read = await readSplitTable("uci/own", folder(bytesOf(table), splits));
  expect(read).toEqual({
    ...{ name: "own", rows: 3, features: ["x1", "x2"] },
    ...{ x: Float64Array.of(1, -2.5, 40, 0.5, 7, 8), y: Float64Array.of(3, 6, -9) },
    test: [Int32Array.of(2, 0), Int32Array.of(1)],
    sha256: { data: await sha256(bytesOf(table)), splits: await sha256(splits) },
  });
});

describe("a table that is rejected, with its line", () => {
  it.each([
    ["another target", "x1,x2,z\n1,2,3", 'd, line 1: "x1,x2,z", expected names of columns, the last of them y'],
    ["no feature", "y\n1", 'd, line 1: "y", expected names of columns, the last of them y'],
    ["an empty file", "", 'd, line 1: "", expected names of columns, the last of them y'],
    ["a name twice", "a,a,y\n1,2,3", 'd, line 1: column "a" stands twice'],
    ["no rows", "a,y\n", "d: no rows after the header, expected some"],
    ["a short row", "a,b,y\n1,2,3\n1,2", "d, line 3: 2 values, expected 3"],
    ["a long row", "a,b,y\n1,2,3,4", "d, line 2: 4 values, expected 3"],
    ["an empty line", "a,y\n1,2\n\n3,4", "d, line 3: 1 values, expected 2"],
    ["a missing value", "a,y\n1,2\n,4", 'd, line 3: a is "", expected a finite number'],
    ["a word", "a,y\n1,two", 'd, line 2: y is "two", expected a finite number'],
    ["a hexadecimal", "a,y\n0x10,2", 'd, line 2: a is "0x10", expected a finite number'],
    ["NaN", "a,y\nNaN,2", 'd, line 2: a is "NaN", expected a finite number'],
    ["what overflows", "a,y\n1e999,2", 'd, line 2: a is "1e999", expected a finite number'],
  ])("%s", (_, text, message) => {
    expect(() => parseTable(text, "d")).toThrow(expect.objectContaining({ name: "BadInput", message }));
  });
});

describe("splits that are rejected", () => {
  it.each([
    ["no JSON", "[[1, 2]", /^s: no JSON, /],
    ["a number", "7", 's: 7, expected an object with "test"'],
    ["a list", "[[1]]", 's: "test" is no list of splits'],
    ["no splits", '{"test": []}', 's: "test" is no list of splits, expected one list of row numbers for each split'],
    ["an empty split", '{"test": [[1], []]}', "s: test[1] is no list of row numbers, expected one or more"],
    ["a row beyond the last", '{"test": [[1, 5]]}', "s: test[0] has row 5, expected whole numbers from 0 to 4"],
    ["a row before the first", '{"test": [[-1]]}', "s: test[0] has row -1, expected whole numbers from 0 to 4"],
    ["half a row", '{"test": [[1.5]]}', "s: test[0] has row 1.5, expected"],
    ["a word", '{"test": [["1"]]}', 's: test[0] has row "1", expected'],
    ["a row twice", '{"test": [[3, 1, 3]]}', "s: test[0] has row 3 twice"],
    ["all rows", '{"test": [[4, 3, 2, 1, 0]]}', "s: test[0] has all 5 rows, expected some to be left for training"],
  ])("%s", (_, text, message) => {
    expect(() => parseSplits(text, { path: "s", rows: 5 })).toThrow(message);
  });
});

it("says which file is no archive, and which no text", async () => {
  const splits = bytesOf('{"test": [[0]]}');
  const cut = { ...folder(bytesOf(table), splits), host: { ...host, gunzip: async () => Promise.reject(badInput("unexpected end")) } };
  await expect(readSplitTable("uci/own", cut)).rejects.toThrow("uci/own/data.csv.gz: unexpected end");
  await expect(readSplitTable("uci/own", folder(Uint8Array.of(0xff, 0xfe, 0x31), splits))).rejects.toThrow(
    "uci/own/data.csv.gz: no text in UTF-8",
  );
});
