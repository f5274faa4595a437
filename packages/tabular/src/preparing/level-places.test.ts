import { expect, test } from "vitest";
import { levelPlaces } from "./level-places.ts";

test("truth values are one however they are spelled, unless levels tell them apart; other texts are as written", () => {
  const written = levelPlaces(["False", "True"]);
  expect(["true", "TRUE", "True", "false", "yes"].map(written)).toEqual([1, 1, 1, 0, undefined]);
  const apart = levelPlaces(["True", "true", "north"]);
  expect(["True", "true", "North", "north"].map(apart)).toEqual([0, 1, undefined, 2]);
});
