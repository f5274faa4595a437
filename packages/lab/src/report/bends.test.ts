import { expect, test } from "vitest";
import { bends, type Point } from "./bends.ts";

test("a line whose bends lie close together at one end keeps them, and little of its long straight rest", () => {
  // a saw of 50 teeth in the first hundredth of the points, and a slope
  const saw: Point[] = Array.from({ length: 100 }, (_, i) => [i / 110, i % 2 === 0 ? 1 : 0.6]);
  const slope: Point[] = Array.from({ length: 9900 }, (_, i) => [0.91 + i * 1e-6, 0.6 - i * 5e-5]);
  const kept = bends([...saw, ...slope], 0.002);
  expect(kept.slice(0, 99)).toEqual(saw.slice(0, 99));
  expect(kept.length).toBeLessThan(105);
  expect(kept.at(-1)).toBe(slope.at(-1));
});

test("one point and two are kept as they are", () => {
  expect(bends([[1, 2]], 1)).toEqual([[1, 2]]);
  expect(
    bends(
      [
        [1, 2],
        [3, 4],
      ],
      9,
    ),
  ).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(bends([], 1)).toEqual([]);
});
