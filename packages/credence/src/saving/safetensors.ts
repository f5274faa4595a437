import { expectObject, expectOptions, expectShape, refused } from "@credence/tensor";
import { decodeHeader, expectName, type StoredArray, shown } from "./safetensors-header.ts";
import { readers } from "./stored-numbers.ts";

/** Numbers in row-major order. */
export interface SafetensorsArray {
  readonly shape: readonly number[];
  /** Of a decoded file: F32, F16, BF16 and F64 as float32, I32 as int32. @throws for any other type, and for a number beyond float32, where it is read */
  readonly values: Float32Array | Int32Array;
}

/** Arrays by name with a text header, in the safetensors format: 8 bytes of header length, JSON header, little-endian data. */
export interface SafetensorsFile {
  /** Texts by name. */
  readonly metadata: { readonly [name: string]: string };
  /** Arrays by name. */
  readonly arrays: ReadonlyMap<string, SafetensorsArray>;
}

const encoder = (text: string): Uint8Array => {
  // JSON.stringify with non-ASCII escaped needs no text encoder, which neither Node types nor DOM types are here to name
  const escaped = text.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return Uint8Array.from(escaped, (c) => c.charCodeAt(0));
};

/**
 * @throws for an array named "__metadata__", the format's name for its text header, for a name "__proto__", for an array whose shape does not hold its
 * values, and for metadata that are no texts
 */
export function encodeSafetensors(file: SafetensorsFile): Uint8Array {
  expectOptions("safetensors", file, { metadata: true, arrays: true });
  const { metadata, arrays } = file;
  // any name is one of a text: what makes a key or a tensor elsewhere does not here
  if (
    metadata === null ||
    typeof metadata !== "object" ||
    Array.isArray(metadata) ||
    ArrayBuffer.isView(metadata) ||
    metadata instanceof Promise
  )
    throw refused("safetensors", "metadata", metadata, "an object of texts");
  if (!((arrays as unknown) instanceof Map)) throw refused("safetensors", "arrays", arrays, "a Map from names to { shape, values }");
  if (arrays.has("__metadata__")) throw new Error('safetensors: an array is named "__metadata__", which the format keeps for itself');
  for (const name of [...Object.keys(metadata), ...arrays.keys()]) expectName(name);
  for (const [name, text] of Object.entries(metadata))
    if (typeof text !== "string") throw new Error(`safetensors: metadata ${shown(name)} is ${shown(text)}, expected text`);
  const header: [string, unknown][] = [["__metadata__", metadata]];
  let offset = 0;
  for (const [name, array] of arrays) {
    const where = `safetensors: array ${shown(name)}`;
    expectObject(where, "the array", array, "{ shape, values }");
    const { shape, values } = array;
    expectShape(where, shape);
    if (!(values instanceof Float32Array || values instanceof Int32Array))
      throw refused(where, "values", values, "a Float32Array or Int32Array");
    if (shape.reduce((product, n) => product * n, 1) !== values.length)
      throw new Error(`safetensors: array ${shown(name)} [${shape.join(", ")}] has ${values.length} values, expected those of its shape`);
    const dtype = values instanceof Float32Array ? "F32" : "I32";
    header.push([name, { dtype, shape, data_offsets: [offset, offset + values.byteLength] }]);
    offset += values.byteLength;
  }
  const plain = encoder(JSON.stringify(Object.fromEntries(header)));
  const padded = Math.ceil(plain.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded + offset).fill(32, 8, 8 + padded);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(plain, 8);
  let at = 8 + padded;
  for (const { values } of arrays.values()) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/** @throws unless they are bytes, as of a file */
export function expectBytes(where: string, name: string, bytes: Uint8Array): void {
  if (!(bytes instanceof Uint8Array)) throw refused(where, name, bytes, "the bytes of a file as a Uint8Array");
}

/** An array over bytes of its own, whose numbers are read when asked for. */
function arrayOf({ name, dtype, shape }: StoredArray, bytes: Uint8Array<ArrayBuffer>): SafetensorsArray {
  let read: Float32Array | Int32Array | undefined;
  return {
    shape,
    get values() {
      const reader = Object.hasOwn(readers, dtype) ? readers[dtype] : undefined;
      if (!reader) throw new Error(`safetensors: array ${shown(name)} is ${shown(dtype)}, expected ${Object.keys(readers).join(", ")}`);
      try {
        return (read ??= reader(bytes));
      } catch (error) {
        throw new Error(`safetensors: array ${shown(name)} ${(error as Error).message}`);
      }
    },
  };
}

/**
 * A file's arrays. One that nobody asks for may be of any type (the I64 counters of a PyTorch file): its numbers are looked at where `values` is read.
 * @throws where the file breaks a rule of the format (`decodeHeader`), naming the array
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsFile {
  expectBytes("safetensors", "bytes", bytes);
  const { metadata, arrays, start } = decodeHeader(bytes);
  return {
    metadata,
    // not slice: that of a Node Buffer shares its memory
    arrays: new Map(
      arrays.map((array) => [array.name, arrayOf(array, new Uint8Array(bytes.subarray(start + array.from, start + array.to)))]),
    ),
  };
}
