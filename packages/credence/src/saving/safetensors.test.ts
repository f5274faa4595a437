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

const withHeader = (header: string | object, data: Uint8Array<ArrayBuffer> = new Uint8Array(16)): Uint8Array => {
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
  expect({ ...arrays.get("labels")! }).toEqual({ shape: [3], values: Int32Array.of(-1, 2 ** 31 - 1, 0) });
  expect({ ...arrays.get("scalar")! }).toEqual({ shape: [], values: Float32Array.of(7) });
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
  for (const [name, { values }] of decodeSafetensors(whole).arrays) expect(arrays.get(name)!.values, name).toEqual(values);
});

describe("types other than ours", () => {
  const le = (bytes: number[]) => Uint8Array.from(bytes);
  const stored = (dtype: string, bytes: Uint8Array<ArrayBuffer>, shape: readonly number[]) =>
    decodeSafetensors(withHeader({ a: { dtype, shape, data_offsets: [0, bytes.length] } }, bytes)).arrays.get("a")!;

  // numpy.array([...], "uint16").view("float16").astype("float32")
  test.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x0001, 2 ** -24],
    [0x83ff, -1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e00, Number.NaN],
    [0xfc01, Number.NaN],
  ])("F16 %i is %f", (bits, value) => {
    expect(stored("F16", le([bits & 255, bits >> 8]), [1]).values).toEqual(Float32Array.of(value));
  });

  test("every F16 is what the engine's own half precision says", () => {
    const bits = Uint16Array.from({ length: 65_536 }, (_, i) => i);
    const { values } = stored("F16", new Uint8Array(bits.buffer), [256, 256]);
    expect(values).toEqual(Float32Array.from(new Float16Array(bits.buffer)));
  });

  // torch.tensor([...], dtype=torch.bfloat16).float()
  test("BF16: 1, -0, the largest, the smallest, infinity, NaN", () => {
    const { values } = stored("BF16", le([0x80, 0x3f, 0, 0x80, 0x7f, 0x7f, 1, 0, 0x80, 0xff, 0xc0, 0x7f]), [2, 3]);
    expect(values).toEqual(Float32Array.of(1, -0, 3.3895313892515355e38, 9.183549615799121e-41, Number.NEGATIVE_INFINITY, Number.NaN));
  });

  test("F64 is rounded to the nearest float32; infinity and NaN stay; what rounds to infinity is refused where it is read", () => {
    const largest = 2 ** 128 - 2 ** 104;
    const numbers = [0.1, -0, 1e-50, 1e-45, largest, largest + 2 ** 102, Number.NEGATIVE_INFINITY, Number.NaN];
    const { values } = stored("F64", new Uint8Array(Float64Array.from(numbers).buffer), [8]);
    expect(values).toEqual(Float32Array.of(0.10000000149011612, -0, 0, 2 ** -149, largest, largest, Number.NEGATIVE_INFINITY, Number.NaN));
    const beyond = stored("F64", new Uint8Array(Float64Array.of(1, -1e39).buffer), [2]);
    expect(beyond.shape).toEqual([2]);
    expect(() => beyond.values).toThrow('safetensors: array "a" holds -1e+39 at 1, beyond float32');
  });

  test("an array that nobody asks for may be of any type, known or not, at any place", () => {
    const { arrays } = decodeSafetensors(
      withHeader(
        {
          "bn.num_batches_tracked": { dtype: "I64", shape: [], data_offsets: [0, 8] },
          mask: { dtype: "BOOL", shape: [3], data_offsets: [8, 11] },
          weight: { dtype: "F32", shape: [1], data_offsets: [11, 15] },
          four: { dtype: "F4", shape: [2], data_offsets: [15, 16] },
        },
        le([1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 128, 63, 7]),
      ),
    );
    expect(arrays.get("weight")!.values).toEqual(Float32Array.of(1));
    expect(arrays.get("bn.num_batches_tracked")!.shape).toEqual([]);
    const expected = "expected F32, I32, F16, BF16, F64";
    expect(() => arrays.get("bn.num_batches_tracked")!.values).toThrow(`safetensors: array "bn.num_batches_tracked" is "I64", ${expected}`);
    expect(() => arrays.get("four")!.values).toThrow(`safetensors: array "four" is "F4", ${expected}`);
  });

  test("the numbers are converted once", () => {
    const array = stored("F16", le([0, 60]), [1]);
    expect(array.values).toBe(array.values);
  });
});

