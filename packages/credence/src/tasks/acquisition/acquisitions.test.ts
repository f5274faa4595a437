import { key, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { sureRows, unsureRow, waveringClassifier } from "../testing/wavering-classifier.ts";
import type { Pool } from "./acquisition.ts";
import { highestScore } from "./highest-score.ts";
import * as acquisitions from "./index.ts";

const all = Object.entries(acquisitions);
const posterior = waveringClassifier();
const poolOf = (rows: readonly (readonly number[])[]) => ({ posterior, x: tensor(rows, [rows.length, 2]), draws: 30 }) satisfies Pool;
const pool = poolOf([...sureRows(7), unsureRow, ...sureRows(4)]);
const UNSURE = 7;
/** Those that ask the posterior. */
const asking = all.filter(([name]) => name !== "random");

describe.each(all)("%s", (name, acquisition) => {
  test("has the registry's name", () => expect(acquisition.name).toBe(name));

  test("gives as many different rows of the pool as are asked for, the same for the same key", async () => {
    for (const count of [1, 5, 12]) {
      const rows = await acquisition.select(pool, count, key(3));
      expect(rows).toBeInstanceOf(Int32Array);
      expect(rows).toHaveLength(count);
      expect(new Set(rows).size).toBe(count);
      expect(Math.min(...rows)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...rows)).toBeLessThan(12);
      expect(await acquisition.select(pool, count, key(3))).toEqual(rows);
    }
  });

  test("leaves the pool as it is", async () => {
    const before = [...(await pool.x.read())];
    await acquisition.select(pool, 3, key(1));
    expect([...(await pool.x.read())]).toEqual(before);
  });

  test("among rows that are all alike it chooses by the key", async () => {
    const alike = poolOf(Array.from({ length: 40 }, () => [2, 0]));
    const firsts = await Promise.all(Array.from({ length: 20 }, async (_, seed) => (await acquisition.select(alike, 1, key(seed)))[0]));
    // 20 of 40 at random: fewer than 8 different ones have probability below 1e-5
    expect(new Set(firsts).size).toBeGreaterThanOrEqual(8);
  });

  test("refuses more than the pool holds, and none", async () => {
    await expect(acquisition.select(pool, 13, key(0))).rejects.toThrow(`${name}: count is 13, expected at most 12, the size of the pool`);
    await expect(acquisition.select(pool, 0, key(0))).rejects.toThrow(`${name}: count is 0, expected a whole number from 1`);
    await expect(acquisition.select(poolOf([]), 1, key(0))).rejects.toThrow(`${name}: count is 1, expected at most 0`);
  });
});

test.each(asking)("%s asks first about the row that the posterior is unsure of", async (_, acquisition) => {
  for (const seed of [0, 1, 2]) expect((await acquisition.select(pool, 3, key(seed)))[0]).toBe(UNSURE);
});

test("random takes every row equally often", async () => {
  const counts = new Array<number>(12).fill(0);
  for (let seed = 0; seed < 600; seed++) for (const row of await acquisitions.random.select(pool, 2, key(seed))) counts[row]!++;
  // 100 expected, standard deviation 9.1
  for (const count of counts) expect(Math.abs(count - 100)).toBeLessThan(37);
});

describe("the highest scores", () => {
  const byValue = (values: readonly number[]) => highestScore("own", async () => tensor(values));
  const rows = poolOf(Array.from({ length: 5 }, () => [0, 0]));

  test("come in descending order, infinite ones too, ties in an order drawn", async () => {
    expect([...(await byValue([1, 5, -3, 4, 2]).select(rows, 5, key(0)))]).toEqual([1, 3, 4, 0, 2]);
    expect((await byValue([1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 4, 2]).select(rows, 1, key(0)))[0]).toBe(1);
    const tied = await Promise.all(
      Array.from({ length: 30 }, async (_, seed) => [...(await byValue([1, 2, 2, 2, 0]).select(rows, 4, key(seed)))]),
    );
    for (const order of tied) {
      expect(order.slice(0, 3).toSorted()).toEqual([1, 2, 3]);
      expect(order[3]).toBe(0);
    }
    expect(new Set(tied.map(String)).size).toBe(6);
  });

  test("a score that is NaN is named with its row", async () => {
    await expect(byValue([1, 2, Number.NaN, 0, 0]).select(rows, 1, key(0))).rejects.toThrow(
      "own: the score of row 2 is NaN, expected a number",
    );
  });
});
