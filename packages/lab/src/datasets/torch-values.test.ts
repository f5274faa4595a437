import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { torchValues } from "./torch-values.ts";

/** What torch.save makes, with as much of the pickle as names the storage: protocol 2 writes it as the global "ctorch\nFloatStorage\n". */
const archive = (storage: string, ...tensors: readonly ArrayBufferView[]): Uint8Array =>
  zipSync(
    {
      "amnist/data.pkl": new TextEncoder().encode(`\u0002ctorch._utils\n_rebuild_tensor_v2\nctorch\n${storage}\n`),
      "amnist/version": new TextEncoder().encode("3\n"),
      ...Object.fromEntries(
        tensors.map(({ buffer, byteOffset, byteLength }, i) => [
          `amnist/data/${i}`,
          new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength),
        ]),
      ),
    },
    { level: 0 },
  );
const read = (file: Uint8Array, count: number) => [...Array.from(torchValues(file, { path: "a.pt", count }))];

test.each([
  ["FloatStorage", Float32Array.of(0.5, -2, 0)],
  ["DoubleStorage", Float64Array.of(0.1, -2, 0)],
  ["LongStorage", BigInt64Array.of(3n, -1n, 9n)],
  ["IntStorage", Int32Array.of(3, -1, 9)],
])("reads the numbers of a %s", (storage, values) => {
  expect(read(archive(storage, values), 3)).toEqual(Array.from(values as ArrayLike<number | bigint>, Number));
});

test("refuses in one line what is no archive of one tensor of so many numbers", () => {
  const numbers = Float32Array.of(1, 2);
  const expected = "expected the archive that torch.save writes of one tensor of 2 numbers";
  expect(() => read(Uint8Array.of(128, 2, 99), 2)).toThrow(`a.pt: invalid zip data, ${expected}`);
  expect(() => read(zipSync({ "a/b": Uint8Array.of(1) }), 2)).toThrow(`a.pt: 0 tensors, ${expected}`);
  expect(() => read(archive("FloatStorage", numbers, numbers), 2)).toThrow(`a.pt: 2 tensors, ${expected}`);
  expect(() => read(archive("HalfStorage", numbers), 2)).toThrow(`a.pt: numbers of type HalfStorage, ${expected}`);
  expect(() => read(archive("FloatStorage", Float32Array.of(1, 2, 3)), 2)).toThrow(`a.pt: 3 numbers, ${expected}`);
});
