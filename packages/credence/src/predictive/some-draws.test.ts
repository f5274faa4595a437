import { expect, test } from "vitest";
import { predictiveOf, someDraws } from "./index.ts";

const predictive = predictiveOf([[[1, 0]], [[0.5, 0.5]], [[0.25, 0.75]]]);

test("some of the draws, as arrays of their own", async () => {
  const last = someDraws(predictive, { from: 1, count: 2 });
  expect(last.shape).toEqual([2, 1, 2]);
  expect(Array.from(await last.read())).toEqual([0.5, 0.5, 0.25, 0.75]);
  last.dispose();
  expect(Array.from(await someDraws(predictive, { count: 3 }).read())).toEqual([1, 0, 0.5, 0.5, 0.25, 0.75]);
});

test("draws that are not there are refused", () => {
  expect(() => someDraws(predictive, { from: 2, count: 2 })).toThrow("someDraws: 2 draws from place 2 on, expected some of 3");
});
