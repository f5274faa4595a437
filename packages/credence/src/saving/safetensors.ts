import { expectObject, expectOptions, expectShape, refused } from "@credence/tensor";

/** Arrays by name with a text header, in the safetensors format: 8 bytes of header length, JSON header, little-endian data. */
export interface SafetensorsFile {
  readonly metadata: { readonly [name: string]: string };
  readonly arrays: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array | Int32Array }>;
}

const encoder = (text: string): Uint8Array => {
  // JSON.stringify with non-ASCII escaped needs no text encoder, which neither Node types nor DOM types are here to name
  const escaped = text.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return Uint8Array.from(escaped, (c) => c.charCodeAt(0));
};

/** @throws for an array named "__metadata__", the format's name for its text header; all others are accepted. */
export function encodeSafetensors(file: SafetensorsFile): Uint8Array {
  expectOptions("safetensors", file, { metadata: true, arrays: true });
  const { metadata, arrays } = file;
  expectObject("safetensors", "metadata", metadata, "an object of texts");
  for (const [name, text] of Object.entries(metadata))
    if (typeof text !== "string") throw refused("safetensors", `metadata.${name}`, text, "a text");
  if (!(arrays instanceof Map)) throw refused("safetensors", "arrays", arrays, "a Map from names to { shape, values }");
  for (const [name, array] of arrays) expectArray(name, array);
  if (arrays.has("__metadata__")) throw new Error('safetensors: an array is named "__metadata__", which the format keeps for itself');
  const header: [string, unknown][] = [["__metadata__", metadata]];
  let offset = 0;
  for (const [name, { shape, values }] of arrays) {
    const dtype = values instanceof Float32Array ? "F32" : "I32";
    header.push([name, { dtype, shape, data_offsets: [offset, offset + values.byteLength] }]);
    offset += values.byteLength;
  }
  // entries, not assignments: an array named "__proto__" would be lost
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

function expectArray(name: string, array: { readonly shape: readonly number[]; readonly values: Float32Array | Int32Array }): void {
  const where = `safetensors: array ${JSON.stringify(name)}`;
  expectShape(where, array?.shape);
  if (!(array.values instanceof Float32Array || array.values instanceof Int32Array))
    throw refused(where, "values", array.values, "a Float32Array or Int32Array");
  const count = array.shape.reduce((product, n) => product * n, 1);
  if (count !== array.values.length)
    throw new Error(`${where}: ${array.values.length} values for shape [${array.shape.join(", ")}], which holds ${count}`);
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

function decodeHeader(bytes: Uint8Array): { header: Record<string, Entry | Record<string, string>>; start: number } {
  if (bytes.length < 8) throw new Error(`safetensors: ${bytes.length} bytes, expected at least 8`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (8 + length > bytes.length) throw new Error(`safetensors: the header claims ${length} bytes of a file of ${bytes.length}`);
  let text = "";
  for (let i = 8; i < 8 + length; i++) text += String.fromCharCode(bytes[i]!);
  let header: Record<string, Entry | Record<string, string>>;
  try {
    // bytes of UTF-8 text become characters again through the percent form
    header = JSON.parse(decodeURIComponent(escapeBytes(text)));
  } catch {
    throw new Error("safetensors: the header is no JSON");
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) throw new Error("safetensors: the header is no JSON object");
  return { header, start: 8 + length };
}

const areCounts = (values: unknown): boolean => Array.isArray(values) && values.every((n) => Number.isSafeInteger(n) && n >= 0);

function entryOf(name: string, value: unknown): Entry {
  const entry = (value ?? {}) as Entry;
  if (entry.dtype !== "F32" && entry.dtype !== "I32")
    throw new Error(`safetensors: array "${name}" is ${entry.dtype}, expected F32 or I32`);
  if (!areCounts(entry.shape))
    throw new Error(`safetensors: array "${name}" has shape ${JSON.stringify(entry.shape)}, expected whole numbers`);
  if (!areCounts(entry.data_offsets) || entry.data_offsets.length !== 2)
    throw new Error(`safetensors: array "${name}" has data_offsets ${JSON.stringify(entry.data_offsets)}, expected two whole numbers`);
  return entry;
}

const escapeBytes = (binary: string): string =>
  binary.replace(/[%\u0080-\u00ff]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, "0")}`);

/** @throws unless they are bytes, as of a file */
export function expectBytes(where: string, name: string, bytes: Uint8Array): void {
  if (!(bytes instanceof Uint8Array)) throw refused(where, name, bytes, "the bytes of a file as a Uint8Array");
}

/** @throws where lengths, types or offsets do not fit the file, naming the array. */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsFile {
  expectBytes("safetensors", "bytes", bytes);
  const { header, start } = decodeHeader(bytes);
  const arrays = new Map<string, { shape: readonly number[]; values: Float32Array | Int32Array }>();
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") {
      metadata = (value ?? {}) as Record<string, string>;
      continue;
    }
    const {
      dtype,
      shape,
      data_offsets: [from, to],
    } = entryOf(name, value);
    const count = shape.reduce((product, n) => product * n, 1);
    if (to - from !== count * 4 || start + to > bytes.length)
      throw new Error(`safetensors: array "${name}" [${shape.join(", ")}] does not fit its place ${from} to ${to}`);
    // not slice: that of a Node Buffer shares its memory
    const copy = new Uint8Array(bytes.subarray(start + from, start + to));
    arrays.set(name, { shape, values: dtype === "F32" ? new Float32Array(copy.buffer) : new Int32Array(copy.buffer) });
  }
  return { metadata, arrays };
}
