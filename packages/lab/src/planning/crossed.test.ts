import { expect, test } from "vitest";
import { crossed, seeds } from "./crossed.ts";

test("all combinations, the last setting changing fastest, with levels of both kinds", () => {
  const units = crossed({ set: ["mnist", "fashion"], seed: seeds(2) }, ({ set, seed }) => `${set}-${seed}`);
  expect(units).toEqual([
    { name: "mnist-1", set: "mnist", seed: 1 },
    { name: "mnist-2", set: "mnist", seed: 2 },
    { name: "fashion-1", set: "fashion", seed: 1 },
    { name: "fashion-2", set: "fashion", seed: 2 },
  ]);
  expect(crossed({ set: [], seed: seeds(2) }, () => "none")).toEqual([]);
});
