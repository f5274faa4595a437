import { integers, key, tensor, uniforms } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { areaUnderRiskCoverage, auroc, averagePrecision, fprAtTpr, precisionRecallCurve, riskCoverageCurve, rocCurve } from "./index.ts";

/** Scores with many ties, as the variation ratio has them. */
function tiedScores(count: number, levels: number) {
  const u = uniforms(key(levels), 2 * count);
  const positive = Array.from({ length: count }, (_, i) => Number(u[count + i]! < 0.3));
  const scores = positive.map((mark, i) => Math.floor(levels * (0.7 * u[i]! + 0.3 * mark)) / levels);
  return { scores, positive };
}

/** Every positive against every negative. */
function pairShare(scores: readonly number[], positive: readonly number[]): number {
  let wins = 0;
  let pairs = 0;
  scores.forEach((s, i) => {
    scores.forEach((t, j) => {
      if (positive[i] !== 1 || positive[j] !== 0) return;
      pairs++;
      wins += s > t ? 1 : s === t ? 0.5 : 0;
    });
  });
  return wins / pairs;
}

const rateAt = (scores: readonly number[], positive: readonly number[], { threshold, mark }: { threshold: number; mark: number }) =>
  scores.filter((s, i) => positive[i] === mark && s >= threshold).length / positive.filter((m) => m === mark).length;

describe.each([2, 5, 11, 1000])("%d levels of score", (levels) => {
  const { scores, positive } = tiedScores(300, levels);
  const thresholds = [...new Set(scores)].toSorted((a, b) => b - a);

  test("AUROC is the share of pairs in order, ties one half", async () => {
    expect(await auroc(scores, positive)).toBeCloseTo(pairShare(scores, positive), 12);
    expect(await auroc(tensor(scores), integers(positive))).toBeCloseTo(pairShare(scores, positive), 12);
  });

  test("average precision by its definition over thresholds", async () => {
    let previous = 0;
    let expected = 0;
    for (const threshold of thresholds) {
      const recall = rateAt(scores, positive, { threshold, mark: 1 });
      const flagged = scores.filter((s) => s >= threshold).length;
      expected += (recall - previous) * ((recall * positive.filter((m) => m === 1).length) / flagged);
      previous = recall;
    }
    expect(await averagePrecision(scores, positive)).toBeCloseTo(expected, 12);
  });

  test.each([0.05, 0.5, 0.95, 1])("false positive rate at the first threshold that reaches %d", async (tpr) => {
    const threshold = thresholds.find((t) => rateAt(scores, positive, { threshold: t, mark: 1 }) >= tpr)!;
    expect(await fprAtTpr(scores, positive, { tpr })).toBeCloseTo(rateAt(scores, positive, { threshold, mark: 0 }), 12);
  });

  test("the order of the data does not matter, its sign does", async () => {
    const [s, p] = [scores.toReversed(), positive.toReversed()];
    for (const measure of [auroc, averagePrecision, fprAtTpr]) expect(await measure(s, p)).toBe(await measure(scores, positive));
    expect(await areaUnderRiskCoverage(s, p)).toBeCloseTo(await areaUnderRiskCoverage(scores, positive), 12);
    expect(
      await auroc(
        scores.map((x) => -x),
        positive,
      ),
    ).toBeCloseTo(1 - (await auroc(scores, positive)), 12);
  });
});

test("small cases by hand", async () => {
  const [scores, positive] = [
    [0.1, 0.4, 0.4, 0.8],
    [0, 0, 1, 1],
  ];
  expect(await auroc(scores, positive)).toBe(0.875);
  expect(await averagePrecision(scores, positive)).toBeCloseTo(0.5 + 0.5 * (2 / 3), 12);
  expect(await fprAtTpr(scores, positive, { tpr: 0.95 })).toBe(0.5);
  expect(await rocCurve(scores, positive)).toEqual([
    { falsePositiveRate: 0, truePositiveRate: 0 },
    { falsePositiveRate: 0, truePositiveRate: 0.5 },
    { falsePositiveRate: 0.5, truePositiveRate: 1 },
    { falsePositiveRate: 1, truePositiveRate: 1 },
  ]);
  expect((await precisionRecallCurve(scores, positive)).map(({ threshold, recall }) => [threshold, recall])).toEqual([
    [0.8, 0.5],
    [0.4, 1],
    [0.1, 1],
  ]);
  expect(await auroc([1, 1, 1], [0, 1, 0])).toBe(0.5);
  expect(await auroc([Infinity, -Infinity, Infinity], [1, 0, 0])).toBe(0.75);
});

test("what cannot be ranked is named", async () => {
  await expect(auroc([1, 2], [1, 1])).rejects.toThrow("auroc: 2 of 2 are positive, expected some and not all");
  await expect(averagePrecision([1, 2], [0, 0])).rejects.toThrow("averagePrecision: 0 of 2 are positive");
  await expect(auroc([1, Number.NaN], [1, 0])).rejects.toThrow("auroc: score 1 is NaN, expected a number");
  await expect(auroc([1], [1, 0])).rejects.toThrow("auroc: 1 scores and 2 marks, expected as many");
  await expect(fprAtTpr([1, 2], [1, 2])).rejects.toThrow("fprAtTpr: mark 1 is 2, expected 1 for positive or 0");
  await expect(fprAtTpr([1, 2], [1, 0], { tpr: 95 })).rejects.toThrow("fprAtTpr: tpr is 95, expected above 0, at most 1");
});

describe("risk and coverage", () => {
  test("by hand", async () => {
    const { coverage, risk } = await riskCoverageCurve([0.7, 0.9, 0.8, 0.6], [1, 0, 0, 1]);
    expect([...coverage]).toEqual([0.25, 0.5, 0.75, 1]);
    expect([...risk]).toEqual([0, 0, 1 / 3, 0.5]);
    expect(await areaUnderRiskCoverage([0.7, 0.9, 0.8, 0.6], [1, 0, 0, 1])).toBeCloseTo((1 / 3 + 0.5) / 4, 12);
  });

  test("ties give the average over the orders of the tied", async () => {
    const loss = [0, 1, 0];
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ];
    const areas = await Promise.all(
      orders.map((order) =>
        areaUnderRiskCoverage(
          [3, 2, 1],
          order.map((i) => loss[i]!),
        ),
      ),
    );
    expect(await areaUnderRiskCoverage([0.5, 0.5, 0.5], loss)).toBeCloseTo(areas.reduce((a, b) => a + b, 0) / 6, 12);
  });

  test("what has no order is named", async () => {
    await expect(riskCoverageCurve([1, Number.NaN], [0, 1])).rejects.toThrow("riskCoverageCurve: confidence 1 is NaN with loss 1");
    await expect(riskCoverageCurve([], [])).rejects.toThrow("riskCoverageCurve: 0 confidences and 0 losses");
  });
});
