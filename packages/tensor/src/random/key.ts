import type { Key } from "../types.ts";

const multiplyHigh = (a: number, b: number): [number, number] => {
  const product = BigInt(a) * BigInt(b);
  return [Number(product >> 32n), Number(product & 0xffffffffn)];
};

/**
 * Philox4x32 (Salmon et al. 2011): four words of bits from four words of counter and two of key. The arrays' kernel uses 7 rounds;
 * keys are derived with the full 10.
 */
export function philox(
  counter: readonly [number, number, number, number],
  words: readonly [number, number],
  rounds = 10,
): [number, number, number, number] {
  let [x0, x1, x2, x3] = counter;
  let [k0, k1] = words;
  for (let round = 0; round < rounds; round++) {
    const [high0, low0] = multiplyHigh(x0, 0xd2511f53);
    const [high1, low1] = multiplyHigh(x2, 0xcd9e8d57);
    [x0, x1, x2, x3] = [(high1 ^ x1 ^ k0) >>> 0, low1, (high0 ^ x3 ^ k1) >>> 0, low0];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [x0, x1, x2, x3];
}

// FNV-1a over the UTF-8 bytes, once per word with different offsets, so that labels meet in neither.
function labelWords(label: string): [number, number] {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (const byte of utf8(label)) {
    a = Math.imul(a ^ byte, 0x01000193) >>> 0;
    b = Math.imul((b + byte) ^ (b >>> 15), 0x85ebca6b) >>> 0;
  }
  return [a, b];
}

function* utf8(text: string): Generator<number> {
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x80) yield code;
    else {
      if (code < 0x800) yield 0xc0 | (code >> 6);
      else {
        if (code < 0x10000) yield 0xe0 | (code >> 12);
        else {
          yield 0xf0 | (code >> 18);
          yield 0x80 | ((code >> 12) & 63);
        }
        yield 0x80 | ((code >> 6) & 63);
      }
      yield 0x80 | (code & 63);
    }
  }
}

function keyOf(words: readonly [number, number]): Key {
  return {
    words,
    child(label) {
      // texts, whole numbers and the arrays' own counters (whose last word is 0) live in different corners of the counter space
      const [a, b] = typeof label === "string" ? labelWords(label) : [label >>> 0, Math.floor(label / 2 ** 32) >>> 0];
      if (typeof label === "number" && (!Number.isInteger(label) || label < 0))
        throw new Error(`key: child ${label}, expected a text or a whole number from 0`);
      const [x, y] = philox([a, b, 0, typeof label === "string" ? 1 : 2], words);
      return keyOf([x, y]);
    },
  };
}

/**
 * The root of a tree of random streams.
 *
 * Values depend on the key and the index only; adding a consumer with a label of its own shifts nobody.
 * @example
 * const root = key(0);
 * randomNormal(root.child("weights"), [3]); // the same three numbers, always
 */
export function key(seed: number): Key {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error(`key: seed is ${seed}, expected a whole number from 0 to 2^53 - 1`);
  return keyOf([seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0]);
}
