import { expect, test } from "vitest";
import { minibatchSizes } from "./minibatch-sizes.ts";

test.each([
  [10, 5, "spread", [5, 5]],
  [11, 5, "spread", [4, 4, 3]],
  [11, 5, "keep", [5, 5, 1]],
  [11, 5, "drop", [5, 5]],
  [3, 5, "spread", [3]],
  [3, 5, "drop", [3]],
] as const)("%i examples by %i, the last %s", (count, batchSize, last, sizes) => {
  expect(minibatchSizes(count, batchSize, last)).toEqual(sizes);
});