describe("what a file cannot hold is not written", () => {
  const values = Float32Array.of(1);
  test.each<[string, Parameters<typeof encodeSafetensors>[0], string]>([
    ["__metadata__", { metadata: {}, arrays: new Map([["__metadata__", { shape: [1], values }]]) }, 'an array is named "__metadata__"'],
    ["__proto__", { metadata: {}, arrays: new Map([["__proto__", { shape: [1], values }]]) }, 'the name "__proto__"'],
    ["__proto__ of metadata", { metadata: JSON.parse('{"__proto__": ""}'), arrays: new Map() }, 'the name "__proto__"'],
    ["a number as metadata", { metadata: { epoch: 3 as never }, arrays: new Map() }, 'metadata "epoch" is 3, expected text'],
    ["a shape of more", { metadata: {}, arrays: new Map([["a", { shape: [2, 2], values }]]) }, 'array "a" [2, 2] has 1 values'],
  ])("%s", (_, bad, message) => {
    expect(() => encodeSafetensors(bad)).toThrow(`safetensors: ${message}`);
  });
});

describe("a file that does not fit is refused in a line", () => {
  test("cut anywhere", () => {
    // the scalar is the last array with bytes: no cut goes unnoticed
    const whole = file();
    for (let length = 0; length < whole.length; length += 3)
      expect(() => decodeSafetensors(whole.subarray(0, length)), `${length} bytes`).toThrow(/^safetensors: /);
  });

  const entry = { dtype: "F32", shape: [2], data_offsets: [0, 8] };
  const second = { ...entry, data_offsets: [8, 16] };
  test.each([
    ["{", "the header is no JSON"],
    ["[]", "the header is no JSON object"],
    ["null", "the header is no JSON object"],
    ['"a"', "the header is no JSON object"],
    ["", "the header is no JSON"],
    [' {"a":1}', 'the header begins with " ", expected {'],
    [{ a: null }, 'array "a" is null, expected an object of dtype, shape and data_offsets'],
    [{ a: [1] }, 'array "a" is [1], expected an object'],
    [{ a: { ...entry, dtype: undefined } }, 'array "a" has dtype undefined, expected text'],
    [{ a: { ...entry, dtype: 32 } }, 'array "a" has dtype 32, expected text'],
    [{ a: { ...entry, shape: [-1, -2] } }, 'array "a" has shape [-1,-2], expected whole numbers'],
    [{ a: { ...entry, shape: [0.5, 4] } }, 'array "a" has shape [0.5,4], expected whole numbers'],
    [{ a: { ...entry, shape: [null] } }, 'array "a" has shape [null], expected whole numbers'],
    [{ a: { ...entry, shape: ["2"] } }, 'array "a" has shape ["2"], expected whole numbers'],
    [{ a: { ...entry, shape: [2 ** 60] } }, 'array "a" has shape [1152921504606847000], expected whole numbers'],
    [{ a: { ...entry, shape: "2" } }, 'array "a" has shape "2"'],
    [{ a: { dtype: "F32", shape: [2] } }, 'array "a" has data_offsets undefined, expected two whole numbers'],
    [{ a: { ...entry, data_offsets: [0, 8, 8] } }, 'array "a" has data_offsets [0,8,8], expected two whole numbers'],
    [{ a: { ...entry, data_offsets: [-8, 0] } }, 'array "a" has data_offsets [-8,0]'],
    [{ a: { ...entry, data_offsets: [0, 7.5] } }, 'array "a" has data_offsets [0,7.5]'],
    [{ a: { ...entry, data_offsets: [8, 0] } }, 'array "a" of "F32" [2] does not fit its place 8 to 0'],
    [{ a: { ...entry, dtype: "F4", data_offsets: [8, 0] } }, 'array "a" of "F4" [2] does not fit its place 8 to 0'],
    [{ a: { ...entry, data_offsets: [0, 4] } }, 'array "a" of "F32" [2] does not fit its place 0 to 4'],
    [{ a: { ...entry, dtype: "F64" } }, 'array "a" of "F64" [2] does not fit its place 0 to 8'],
    [{ a: { ...entry, dtype: "I64" } }, 'array "a" of "I64" [2] does not fit its place 0 to 8'],
    [{ a: { ...entry, shape: [2 ** 40, 2 ** 40] } }, 'array "a" of "F32" [1099511627776, 1099511627776] does not fit its place 0 to 8'],
    [{ a: entry, b: { dtype: "F32", shape: [1], data_offsets: [12, 16] } }, 'the bytes 8 to 12 before array "b" are no array\'s'],
    [{ a: entry, b: second, c: { ...entry, data_offsets: [16, 24] } }, 'array "c" lies at 16 to 24, beyond the 16 bytes that the file has'],
    [{ b: { ...entry, data_offsets: [4, 12] }, a: entry }, 'array "b" at 4 to 12 overlaps "a" at 0 to 8'],
    [{ a: entry, b: entry }, 'array "b" at 0 to 8 overlaps "a" at 0 to 8'],
    [{ a: entry }, "the bytes 8 to 16 at the end of the file are no array's"],
    [{}, "the bytes 0 to 16 at the end of the file are no array's"],
    [{ a: second }, 'the bytes 0 to 8 before array "a" are no array\'s'],
    [{ __metadata__: [], a: entry, b: second }, "__metadata__ is [], expected an object of texts"],
    [{ __metadata__: { n: 3 }, a: entry, b: second }, '__metadata__ "n" is 3, expected text'],
    // an array under the format's own name cannot be told from metadata
    [{ __metadata__: entry, b: second }, '__metadata__ "shape" is [2], expected text'],
    [`{"a":${JSON.stringify(entry)},"a":${JSON.stringify(second)}}`, 'the header has the key "a" twice'],
    [`{"a":${JSON.stringify(entry)},"\\u0061" :${JSON.stringify(second)}}`, 'the header has the key "a" twice'],
    ['{"a":{"dtype":"F32","shape":[4],"shape":[2],"data_offsets":[0,16]}}', 'the header has the key "shape" twice'],
    [`{"__metadata__":{"k":"1","k":"2"},"a":${JSON.stringify(entry)}}`, 'the header has the key "k" twice'],
    [{ "a\nb": 1 }, 'array "a\\nb" is 1, expected an object'],
    [`{"__proto__":${JSON.stringify(entry)}}`, 'the name "__proto__" is none that an object can hold'],
    [`{"a":{"__proto__":{"dtype":"F32"}}}`, 'the name "__proto__" is none that an object can hold'],
  ])("%j", (header, message) => {
    expect(() => decodeSafetensors(withHeader(header))).toThrow(`safetensors: ${message}`);
  });

  test("text that is not UTF-8: a continuation without a start, an overlong slash, a surrogate", () => {
    for (const bad of [[0x80], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xc3]]) {
      const bytes = withHeader(`{"${"x".repeat(bad.length)}":0}`);
      bytes.set(bad, 10);
      expect(() => decodeSafetensors(bytes), bad.join()).toThrow("safetensors: the header is not UTF-8");
    }
  });

  test("a header beyond the format's 100 MB", () => {
    const bytes = new Uint8Array(100_000_010);
    new DataView(bytes.buffer).setBigUint64(0, 100_000_001n, true);
    expect(() => decodeSafetensors(bytes)).toThrow("safetensors: the header claims 100000001 bytes, expected at most 100000000");
  });

  test("a length far beyond the file", () => {
    expect(() => decodeSafetensors(new Uint8Array(16).fill(255))).toThrow("safetensors: the header claims");
  });
});

test("keys alike in different objects, braces and quotes in texts, and long texts are no duplicates", () => {
  const metadata = { shape: '{"a":1,"a":2}', a: '\\"{', dtype: "x".repeat(1e6), long: '\\"'.repeat(1e6) };
  const read = decodeSafetensors(encodeSafetensors({ metadata, arrays: new Map([["shape", { shape: [1], values: Float32Array.of(1) }]]) }));
  expect(read.metadata).toEqual(metadata);
});
