/** Bytes of any length as int32 words, the last one padded with zeros: how a file rides as an array inside another. */
export function wordsOf(bytes: Uint8Array): Int32Array {
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  return new Int32Array(padded.buffer);
}

/**
 * The first `length` bytes of the words, as a copy.
 * @throws for a length that is not that of so many words, naming `where`, as that of a spoiled header
 */
export function bytesOf(where: string, words: Float32Array | Int32Array, length: unknown): Uint8Array {
  if (!Number.isSafeInteger(length) || (length as number) < 0 || Math.ceil((length as number) / 4) !== words.length)
    throw new Error(`${where} has ${4 * words.length} bytes, the header says ${JSON.stringify(length)}`);
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength).slice(0, length as number);
}
