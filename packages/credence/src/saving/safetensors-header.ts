import { bytesOfDtype } from "./stored-numbers.ts";

/** Where an array lies: bytes [from, to) after the header. */
export interface StoredArray {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** What a file says before its numbers; `start` is the byte where they begin. */
export interface SafetensorsHeader {
  readonly metadata: { readonly [name: string]: string };
  readonly arrays: readonly StoredArray[];
  readonly start: number;
}

/** The format's own limit. */
const longestHeader = 100_000_000;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** As JSON, so that a name with a line break in it leaves the message in one line. */
export const shown = (value: unknown): string => String(JSON.stringify(value)).slice(0, 100);

/** The names of a file are keys of objects wherever it goes: one that is no own key of an object literal is refused. */
export function expectName(name: string): void {
  if (name === "__proto__") throw new Error('safetensors: the name "__proto__" is none that an object can hold');
}

/** @throws for the first key that an object has twice, of which JSON.parse would keep the last */
function expectDistinctKeys(json: string): void {
  const open: Set<string>[] = [];
  for (const [token, , colon] of json.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}]/g)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (colon !== undefined) {
      const key: string = JSON.parse(token.slice(0, -colon.length));
      expectName(key);
      if (open.at(-1)!.has(key)) throw new Error(`safetensors: the header has the key ${shown(key)} twice`);
      open.at(-1)!.add(key);
    }
  }
}

/** bytes of UTF-8 text become characters through the percent form: neither Node types nor DOM types are here to name a decoder */
function utf8(bytes: Uint8Array): string {
  let escaped = "";
  for (const byte of bytes) escaped += byte < 128 && byte !== 37 ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, "0")}`;
  try {
    return decodeURIComponent(escaped);
  } catch {
    throw new Error("safetensors: the header is not UTF-8");
  }
}

function jsonOf(bytes: Uint8Array): { json: Readonly<Record<string, unknown>>; start: number } {
  if (bytes.length < 8) throw new Error(`safetensors: ${bytes.length} bytes, expected at least 8`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (8 + length > bytes.length) throw new Error(`safetensors: the header claims ${length} bytes of a file of ${bytes.length}`);
  if (length > longestHeader) throw new Error(`safetensors: the header claims ${length} bytes, expected at most ${longestHeader}`);
  const text = utf8(bytes.subarray(8, 8 + length));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error("safetensors: the header is no JSON");
  }
  if (!isObject(json)) throw new Error("safetensors: the header is no JSON object");
  if (text[0] !== "{") throw new Error(`safetensors: the header begins with ${shown(text[0])}, expected {`);
  expectDistinctKeys(text);
  return { json, start: 8 + length };
}

const areCounts = (values: unknown): values is number[] =>
  Array.isArray(values) && values.every((n) => Number.isSafeInteger(n) && n >= 0 && !Object.is(n, -0));

function storedArray(name: string, value: unknown): StoredArray {
  const where = `safetensors: array ${shown(name)}`;
  if (!isObject(value)) throw new Error(`${where} is ${shown(value)}, expected an object of dtype, shape and data_offsets`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== "string") throw new Error(`${where} has dtype ${shown(dtype)}, expected text`);
  if (!areCounts(shape)) throw new Error(`${where} has shape ${shown(shape)}, expected whole numbers`);
  if (!areCounts(offsets) || offsets.length !== 2)
    throw new Error(`${where} has data_offsets ${shown(offsets)}, expected two whole numbers`);
  const [from, to] = offsets as [number, number];
  const bytes = Object.hasOwn(bytesOfDtype, dtype) ? bytesOfDtype[dtype]! * shape.reduce((product, n) => product * n, 1) : undefined;
  if (to < from || (bytes !== undefined && to - from !== bytes))
    throw new Error(`${where} of ${shown(dtype)} [${shape.join(", ")}] does not fit its place ${from} to ${to}`);
  return { name, dtype, shape, from, to };
}

/** @throws unless the arrays fill the bytes after the header, each byte one array's */
function expectFilled(arrays: readonly StoredArray[], size: number): void {
  let before: StoredArray | undefined;
  let end = 0;
  for (const array of arrays.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const { name, from, to } = array;
    if (to > size)
      throw new Error(`safetensors: array ${shown(name)} lies at ${from} to ${to}, beyond the ${size} bytes that the file has`);
    if (from < end)
      throw new Error(
        `safetensors: array ${shown(name)} at ${from} to ${to} overlaps ${shown(before!.name)} at ${before!.from} to ${before!.to}`,
      );
    if (from > end) throw new Error(`safetensors: the bytes ${end} to ${from} before array ${shown(name)} are no array's`);
    before = array;
    end = to;
  }
  if (end < size) throw new Error(`safetensors: the bytes ${end} to ${size} at the end of the file are no array's`);
}

function metadataOf(value: unknown): SafetensorsHeader["metadata"] {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw new Error(`safetensors: __metadata__ is ${shown(value)}, expected an object of texts`);
  for (const [name, text] of Object.entries(value))
    if (typeof text !== "string") throw new Error(`safetensors: __metadata__ ${shown(name)} is ${shown(text)}, expected text`);
  return value as SafetensorsHeader["metadata"];
}

/**
 * The rules of the format: a length of at most 100 MB, a JSON object in UTF-8 that begins with {, no key twice, of every array a type, a shape and a
 * place that fit each other, and places that fill the file without a gap or an overlap. Places need not be aligned.
 * @throws for the first that is broken, naming the array
 */
export function decodeHeader(bytes: Uint8Array): SafetensorsHeader {
  const { json, start } = jsonOf(bytes);
  const { __metadata__: metadata, ...entries } = json;
  const texts = metadataOf(metadata);
  const arrays = Object.entries(entries).map(([name, value]) => storedArray(name, value));
  expectFilled(arrays, bytes.length - start);
  return { metadata: texts, arrays, start };
}
