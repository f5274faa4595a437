import { expect, test } from "vitest";
import { reachOf, withinReach } from "./within-reach.ts";

test("what is in the window or near it stays, what is far away is drawn less far", () => {
  expect([-1, 0, 0.5, 2, 20].map((value) => withinReach(value, reachOf([0, 1])))).toEqual([-1, 0, 0.5, 2, 20]);
  expect([1e12, -1e12].map((value) => withinReach(value, reachOf([0, 1])))).toEqual([51, -50]);
  expect(withinReach(1e300, reachOf([1, 10], true))).toBe(10 * 1e50);
  expect(withinReach(0.5, reachOf([1, 10], true))).toBe(0.5);
  expect([0, -3].map((value) => withinReach(value, reachOf([1e-3, 2000], true)))).toEqual([1e-300, 1e-300]);
});
