import { bytesOf, wordsOf } from "./bytes-as-words.ts";
import { headerOf } from "./header.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

/** Files inside a file, in their order, beside a header of whoever packs them: bytes ride as int32 words, their true lengths in the header. */
export function packFiles(header: object, files: readonly Uint8Array[]): Uint8Array {
  return encodeSafetensors({
    metadata: { credence: JSON.stringify({ ...header, lengths: files.map((bytes) => bytes.length) }) },
    arrays: new Map(files.map((bytes, i) => [String(i), { shape: [Math.ceil(bytes.length / 4)], values: wordsOf(bytes) }])),
  });
}

export interface PackedFiles {
  readonly header: { readonly [name: string]: unknown };
  readonly files: readonly Uint8Array[];
}

/** @throws where the header is no JSON object, or a file that it counts is not there or of another length */
export function unpackFiles(where: string, bytes: Uint8Array): PackedFiles {
  const { metadata, arrays } = decodeSafetensors(bytes);
  const { lengths = [], ...header } = headerOf(where, metadata.credence);
  if (!Array.isArray(lengths)) throw new Error(`${where}: the lengths of the files are ${JSON.stringify(lengths)}, expected a list`);
  const files = lengths.map((length, i) => {
    const array = arrays.get(String(i));
    if (!array) throw new Error(`${where}: file ${i} of ${lengths.length} is not there`);
    return bytesOf(`${where}: file ${i}`, array.values, length);
  });
  return { header, files };
}
