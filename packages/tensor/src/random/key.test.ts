import { describe, expect, test } from "vitest";
import { gaussianDraw, key, normals, philox, randomBits, tensor, uniforms } from "../index.ts";
import { expectClose } from "../testing/numbers.ts";

const hex = (words: readonly number[]) => words.map((word) => word.toString(16).padStart(8, "0")).join(" ");

describe("philox", () => {
  // kat_vectors of Random123: philox4x32, 10 rounds
  test.each([
    [[0, 0, 0, 0], [0, 0], "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], "408f276d 41c83b0e a20bc7c6 6d5451fd"],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], "d16cfe09 94fdcceb 5001e420 24126ea1"],
  ] as const)("counter %o, key %o gives the published words", (counter, words, expected) => {
    expect(hex(philox(counter, words))).toBe(expected);
  });

  test("with 7 rounds it is what the arrays' kernel computes, at the documented place", async () => {
    const root = key(12345678901);
    const values = new Uint32Array((await randomBits(root, [40_000]).read()).buffer);
    // past the first chunk of 8192 too, and in the middle of a block of 16
    for (const i of [0, 1, 4, 15, 16, 17, 8191, 8192, 8205, 39_999])
      expect(values[i]).toBe(philox([4 * Math.floor(i / 16) + (i % 4), 0, 0, 0], root.words, 7)[Math.floor(i / 4) % 4]);
    expect(uniforms(root, 20)[19]).toBe((values[19]! >>> 8) / 2 ** 24);
  });

  test("normals are Box-Muller pairs of its words, and draws are its third counter word", async () => {
    const root = key(7);
    const normalAt = (i: number, stream: number) => {
      const words = philox([4 * Math.floor(i / 16) + (i % 4), 0, stream, 0], root.words, 7);
      // outputs 0 and 1 make the first eight values of a block, 2 and 3 the others; four cosines, then four sines
      const pair = Math.floor((i % 16) / 8) * 2;
      const radius = Math.sqrt(-2 * Math.log(((words[pair]! >>> 8) + 0.5) / 2 ** 24));
      const turn = 2 * Math.PI * ((words[pair + 1]! | 0) / 2 ** 32);
      return radius * (Math.floor(i / 4) % 2 === 0 ? Math.cos(turn) : Math.sin(turn));
    };
    const plain = normals(root, 1000);
    expectClose(
      plain,
      Array.from(plain, (_, i) => normalAt(i, 0)),
      { relative: 1e-5, absolute: 2e-6 },
    );
    const size = 600;
    const zero = tensor(new Float32Array(size));
    const { weights } = gaussianDraw(zero, zero, { noise: root, draws: 3 });
    const expected = Array.from({ length: 3 * size }, (_, i) => Math.LN2 * normalAt(i % size, Math.floor(i / size)));
    expectClose(await weights.read(), expected, { relative: 1e-5, absolute: 2e-6 });
  });
});

describe("key", () => {
  test("equal labels give equal children; a text, a number and another text do not", () => {
    const root = key(0);
    expect(root.child("fit").words).toEqual(root.child("fit").words);
    const labels = ["fit", "data", "fi", "tif", "", "0", "1", 0, 1, 2 ** 32, 2 ** 32 + 1, "é", "e", "日本", "日"];
    const seen = new Set([root, ...labels.map((label) => root.child(label))].map(({ words }) => hex(words)));
    expect(seen.size).toBe(labels.length + 1);
    expect(root.child("a").child("b").words).not.toEqual(root.child("b").child("a").words);
  });

  test("a text's child is the block of its FNV-1a words, over UTF-8", () => {
    const root = key(3);
    for (const label of ["", "weight", "é", "ß1", "日本", "a😀b", "😀😀"]) {
      let [a, b] = [0x811c9dc5, 0x9747b28c];
      for (const byte of new TextEncoder().encode(label)) {
        a = Math.imul(a ^ byte, 0x01000193) >>> 0;
        b = Math.imul((b + byte) ^ (b >>> 15), 0x85ebca6b) >>> 0;
      }
      expect(root.child(label).words).toEqual(philox([a, b, 0, 1], root.words).slice(0, 2));
    }
  });

  test("no two of 60,000 children are one: numbers and short texts, under two seeds", () => {
    const seen = new Set<string>();
    for (const root of [key(0), key(1)])
      for (let i = 0; i < 15_000; i++) {
        seen.add(hex(root.child(i).words));
        seen.add(hex(root.child(`layer-${i}`).words));
      }
    expect(seen.size).toBe(60_000);
  });

  test("seeds beyond 32 bits count in full", () => {
    expect(key(2 ** 32).words).toEqual([0, 1]);
    expect(key(Number.MAX_SAFE_INTEGER).words).toEqual([0xffffffff, 0x1fffff]);
  });

  test("says what is wrong", () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53])
      expect(() => key(seed)).toThrow(`key: seed is ${seed}, expected a whole number from 0 to 2^53 - 1`);
    for (const label of [-1, 0.5])
      expect(() => key(0).child(label)).toThrow(`key: child ${label}, expected a text or a whole number from 0`);
  });
});
