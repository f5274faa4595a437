import { key, uniforms } from "@credence/tensor";
import { expect, test } from "vitest";
import { separation } from "./index.ts";

const u = uniforms(key(3), 400);
const positive = Array.from({ length: 200 }, (_, i) => Number(u[i]! < 0.2));
// ten levels: many ties
const scores = positive.map((mark, i) => Math.floor(10 * (0.7 * u[200 + i]! + 0.3 * mark)) / 10);

/** Average precision by its definition: every threshold, the flagged counted anew. */
function averagePrecision(values: readonly number[], marks: readonly number[]): number {
  const all = marks.filter((mark) => mark === 1).length;
  let area = 0;
  let before = 0;
  for (const threshold of [...new Set(values)].toSorted((a, b) => b - a)) {
    const flagged = marks.filter((_, i) => values[i]! >= threshold);
    const found = flagged.filter((mark) => mark === 1).length;
    area += ((found - before) / all) * (found / flagged.length);
    before = found;
  }
  return area;
}

/** The first threshold that finds 95 in 100 of the marked, and the share of the others it takes along. */
function fprAt95(values: readonly number[], marks: readonly number[]): number {
  const share = (threshold: number, mark: number) =>
    values.filter((value, i) => marks[i] === mark && value >= threshold).length / marks.filter((one) => one === mark).length;
  const threshold = [...new Set(values)].toSorted((a, b) => b - a).find((one) => share(one, 1) >= 0.95)!;
  return share(threshold, 0);
}

test("both ways, by definition, with ties", async () => {
  const got = await separation(scores, positive);
  const [low, others] = [scores.map((score) => -score), positive.map((mark) => 1 - mark)];
  const pairs = scores.flatMap((s, i) =>
    scores.flatMap((t, j) => (positive[i] === 1 && positive[j] === 0 ? [s > t ? 1 : s === t ? 0.5 : 0] : [])),
  );
  expect(got.auroc).toBeCloseTo(pairs.reduce<number>((a, b) => a + b, 0) / pairs.length, 12);
  expect(got.positive.averagePrecision).toBeCloseTo(averagePrecision(scores, positive), 12);
  expect(got.negative.averagePrecision).toBeCloseTo(averagePrecision(low, others), 12);
  expect(got.positive.fprAt95).toBeCloseTo(fprAt95(scores, positive), 12);
  expect(got.negative.fprAt95).toBeCloseTo(fprAt95(low, others), 12);
  // rare positives are the harder ones: the two ways are not one number
  expect(got.positive.averagePrecision).toBeLessThan(got.negative.averagePrecision - 0.2);
  expect(got.positive.fprAt95).not.toBe(got.negative.fprAt95);
});

test("calling the other kind positive swaps the two, and keeps the AUROC", async () => {
  const got = await separation(scores, positive);
  const swapped = await separation(
    scores.map((score) => -score),
    positive.map((mark) => 1 - mark),
  );
  expect(swapped).toEqual({ auroc: expect.closeTo(got.auroc, 12), positive: got.negative, negative: got.positive });
});

test("a score that says nothing finds each kind at its own share", async () => {
  const { auroc, positive: rare, negative } = await separation([1, 1, 1, 1], [1, 0, 0, 0]);
  expect({ auroc, rare, negative }).toEqual({
    auroc: 0.5,
    rare: { averagePrecision: 0.25, fprAt95: 1 },
    negative: { averagePrecision: 0.75, fprAt95: 1 },
  });
});

test("what cannot be parted is named", async () => {
  await expect(separation([1, 2], [1, 1])).rejects.toThrow("2 of 2 are positive, expected some and not all");
});
