import { expect, test } from "vitest";
import { repeatedUnits } from "./repeated-units.ts";

test("every method under every seed, each under a name of its own", () => {
  const units = repeatedUnits(["map", "laplace"], 2);
  expect(units.map(({ name }) => name)).toEqual(["map-1", "laplace-1", "map-2", "laplace-2"]);
  expect(units[2]).toEqual({ name: "map-2", method: "map", seed: 2 });
});
