import { integers } from "@credence/tensor";
import { predictiveOf } from "credence";
import { expect, it } from "vitest";
import { scoreDraws } from "./score-draws.ts";

// Draw 0 is right on the first image only, draw 1 on both; their mean is wrong on the second, 0.45 against 0.55.
const predictive = predictiveOf([
  [
    [0.8, 0.2],
    [0.8, 0.2],
  ],
  [
    [0.6, 0.4],
    [0.3, 0.7],
  ],
]);
const y = integers([0, 1]);

it("averages probabilities over all draws", async () => {
  const { errorPercent, nllPerDatum, wrong } = await scoreDraws(predictive, { y });
  expect([errorPercent, wrong]).toEqual([50, [1]]);
  expect(nllPerDatum).toBeCloseTo(-(Math.log(0.7) + Math.log(0.45)) / 2, 6);
});

it("averages over the draws asked for", async () => {
  expect((await scoreDraws(predictive, { y, from: 1, count: 1 })).wrong).toEqual([]);
  expect((await scoreDraws(predictive, { y, from: 0, count: 1 })).errorPercent).toBe(50);
});

it("has no number where a label was given probability 0", async () => {
  expect((await scoreDraws(predictiveOf([[[1, 0]]]), { y: integers([1]) })).nllPerDatum).toBeNull();
});
