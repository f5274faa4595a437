import { key, normals } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { bulkEss, meanStandardError, rHat, tailEss } from "./diagnostics.ts";
import { arvizReference } from "./testing/arviz-reference.ts";

test.each(arvizReference)("$name chains: as ArviZ", ({ chains, ...expected }) => {
  expect(bulkEss(chains)).toBeCloseTo(expected.bulkEss, 9);
  expect(tailEss(chains)).toBeCloseTo(expected.tailEss, 9);
  expect(meanStandardError(chains)).toBeCloseTo(expected.standardError, 12);
  // ArviZ asks for two chains
  if (expected.rHat !== null) expect(rHat(chains)).toBeCloseTo(expected.rHat, 12);
});

const noise = (label: string, count: number) => Array.from(normals(key(3).child(label), count));

test("chains of one distribution have an R-hat near 1; of two, and one that drifts, above", () => {
  const [a, b] = [noise("a", 400), noise("b", 400)];
  expect(rHat([a, b])).toBeLessThan(1.01);
  expect(rHat([a, b.map((value) => value + 1)])).toBeGreaterThan(1.1);
  // the same centre, another width: what folding is for
  expect(rHat([a, b.map((value) => 5 * value)])).toBeGreaterThan(1.1);
  expect(rHat([a.map((value, i) => value + i / 100)])).toBeGreaterThan(1.1);
  // each stuck at a place of its own, and one that left one place for another: all distances from the median are equal
  expect(rHat([Array(8).fill(1), Array(8).fill(2)])).toBe(Number.POSITIVE_INFINITY);
  expect(rHat([[3, 3, 3, 3, 5, 5, 5, 5]])).toBe(Number.POSITIVE_INFINITY);
  const coin = a.map((value) => Number(value > 0));
  expect(rHat([coin, coin.map((value) => 1 - value)])).toBeLessThan(1.1);
  expect(rHat([Array(8).fill(1), Array(8).fill(1)])).toBeNaN();
});

describe("chains that cannot be judged", () => {
  test.each([
    ["none", [], "0 chains of 0 draws"],
    ["too short", [[1, 2, 3]], "1 chains of 3 draws, expected a chain or more of 4 draws or more"],
    [
      "of different lengths",
      [
        [1, 2, 3, 4],
        [1, 2, 3, 4, 5],
      ],
      "chain 1 has 5 draws, expected 4",
    ],
    ["with NaN", [[1, 2, Number.NaN, 4]], "chains[0][2] is NaN"],
  ])("%s", (_, chains, message) => {
    expect(() => rHat(chains)).toThrow(message);
    expect(() => bulkEss(chains)).toThrow(message.replace("rHat", "bulkEss"));
  });
  test("constant draws have no R-hat", () => {
    expect(
      rHat([
        [2, 2, 2, 2],
        [2, 2, 2, 2],
      ]),
    ).toBeNaN();
  });
});
