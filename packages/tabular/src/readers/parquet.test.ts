import { describe, expect, test } from "vitest";
import { textAt } from "../table.ts";
import { byteSource } from "./byte-source.ts";
import { readTable } from "./read-table.ts";

/**
 * Written by hyparquet-writer with Snappy: size DOUBLE [1.5, 2, null], rooms INT64 [3, 4, 5], town STRING [Delft, null, Leiden], garden BOOLEAN
 * [true, false, true].
 */
const file = Uint8Array.from(
  Buffer.from(
    "UEFSMRUGFSQVJFwVBhUCFQYVABUEFQAAAAMDEAAABQEk+D8AAAAAAAAAQBUGFTQVLFwVBhUAFQYVABUEFQAAAAMHGAQDAAkBAAQJByAABQAAAAAAAAAVBhUqFS5cFQYVAhUGFQAVBBUAAAADBRNIBQAAAERlbGZ0BgAAAExlaWRlbhUGFQYVClwVBhUAFQYVABUEFQAAAAMHAQAFFQQZXEgEcm9vdBUIABUKJQIYBHNpemUAFQQlAhgFcm9vbXMAFQwlAhgEdG93biUAABUAJQIYBmdhcmRlbgAWBhkcGUwmCBwVChkVABkYBHNpemUVAhYGFk4WTiYIPDYCKAgAAAAAAAAAQBgIAAAAAAAA+D82AAAZHBUGFQAVAgAAACZWHBUEGRUAGRgFcm9vbXMVAhYGFl4WViZWPDYAKAgFAAAAAAAAABgIAwAAAAAAAAAAGRwVBhUAFQIAAAAmrAEcFQwZFQAZGAR0b3duFQIWBhZUFlgmrAE8NgIoBkxlaWRlbhgFRGVsZnQAGRwVBhUAFQIAAAAmhAIcFQAZFQAZGAZnYXJkZW4VAhYGFjAWNCaEAjw2ACgBARgBAAAZHBUGFQAVAgAAABawAhYGNrACACgJaHlwYXJxdWV0GUwcAAAcAAAcAAAcAAAATQEAAFBBUjE=",
    "base64",
  ),
);
const read = (bytes: Uint8Array, mostMiB = 1) => readTable(byteSource(bytes, { name: "a.parquet" }), { mostMiB });

test("numbers, whole numbers of 64 bits, texts, truth values and missing cells", async () => {
  const table = await read(file);
  expect(table.columns.map(({ name }) => name)).toEqual(["size", "rooms", "town", "garden"]);
  expect([0, 1, 2].map((row) => table.columns.map((column) => textAt(column, row)))).toEqual([
    ["1.5", "3", "Delft", "true"],
    ["2", "4", undefined, "false"],
    [undefined, "5", "Leiden", "true"],
  ]);
  expect(table.place(2)).toBe("a.parquet, row 3");
});

describe("refused in one line", () => {
  test.each<[string, Uint8Array, RegExp]>([
    ["a cut file", file.subarray(0, 300), /^a\.parquet: broken Parquet \([^\n]*\)$/],
    ["a broken page", file.with(30, 255).with(31, 255).with(32, 255), /^a\.parquet: broken Parquet \([^\n]*\)$/],
  ])("%s", async (_, bytes, message) => {
    await expect(read(bytes)).rejects.toThrow(message);
  });

  test("more than there is memory for", async () => {
    await expect(read(file, 1e-6)).rejects.toThrow(/3 rows of 4 columns take 1 MiB of memory, 0\.000001 are allowed/);
  });
});
