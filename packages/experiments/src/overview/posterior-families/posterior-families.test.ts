import { judgeAll, type LabelledImages } from "@credence/lab";
import { realDependencies, runExperiment } from "@credence/lab/testing";
import { expect, test } from "vitest";
import { familyNames } from "./families.ts";
import { type FamilyFit, type PosteriorFamiliesResult, posteriorFamilies } from "./posterior-families.ts";
import { setNames, withRare } from "./sets.ts";

/** Images of class c are bright in row c. */
const images = (count: number): LabelledImages => {
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
  const pixels = Uint8Array.from({ length: count * 784 }, (_, i) =>
    Math.floor((i % 784) / 28) === labels[Math.floor(i / 784)]! ? 200 + (i % 50) : 0,
  );
  return { count, height: 28, width: 28, pixels, labels };
};

test("of the rare class one image in a hundred is kept, of the others all, in their order", () => {
  const kept = withRare(images(2500));
  const of = (label: number) => kept.labels.filter((one) => one === label).length;
  expect([0, 5, 6, 7].map(of)).toEqual([250, 250, 3, 250]);
  expect(kept.count).toBe(kept.labels.length);
  // each image is still that of its label
  for (const row of [0, 6, 7, kept.count - 1]) {
    const label = kept.labels[row]!;
    expect(kept.pixels[row * 784 + label * 28]).toBeGreaterThan(0);
    expect(kept.pixels[row * 784 + ((label + 1) % 10) * 28]).toBe(0);
  }
});

test("a small run measures every family on both sets", async () => {
  const smoke = {
    ...{ trainImages: 1000, testImages: 40, attackedImages: 20, draws: 3, seeds: 1 },
    epochs: { point: 6, bound: 1, swag: 3 },
  };
  const experiment = { ...posteriorFamilies, budgets: { ...posteriorFamilies.budgets, smoke } };
  const load = (async () => ({ train: images(1000), test: images(60) })) as never;
  const { result } = await runExperiment({ experiment, budget: "smoke", seed: 0, options: {}, command: "" }, realDependencies({ load }));
  const { fits } = result.values as PosteriorFamiliesResult;
  expect(fits.map(({ set, family }) => `${set} ${family}`)).toEqual(
    setNames.flatMap((set) => familyNames.map((family) => `${set} ${family}`)),
  );
  const network = fits[0];
  // one bright row a class is learned, and an attack undoes some of it
  expect(network.error).toBeLessThan(20);
  for (const { error, attacks } of fits) expect(attacks[1]).toBeGreaterThanOrEqual(Math.min(error, attacks[0]) - 20);
  expect(posteriorFamilies.tables(result.values as PosteriorFamiliesResult).map(({ rows }) => rows.length)).toEqual([5, 5]);
});

test("verdicts follow the numbers", () => {
  const fit = (set: FamilyFit["set"], family: FamilyFit["family"], value: number): FamilyFit => ({
    ...{ set, family, seed: 1, error: value, rareError: value, calibration: value, nll: value, attacks: [value, value] },
  });
  const result = (network: number, others: number): PosteriorFamiliesResult => ({
    fits: setNames.flatMap((set) => familyNames.map((family) => fit(set, family, family === "network" ? network : others))),
  });
  const verdicts = (given: PosteriorFamiliesResult) =>
    new Set(judgeAll(posteriorFamilies.claims, given, "default").map(({ verdict }) => verdict));
  expect(verdicts(result(2, 1))).toEqual(new Set(["reproduced"]));
  expect(verdicts(result(1, 2))).toEqual(new Set(["not reproduced"]));
});
