/** Bytes of any length as int32 words, the last one padded with zeros: how a file rides as an array inside another. */
export function wordsOf(bytes: Uint8Array): Int32Array {
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  return new Int32Array(padded.buffer);
}

/** The first `length` bytes of the words, as a copy. */
export const bytesOf = (words: Int32Array, length: number): Uint8Array =>
  new Uint8Array(words.buffer, words.byteOffset, words.byteLength).slice(0, length);
