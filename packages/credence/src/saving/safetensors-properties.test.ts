import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

const text = fc.oneof(fc.string({ unit: "binary", maxLength: 8 }), fc.constantFrom("constructor", "toString", "0", "10", "2", "%41"));
const arrays = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }).chain((shape) => {
  const size = shape.reduce((product, n) => product * n, 1);
  const of = { minLength: size, maxLength: size };
  return fc.record({ shape: fc.constant(shape), values: fc.oneof(fc.float32Array(of), fc.int32Array(of)) });
});
const files = fc.record({
  metadata: fc.dictionary(text, fc.string({ unit: "binary" }), { maxKeys: 4, noNullPrototype: true }),
  arrays: fc.uniqueArray(fc.tuple(text, arrays), { selector: ([name]) => name, maxLength: 5 }).map((entries) => new Map(entries)),
});
const bitsOf = ({ values }: { readonly values: Float32Array | Int32Array }) => [
  values.constructor.name,
  ...new Uint32Array(values.buffer, values.byteOffset, values.length),
];

test("what is written is read: names, metadata, shapes, types and every bit, of empty arrays, NaN and -0 too", () => {
  fc.assert(
    fc.property(files, (file) => {
      const read = decodeSafetensors(encodeSafetensors(file));
      expect(read.metadata).toEqual(file.metadata);
      expect([...read.arrays.keys()].toSorted()).toEqual([...file.arrays.keys()].toSorted());
      for (const [name, array] of file.arrays) {
        expect(read.arrays.get(name)?.shape, name).toEqual(array.shape);
        expect(bitsOf(read.arrays.get(name)!), name).toEqual(bitsOf(array));
      }
    }),
    { seed: 20_150_707, numRuns: 300 },
  );
});

const bytesOfFile = (header: string, data: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(8 + header.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(Buffer.from(header, "latin1"), 8);
  bytes.set(data, 8 + header.length);
  return bytes;
};

/** Adds nothing to what a decoder may say of a file: arrays inside it, or one line. */
function expectArraysOrALine(bytes: Uint8Array) {
  try {
    const { arrays } = decodeSafetensors(bytes);
    for (const [name, array] of arrays) {
      const size = array.shape.reduce((product, n) => product * n, 1);
      try {
        expect(array.values.length, name).toBe(size);
      } catch (error) {
        expect(String(error)).toMatch(/^Error: safetensors: array .* (is|holds) /);
      }
    }
  } catch (error) {
    expect(String(error)).toMatch(/^Error: safetensors: [^\n]*$/);
  }
}

test("a written file with any bytes changed, cut or added gives arrays of their sizes or one line", () => {
  const edits = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 });
  fc.assert(
    fc.property(files, edits, fc.integer({ min: -20, max: 20 }), (file, changes, longer) => {
      const whole = encodeSafetensors(file);
      const bytes = new Uint8Array(Math.max(0, whole.length + longer));
      bytes.set(whole.subarray(0, bytes.length));
      for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      expectArraysOrALine(bytes);
    }),
    { seed: 20_150_708, numRuns: 1000 },
  );
});

test("a header of any JSON gives arrays of their sizes or one line", () => {
  const count = fc.oneof(fc.integer({ min: -2, max: 12 }), fc.double(), fc.constantFrom(2 ** 31, 2 ** 53, 1e300));
  const entry = fc.record(
    {
      dtype: fc.oneof(fc.constantFrom("F32", "I32", "F16", "BF16", "F64", "I64", "BOOL", "F4", "toString"), fc.jsonValue()),
      shape: fc.oneof(fc.array(count, { maxLength: 3 }), fc.jsonValue()),
      data_offsets: fc.oneof(fc.tuple(count, count), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  const header = fc.oneof(fc.jsonValue(), fc.dictionary(fc.oneof(text, fc.constant("__metadata__")), fc.oneof(entry, fc.jsonValue())));
  fc.assert(
    fc.property(header, fc.uint8Array({ maxLength: 16 }), (json, data) => {
      expectArraysOrALine(bytesOfFile(JSON.stringify(json).replace(/[^\0-\x7f]/g, "?"), data));
    }),
    { seed: 20_150_709, numRuns: 1000 },
  );
});

test("of numbers in F64, each is its nearest float32 or refused by its place", () => {
  fc.assert(
    fc.property(fc.float64Array({ minLength: 1, maxLength: 8 }), (numbers) => {
      const header = JSON.stringify({ a: { dtype: "F64", shape: [numbers.length], data_offsets: [0, numbers.byteLength] } });
      const array = decodeSafetensors(bytesOfFile(header, new Uint8Array(numbers.slice().buffer))).arrays.get("a")!;
      const at = numbers.findIndex((value) => Number.isFinite(value) && !Number.isFinite(Math.fround(value)));
      if (at < 0) expect(array.values).toEqual(Float32Array.from(numbers));
      else expect(() => array.values).toThrow(`safetensors: array "a" holds ${numbers[at]} at ${at}, beyond float32`);
    }),
    { seed: 20_150_710, numRuns: 300 },
  );
});
