import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { findColumn } from "../table.ts";
import { byteSource } from "./byte-source.ts";
import { readTable } from "./read-table.ts";

/** A file as NumPy's format 1.0 says: magic, version, length of the header, the header, the values. */
function npy(descr: string, shape: string, body: ArrayBuffer, fortran = "False"): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape}), }\n`;
  const header = new TextEncoder().encode(text);
  const start = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length & 255, header.length >> 8];
  return Uint8Array.from([...start, ...header, ...new Uint8Array(body)]);
}
const floats = Float64Array.of(1, 2, 3, 4, 5, 6).buffer;
const read = (bytes: Uint8Array, name = "x.npy") => readTable(byteSource(bytes, { name }));

test("rows and columns, in either order of axes, of several types", async () => {
  const columns = async (bytes: Uint8Array) => (await read(bytes)).columns.map(({ name, numbers }) => [name, [...numbers]]);
  const expected = [
    ["column_1", [1, 3, 5]],
    ["column_2", [2, 4, 6]],
  ];
  expect(await columns(npy("<f8", "3, 2", floats))).toEqual(expected);
  expect(await columns(npy("<f8", "3, 2", Float64Array.of(1, 3, 5, 2, 4, 6).buffer, "True"))).toEqual(expected);
  expect(await columns(npy("<i4", "3, 2", Int32Array.of(1, 2, 3, 4, 5, 6).buffer))).toEqual(expected);
  expect(await columns(npy(">i2", "3, 2", Uint8Array.of(0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6).buffer))).toEqual(expected);
});

test("an archive: its arrays are columns", async () => {
  const archive = zipSync({ "X.npy": npy("<f8", "3, 2", floats), "y.npy": npy("<f4", "3,", Float32Array.of(7, 8, 9).buffer) });
  const table = await read(archive, "data.npz");
  expect(table.columns.map(({ name }) => name)).toEqual(["X_1", "X_2", "y"]);
  expect([...findColumn(table, "y")!.numbers]).toEqual([7, 8, 9]);
});

test("an array that is called as what every object has is a column", async () => {
  const names = ["__proto__", "constructor", "toString"];
  const archive = zipSync(Object.fromEntries(names.map((name) => [`${name}.npy`, npy("<f8", "6,", floats)])));
  expect((await read(archive, "data.npz")).columns.map(({ name }) => name)).toEqual(names);
});

/** The data of a compressed file begin behind its head of 30 bytes and the name: no block is of the kind that they then say. */
const damaged = (archive: Uint8Array) => archive.map((byte, at) => (at === 30 + "y.npy".length ? 0xff : byte));

describe("refused in one line", () => {
  test.each<[string, Uint8Array, string, string?]>([
    ["objects", npy("|O", "3,", floats), "x.npy: no array of numbers that is known"],
    ["three axes", npy("<f8", "1, 2, 3", floats), "x.npy: an array of 3 axes"],
    ["a cut file", npy("<f8", "4, 2", floats), "x.npy: cut,"],
    ["no header", Uint8Array.of(0x93, 78, 85, 77, 80, 89, 1, 0), "x.npy: no array of numbers"],
    ["an archive of something else", zipSync({ "a.txt": Uint8Array.of(1) }), "x.npz: no array in the archive", "x.npz"],
    ["a cut archive", zipSync({ "y.npy": npy("<f8", "6,", floats) }).subarray(0, 90), "x.npz: a broken archive", "x.npz"],
    ["a damaged archive", damaged(zipSync({ "y.npy": npy("<f8", "6,", floats) })), "x.npz: a broken archive (invalid", "x.npz"],
  ])("%s", async (_, bytes, message, name) => {
    await expect(read(bytes, name)).rejects.toThrow(message);
  });
});
