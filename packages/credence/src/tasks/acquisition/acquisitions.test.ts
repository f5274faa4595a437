import { key, tensor, uniforms } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { predict } from "../../inference/predict.ts";
import { predictiveOf, uncertainty } from "../../predictive/index.ts";
import { sureRows, unsureRow, waveringClassifier } from "../testing/wavering-classifier.ts";
import type { Pool } from "./acquisition.ts";
import { highestScore } from "./highest-score.ts";
import * as acquisitions from "./index.ts";
import { jointInformation } from "./joint-information.ts";

const all = Object.entries(acquisitions);
const posterior = waveringClassifier();
const poolOf = (rows: readonly (readonly number[])[]): Pool => ({ posterior, x: tensor(rows, [rows.length, 2]), draws: 30 });
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

  test("gives rows of x, and only those that may be chosen, whatever the batch size", async () => {
    const rows = Int32Array.of(11, 7, 2, 5);
    const found = await acquisition.select({ ...pool, rows, batchSize: 3 }, 4, key(5));
    expect([...found].toSorted()).toEqual([...rows].toSorted());
    expect(found).toEqual(await acquisition.select({ ...pool, rows }, 4, key(5)));
    await expect(acquisition.select({ ...pool, rows: Int32Array.of(3, 12) }, 1, key(0))).rejects.toThrow(
      `${name}: rows[1] is 12, expected a whole number from 0 to 11`,
    );
    await expect(acquisition.select({ ...pool, rows: Int32Array.of(3, 3) }, 1, key(0))).rejects.toThrow(`${name}: rows has a row twice`);
    await expect(acquisition.select({ ...pool, rows }, 5, key(0))).rejects.toThrow(`${name}: count is 5, expected at most 4`);
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

test("BALD takes copies of one row; the label of the second tells less once the first is known", async () => {
  const twins = poolOf([...Array.from({ length: 4 }, () => [0, 3]), ...sureRows(3)]);
  const [first, second] = await acquisitions.bald.select(twins, 2, key(1));
  expect([first!, second!].every((row) => row < 4)).toBe(true);
  const { information } = await jointInformation(await predict(posterior, twins.x, { draws: 30 }, key(0)), { count: 2, key: key(0) });
  // the second of two copies tells less than the first
  expect(information[1]! - information[0]!).toBeLessThan(0.5 * information[0]!);
});

describe("the joint of labels", () => {
  /** H[y_1 ... y_b] - sum of E_w H[y_i | w] of all rows, combination by combination. */
  const informationOf = (draws: readonly (readonly (readonly number[])[])[]) => {
    const combinations = draws[0]!.reduce<number[][]>((all, row) => all.flatMap((labels) => row.map((_, c) => [...labels, c])), [[]]);
    const entropy = (p: readonly number[]) => -p.reduce((total, share) => total + (share > 0 ? share * Math.log(share) : 0), 0);
    const joint = combinations.map(
      (labels) => draws.reduce((total, rows) => total + labels.reduce((p, c, i) => p * rows[i]![c]!, 1), 0) / draws.length,
    );
    return entropy(joint) - draws.reduce((total, rows) => total + rows.reduce((sum, row) => sum + entropy(row), 0), 0) / draws.length;
  };
  const randomDraws = (rows: number, classes: number) => {
    const u = uniforms(key(9), 6 * rows * classes);
    return Array.from({ length: 6 }, (_, s) =>
      Array.from({ length: rows }, (_, row) => {
        const sharp = Array.from({ length: classes }, (_, c) => u[(s * rows + row) * classes + c]! ** 4);
        const total = sharp.reduce((a, b) => a + b, 0);
        return sharp.map((value) => value / total);
      }),
    );
  };

  test("is exact for few labels", async () => {
    const draws = randomDraws(4, 3);
    const { information } = await jointInformation(predictiveOf(draws), { count: 4, key: key(0) });
    expect(information[3]).toBeCloseTo(informationOf(draws), 5);
  });

  test("is near the exact one when combinations are sampled", async () => {
    // 4^7 combinations, of which 2,000 are sampled after 4^5
    const draws = randomDraws(7, 4);
    const { information } = await jointInformation(predictiveOf(draws), { count: 7, key: key(0) });
    // an entropy of at most log 6 over 2,000 samples: a standard error of 0.02
    expect(Math.abs(information[6]! - informationOf(draws))).toBeLessThan(0.08);
  });
});

test("powerBald takes a row as often as its share of the mutual information", async () => {
  const rows = poolOf([
    [0, 1],
    [0, 3],
  ]);
  const [low, high] = await uncertainty.epistemic(await predict(posterior, rows.x, { draws: 400 }, key(0))).read();
  let firsts = 0;
  for (let seed = 0; seed < 300; seed++) firsts += (await acquisitions.powerBald.select({ ...rows, draws: 400 }, 1, key(seed)))[0]!;
  const share = high! / (low! + high!);
  // four standard errors of 300 draws
  expect(Math.abs(firsts / 300 - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / 300));
});

test("epig prefers rows whose label tells about the other rows", async () => {
  const shared = poolOf([
    [0, 3],
    [0, 3],
    [0, 2.5],
    [2, 0],
    [2, 0.1],
  ]);
  const order = [...(await acquisitions.epig.select({ ...shared, draws: 200 }, 5, key(0)))];
  expect(order.slice(0, 3).toSorted()).toEqual([0, 1, 2]);
});
