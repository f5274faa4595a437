import { expect, it } from "vitest";
import { spreadOut } from "./end-labels.ts";

it("moves crowded labels apart around their mean and leaves the others", () => {
  expect(spreadOut([100, 102, 300], 15)).toEqual([93.5, 108.5, 300]);
  expect(spreadOut([300, 100], 15)).toEqual([300, 100]);
});

it("keeps the order and the distance when groups meet", () => {
  const positions = [50, 10, 12, 14, 30, 31, 90, 33];
  const moved = spreadOut(positions, 15);
  const byPlace = positions.map((_, index) => index).sort((a, b) => positions[a] - positions[b]);
  for (let index = 1; index < byPlace.length; index++)
    expect(moved[byPlace[index]] - moved[byPlace[index - 1]]).toBeGreaterThanOrEqual(15 - 1e-9);
});
