/** Rows of numbers. */
interface NumberRows {
  /** [rows, width], row-major. */
  readonly inputs: Float32Array<ArrayBuffer>;
  readonly width: number;
}

/** 53 bits of each row and what else is told of it (two FNV-1a hashes of 32-bit words, mixed at the end): equal rows have equal ones. */
export function rowHashes({ inputs, width }: NumberRows, extra?: ArrayLike<number>): Float64Array {
  const words = new Uint32Array(inputs.buffer, inputs.byteOffset, inputs.length);
  return Float64Array.from({ length: inputs.length / width }, (_, row) => {
    let [high, low] = [0x811c9dc5, 0xc9dc5118];
    const add = (word: number) => {
      high = Math.imul(high ^ word, 0x01000193);
      low = Math.imul(low ^ (word >>> 16) ^ (word << 16), 0x01000193);
    };
    for (let at = row * width; at < (row + 1) * width; at++) add(words[at]);
    if (extra) for (const word of new Uint32Array(Float64Array.of(extra[row]).buffer)) add(word);
    return (mixed(high) >>> 11) * 2 ** 32 + (mixed(low ^ high) >>> 0);
  });
}

/** Every bit moves every other (the last steps of MurmurHash3). */
function mixed(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}

/** A number in [0, 1) of each row, spread evenly over different rows and the same for equal ones. */
export const rowUniforms = (rows: NumberRows): Float64Array => rowHashes(rows).map((hash) => hash / 2 ** 53);
