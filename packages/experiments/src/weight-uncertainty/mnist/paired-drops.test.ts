import { expect, it } from "vitest";
import { pairedDrops } from "./paired-drops.ts";
import { pairedDifference } from "./paired-errors.ts";

it("is the difference of error rates where nothing was wrong before", () => {
  const [first, second] = [
    [1, 2, 3, 7],
    [3, 4],
  ];
  const drops = pairedDrops({ clean: [], attacked: first }, { clean: [], attacked: second }, { images: 20 });
  const errors = pairedDifference(first, second, { images: 20 });
  expect(drops.points).toBeCloseTo(errors.points, 10);
  expect(drops.standardError).toBeCloseTo(errors.standardError, 10);
});

it("leaves out what was wrong before, and counts what the attack mends", () => {
  // the first loses image 1 and mends image 5; the second loses image 1 and 2
  const { points, standardError } = pairedDrops({ clean: [0, 5], attacked: [0, 1] }, { clean: [], attacked: [1, 2] }, { images: 10 });
  // d = -1 on images 2 and 5, 0 elsewhere: mean -0.2, variance 0.2 - 0.04
  expect(points).toBeCloseTo(-20, 10);
  expect(standardError).toBeCloseTo(100 * Math.sqrt(0.16 / 10), 10);
});

it("refuses an image that is not there", () => {
  expect(() => pairedDrops({ clean: [], attacked: [3] }, { clean: [], attacked: [] }, { images: 3 })).toThrow("image 3, expected 0 to 2");
});
