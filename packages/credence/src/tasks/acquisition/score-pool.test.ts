import { engine, key, randomUniform, slice, type Tensor, tensor, zeros } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { mutualInformation } from "../scores/mutual-information.ts";
import { scorerOf } from "../scores/score.ts";
import { waveringClassifier } from "../testing/wavering-classifier.ts";
import type { RowSource } from "./acquisition.ts";
import { bald, random } from "./index.ts";
import { scorePool } from "./score-pool.ts";

const posterior = waveringClassifier();
const scorer = scorerOf(mutualInformation);
const options = { posterior, draws: 20, batchSize: 7 };
const inputs = randomUniform(key(5), [50, 2]);
const sourceOf = (x: Tensor): RowSource => ({
  size: x.shape[0]!,
  rows: async (from, count) => slice(x, [from, 0], [count, 2]),
});

describe("rows that come as they are asked for", () => {
  test("have the scores they have in one array, and are selected alike", async () => {
    const whole = { ...options, x: inputs };
    const streamed = { ...options, x: sourceOf(inputs) };
    expect(await scorePool(scorer, streamed, key(1))).toEqual(await scorePool(scorer, whole, key(1)));
    expect(await bald.select(streamed, 5, key(1))).toEqual(await bald.select(whole, 5, key(1)));
    expect(await random.select(streamed, 5, key(1))).toEqual(await random.select(whole, 5, key(1)));
  });

  test("are asked for once each, in batches", async () => {
    const asked: [number, number][] = [];
    const rows: RowSource["rows"] = (from, count) => {
      asked.push([from, count]);
      return zeros([count, 2]);
    };
    const x: RowSource = { size: 16, rows };
    expect(await scorePool(scorer, { ...options, x }, key(1))).toHaveLength(16);
    expect(asked).toEqual([
      [0, 7],
      [7, 7],
      [14, 2],
    ]);
    expect(await scorePool(scorer, { ...options, x: { ...x, size: 0 } }, key(1))).toHaveLength(0);
  });

  // the 1e5 and 1e6 rows of many inputs, at a twentieth of their size
  test("of ten times as many the engine holds no more", async () => {
    const peakAfter = async (size: number) => {
      const x: RowSource = { size, rows: (from, count) => randomUniform(key(from), [count, 2]) };
      await scorePool(scorer, { posterior, draws: 20, batchSize: 500, x }, key(1));
      return engine.info().memoryMiB.peak;
    };
    const few = await peakAfter(5000);
    expect(await peakAfter(50_000)).toBeLessThan(1.1 * few);
  });

  test("that are other rows than those asked for are refused", async () => {
    const given = (rows: unknown): RowSource => ({ size: 10, rows: () => rows as Tensor });
    const refused = (x: RowSource) => scorePool(scorer, { ...options, x }, key(1));
    await expect(refused(given(zeros([6, 2])))).rejects.toThrow("scorePool: rows 0 to 6 are Tensor float32 [6, 2]");
    await expect(refused(given(undefined))).rejects.toThrow("rows 0 to 6 are undefined, expected an array of 7 rows");
    await expect(refused({ ...given(zeros([7, 2])), size: 2.5 })).rejects.toThrow(
      "scorePool: x.size is 2.5, expected a whole number from 0",
    );
    await expect(refused({ size: 3, rows: 3 as never })).rejects.toThrow("scorePool: x.rows is 3, expected a function");
  });
});

test("a scorer that gives another number of scores is refused", async () => {
  const short = async () => tensor([1, 2]);
  await expect(scorePool(short, { ...options, x: inputs }, key(1))).rejects.toThrow(
    "scorePool: 2 scores of 50 rows, expected one for each",
  );
});
