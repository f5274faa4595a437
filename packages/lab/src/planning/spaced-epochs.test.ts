import { expect, test } from "vitest";
import { spacedEpochs } from "./spaced-epochs.ts";

test("from the first epoch to the last, each once, by a constant factor where there is room", () => {
  expect(spacedEpochs(10_000, 5)).toEqual([1, 10, 100, 1000, 10_000]);
  expect(spacedEpochs(4, 10)).toEqual([1, 2, 3, 4]);
});
