import { describe } from "../describe.ts";
import { expectWhole, refused } from "../plain-arguments.ts";
import { inspect } from "../print.ts";
import type { Key } from "../types.ts";

/** The upper 32 bits of a product of two words, from products of their halves that a float64 holds exactly. */
const multiplyHigh = (a: number, b: number): number => {
  const low = (a & 0xffff) * (b & 0xffff);
  const middle = (a >>> 16) * (b & 0xffff) + (low >>> 16);
  const other = (a & 0xffff) * (b >>> 16) + (middle % 65536);
  return ((a >>> 16) * (b >>> 16) + Math.floor(middle / 65536) + Math.floor(other / 65536)) >>> 0;
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
  expectWords("counter", counter, 4);
  expectWords("words", words, 2);
  expectWhole("philox", "rounds", rounds);
  let [x0, x1, x2, x3] = counter;
  let [k0, k1] = words;
  for (let round = 0; round < rounds; round++) {
    const high0 = multiplyHigh(x0, 0xd2511f53);
    const high1 = multiplyHigh(x2, 0xcd9e8d57);
    const low0 = Math.imul(x0, 0xd2511f53) >>> 0;
    const low1 = Math.imul(x2, 0xcd9e8d57) >>> 0;
    x0 = (high1 ^ x1 ^ k0) >>> 0;
    x1 = low1;
    x2 = (high0 ^ x3 ^ k1) >>> 0;
    x3 = low0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [x0, x1, x2, x3];
}

function expectWords(name: string, given: readonly number[], count: number): void {
  if (!Array.isArray(given) || given.length !== count) throw refused("philox", name, given, `${count} words of 32 bits`);
  for (const word of given)
    if (word >>> 0 !== word) throw refused("philox", `a word of ${name}`, word, "a whole number from 0 to 2^32 - 1");
}

// FNV-1a over the UTF-8 bytes, once per word with different offsets, so that labels meet in neither.
function labelWords(label: string): [number, number] {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  const take = (byte: number): void => {
    a = Math.imul(a ^ byte, 0x01000193) >>> 0;
    b = Math.imul((b + byte) ^ (b >>> 15), 0x85ebca6b) >>> 0;
  };
  for (let i = 0; i < label.length; i++) {
    const code = label.codePointAt(i)!;
    if (code < 0x80) take(code);
    else {
      if (code < 0x800) take(0xc0 | (code >> 6));
      else {
        if (code < 0x10000) take(0xe0 | (code >> 12));
        else {
          take(0xf0 | (code >> 18));
          take(0x80 | ((code >> 12) & 63));
          // two units of UTF-16
          i++;
        }
        take(0x80 | ((code >> 6) & 63));
      }
      take(0x80 | (code & 63));
    }
  }
  return [a, b];
}

/** A class for speed alone: every step of a training derives keys, and one shared prototype makes them faster than members of each object. */
class PhiloxKey implements Key {
  readonly words: readonly [number, number];

  constructor(words: readonly [number, number]) {
    this.words = words;
  }

  child(label: string | number): Key {
    if (typeof label !== "string" && (!Number.isInteger(label) || label < 0))
      throw new Error(`key: child ${describe(label)}, expected a text or a whole number from 0`);
    // texts, whole numbers and the arrays' own counters (whose last word is 0) live in different corners of the counter space
    const [a, b] = typeof label === "string" ? labelWords(label) : [label >>> 0, Math.floor(label / 2 ** 32) >>> 0];
    const [x, y] = philox([a, b, 0, typeof label === "string" ? 1 : 2], this.words);
    return new PhiloxKey([x, y]);
  }

  toString(): string {
    const hexadecimal = (word: number): string => word.toString(16).padStart(8, "0");
    return `Key ${hexadecimal(this.words[1])}${hexadecimal(this.words[0])}`;
  }

  [inspect](): string {
    return this.toString();
  }
}

/** Whether it is a point in the tree of random streams. */
export const isKey = (given: unknown): given is Key =>
  given !== null &&
  typeof given === "object" &&
  Array.isArray((given as Partial<Key>).words) &&
  typeof (given as Partial<Key>).child === "function";

/** @throws for what is no key: a seed that was not given to `key`, an option in its place */
export function expectKey(where: string, given: Key): void {
  if (!isKey(given)) throw new Error(`${where}: key is ${describe(given)}, expected one made by key(seed)`);
}

/**
 * The root of a tree of random streams.
 *
 * Values depend on the key and the index only; adding a consumer with a label of its own shifts nobody.
 * @example
 * const root = key(0);
 * randomNormal(root.child("weights"), [3]) // => [-0.2820, -0.3912, 0.5788] (always)
 */
export function key(seed: number): Key {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new Error(`key: seed is ${describe(seed)}, expected a whole number from 0 to 2^53 - 1`);
  return new PhiloxKey([seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0]);
}
