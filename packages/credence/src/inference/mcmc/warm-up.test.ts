import { expect, test } from "vitest";
import { adapted, restartedAt } from "./dual-averaging.ts";
import { inverseMassOf, noMoments, warmUpPlace, withPosition } from "./warm-up.ts";

const windowEnds = (warmUp: number) => Array.from({ length: warmUp }, (_, i) => i).filter((i) => warmUpPlace(i, warmUp).endsWindow);
const estimating = (warmUp: number) => Array.from({ length: warmUp }, (_, i) => i).filter((i) => warmUpPlace(i, warmUp).estimates);

test("of 1,000 transitions Stan's windows: 75 at first, windows of 25, 50, 100, 200 and the rest, 50 at last", () => {
  expect(windowEnds(1000)).toEqual([99, 149, 249, 449, 949]);
  expect([estimating(1000)[0], estimating(1000).length]).toEqual([75, 875]);
});

test("a short warm-up keeps the proportions; below 20 only the step size adapts", () => {
  expect(windowEnds(100)).toEqual([89]);
  expect([estimating(100)[0], estimating(100).length]).toEqual([15, 75]);
  expect(estimating(19)).toEqual([]);
});

test("the inverse mass is the variance of the positions, drawn to 0.001 by 5 positions' worth", () => {
  const values = [1, 2, 4, 9];
  const moments = values.reduce((sum, value) => withPosition(sum, Float64Array.of(value, 7)), noMoments(2));
  const variance = values.reduce((sum, value) => sum + (value - 4) ** 2, 0) / 3;
  expect(inverseMassOf(moments)[0]).toBeCloseTo((4 / 9) * variance + (5 / 9) * 1e-3, 12);
  expect(inverseMassOf(moments)[1]).toBeCloseTo((5 / 9) * 1e-3, 15);
});

test("dual averaging finds the step size at which the acceptance is the target", () => {
  // an acceptance that falls with the step size: 0.8 at 0.3
  const acceptance = (stepSize: number) => Math.exp((Math.log(0.8) * stepSize) / 0.3);
  let memory = restartedAt(5);
  for (let i = 0; i < 500; i++) memory = adapted(memory, acceptance(Math.exp(memory.logStepSize)), 0.8);
  expect(Math.abs(Math.exp(memory.logAveraged) / 0.3 - 1)).toBeLessThan(0.05);
});
