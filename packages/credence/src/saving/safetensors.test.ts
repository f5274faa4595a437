import { describe, expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

const file = () =>
  encodeSafetensors({
    metadata: { credence: '{"a":1}', title: "Bayes – ünïcode 🎲 100%" },
    arrays: new Map<string, { shape: readonly number[]; values: Float32Array | Int32Array }>([
      ["weights – µ", { shape: [2, 2], values: Float32Array.of(1, -0, Number.NaN, 1e-42) }],
      ["labels", { shape: [3], values: Int32Array.of(-1, 2 ** 31 - 1, 0) }],
      ["scalar", { shape: [], values: Float32Array.of(7) }],
      ["nothing", { shape: [0, 5], values: new Float32Array(0) }],
    ]),
  });

const withHeader = (header: string | object, data = new Uint8Array(16)): Uint8Array => {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
};

test("what is written is read: names, metadata, shapes and every bit", () => {
  const { metadata, arrays } = decodeSafetensors(file());
  expect(metadata).toEqual({ credence: '{"a":1}', title: "Bayes – ünïcode 🎲 100%" });
  expect([...arrays.keys()]).toEqual(["weights – µ", "labels", "scalar", "nothing"]);
  expect(new Uint32Array(arrays.get("weights – µ")!.values.buffer)).toEqual(
    new Uint32Array(Float32Array.of(1, -0, Number.NaN, 1e-42).buffer),
  );
  expect(arrays.get("labels")).toEqual({ shape: [3], values: Int32Array.of(-1, 2 ** 31 - 1, 0) });
  expect(arrays.get("scalar")).toEqual({ shape: [], values: Float32Array.of(7) });
  expect(arrays.get("nothing")!.values.length).toBe(0);
});

test("the layout is the published one: length, JSON header padded to 8 bytes, little-endian data", () => {
  const bytes = encodeSafetensors({ metadata: {}, arrays: new Map([["a", { shape: [2], values: Float32Array.of(1, 2) }]]) });
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(length % 8).toBe(0);
  expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
    __metadata__: {},
    a: { dtype: "F32", shape: [2], data_offsets: [0, 8] },
  });
  expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 128, 63, 0, 0, 0, 64]);
});

test("headers in plain UTF-8 and arrays in any order, as other writers leave them", () => {
  const bytes = withHeader(
    { größe: { dtype: "I32", shape: [1], data_offsets: [4, 8] }, b: { dtype: "F32", shape: [1], data_offsets: [0, 4] } },
    Uint8Array.of(0, 0, 128, 63, 9, 0, 0, 0),
  );
  const { arrays } = decodeSafetensors(bytes);
  expect([...arrays.get("größe")!.values, ...arrays.get("b")!.values]).toEqual([9, 1]);
});

test("a Node Buffer from a pool gives the same arrays, in memory of their own", () => {
  const whole = file();
  const buffer = Buffer.from(whole);
  const { arrays } = decodeSafetensors(buffer);
  buffer.fill(0);
  expect(arrays).toEqual(decodeSafetensors(whole).arrays);
});

test("an array under the format's own name is refused", () => {
  const arrays = new Map([["__metadata__", { shape: [1], values: Float32Array.of(1) }]]);
  expect(() => encodeSafetensors({ metadata: {}, arrays })).toThrow('safetensors: an array is named "__metadata__"');
});

describe("a file that does not fit is refused in a line", () => {
  test("cut anywhere", () => {
    // the scalar is the last array with bytes: no cut goes unnoticed
    const whole = file();
    for (let length = 0; length < whole.length; length += 3)
      expect(() => decodeSafetensors(whole.subarray(0, length)), `${length} bytes`).toThrow(/^safetensors: /);
  });

  const entry = { dtype: "F32", shape: [2], data_offsets: [0, 8] };
  test.each([
    ["{", "the header is no JSON"],
    ["[]", "the header is no JSON object"],
    ["null", "the header is no JSON object"],
    [{ a: null }, 'array "a" is undefined, expected F32 or I32'],
    [{ a: { ...entry, dtype: "BF16" } }, 'array "a" is BF16, expected F32 or I32'],
    [{ a: { ...entry, shape: [-1, -2] } }, 'array "a" has shape [-1,-2], expected whole numbers'],
    [{ a: { ...entry, shape: "2" } }, 'array "a" has shape "2"'],
    [{ a: { dtype: "F32", shape: [2] } }, 'array "a" has data_offsets undefined, expected two whole numbers'],
    [{ a: { ...entry, data_offsets: [-8, 0] } }, 'array "a" has data_offsets [-8,0]'],
    [{ a: { ...entry, data_offsets: [0, 4] } }, 'array "a" [2] does not fit its place 0 to 4'],
    [{ a: { ...entry, data_offsets: [12, 20] } }, 'array "a" [2] does not fit its place 12 to 20'],
  ])("%j", (header, message) => {
    expect(() => decodeSafetensors(withHeader(header))).toThrow(`safetensors: ${message}`);
  });

  test("a length far beyond the file", () => {
    expect(() => decodeSafetensors(new Uint8Array(16).fill(255))).toThrow("safetensors: the header claims");
  });
});
