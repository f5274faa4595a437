import { judgeAll } from "@credence/lab";
import { expect, test } from "vitest";
import { margin } from "./claims.ts";
import { namedDetectors } from "./detectors.ts";
import { type DetectorTraining, type OutOfDistributionResult, outOfDistribution } from "./out-of-distribution.ts";

/** A training in which each detector finds KMNIST as well as it is told to, in %. */
function training(seed: number, auprs: Readonly<Record<string, number>>): DetectorTraining {
  const found = (set: string) =>
    namedDetectors.map(({ label }) => ({
      label,
      auroc: 0.98,
      // a little of each training's own, so that differences have a spread
      auprOut: ((auprs[label] ?? 96) + (set === "KMNIST" ? 0.01 * seed * label.length : 0)) / 100,
      ...{ auprIn: 0.97, fprAt95: 0.1, curve: { recall: [0, 1], precision: [1, 0.5] } },
      ...{ meanInside: 0.02, meanOutside: label === "maximum probability" ? 0.3 : 0.4 },
    }));
  return {
    ...{ name: `training-${seed}`, accuracy: 0.9939, searched: null },
    sets: ["KMNIST", "Fashion-MNIST", "notMNIST"].map((name) => ({ name, detectors: found(name) })),
  };
}
const verdicts = (result: OutOfDistributionResult) =>
  Object.fromEntries(judgeAll(outOfDistribution.claims, result, "paper").map(({ id, verdict }) => [id, verdict]));

test("the published numbers reproduce themselves; a softmax that is flatter at 5 is no sharper", () => {
  const asPublished = {
    "maximum probability": 97.39,
    "MC dropout, variation ratio": 96.44,
    "MC dropout, entropy": 98.4,
    "ODIN, as published": 98.25,
    ODIN: 98,
    "temperature alone": 98.2,
  };
  const { sharpening, ...others } = verdicts({ trainings: [1, 2, 3].map((seed) => training(seed, asPublished)) });
  expect(sharpening).toBe("not reproduced");
  expect(Object.entries(others).filter(([, verdict]) => verdict !== "reproduced")).toEqual([]);
});

test("ODIN behind fails, and one training says nothing of paired differences", () => {
  const behind = { "maximum probability": 99, "MC dropout, variation ratio": 99, "ODIN, as published": 94, ODIN: 93 };
  const failed = verdicts({ trainings: [1, 2, 3].map((seed) => training(seed, behind)) });
  for (const id of [
    "odin-best-as-published",
    "odin-ahead-of-maximum-probability",
    "odin-as-published-ahead-of-mc-dropout",
    "dropout-by-score",
  ])
    expect(failed[id], id).toBe("not reproduced");
  expect(verdicts({ trainings: [training(1, behind)] })["odin-ahead-of-maximum-probability"]).not.toBe("reproduced");
});

test("the margin is how much surer the network is inside", () => {
  const [found] = training(1, {}).sets[0].detectors;
  expect(margin(found)).toBeCloseTo(0.28, 12);
});

test("every detector has a name of its own", () => {
  expect(new Set(namedDetectors.map(({ label }) => label)).size).toBe(namedDetectors.length);
});
