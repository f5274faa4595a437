import { type Json, judgeAll } from "@credence/lab";
import { expect, test } from "vitest";
import { activeAcquisitionSize } from "./active-acquisition-size.ts";
import numbers from "./published.json" with { type: "json" };

const published = ([1, 10] as const).map((perClass) => ({
  ...{ form: "published", perClass },
  points: Object.entries(numbers.mean.values[perClass]).map(([labels, accuracy]) => {
    const spread = (numbers.spread.values[perClass] as Readonly<Record<string, number>>)[labels];
    return { labels: Number(labels), accuracies: [accuracy - spread, accuracy + spread] };
  }),
}));
const proper = (count: number, accuracy: number) => ({
  ...{ form: "proper", count, trial: 1, points: [{ labels: 120, accuracy, nll: 1 }] },
  // 101 rounds against 11
  ...{ trainingPasses: 1_000_000 / count, scoringPasses: 20_000_000 / count },
});
const judged = (k1: number, k10: number, budget: "paper" | "smoke" = "paper") =>
  Object.fromEntries(
    judgeAll(activeAcquisitionSize.claims, { published, proper: [proper(1, k1), proper(10, k10)] } as never as Json & never, budget).map(
      (claim) => [claim.id, claim],
    ),
  );

test("the published numbers reproduce themselves, and at equal labels it is told which is higher", () => {
  expect(Object.values(judged(88, 89)).filter(({ verdict }) => verdict !== "reproduced")).toEqual([]);
  const equal = judged(89, 88)["equal-labels"];
  expect(equal).toMatchObject({ verdict: "not reproduced", measured: -1, because: "artefact of the source's code" });
});

test("the first kept numbers are the source's means over its rounds", () => {
  expect(judged(88, 89)["k10-above-k1"]?.measured).toBe("87.04, 61.86");
});

test("smoke tests the work alone", () => {
  const tested = Object.values(judged(89, 88, "smoke")).filter(({ verdict }) => verdict !== "not tested at this budget");
  expect(tested.map(({ id }) => id)).toEqual(["k10-cheaper"]);
});
