import { expect, test } from "vitest";
import { endWindow } from "./end-window.ts";

test("a magnified axis holds the last half of what is shown and the lowest late value, and a tenth beside them", () => {
  const epoch = [0, 50, 75, 100];
  const falling = { epoch, value: [340_000, 8000, -720, -790] };
  const fallen = { epoch, value: [12_000, -820, -810, -800] };
  expect(endWindow([falling, fallen], 0.5)).toEqual([-830, -710]);
  expect(endWindow([falling, fallen], 0.9)).toEqual([-801, -789]);
});

test("equal ends still have a height", () => {
  expect(endWindow([{ epoch: [1], value: [3] }], 0)).toEqual([2, 4]);
});
