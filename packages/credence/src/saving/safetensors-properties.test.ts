import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

const text = fc.oneof(fc.string({ unit: "binary", maxLength: 8 }), fc.constantFrom("__proto__", "constructor", "0", "10", "2", "%41"));
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
