import { judgeAll } from "@credence/lab";
import { expect, test } from "vitest";
import { activeRandom } from "./active-random.ts";
import numbers from "./published.json" with { type: "json" };

/** Three trials about the source's means; `wide` points apart below 200 labels, `narrow` from there on. */
const trials = (wide: number, narrow: number) =>
  [-1, 0, 1].map((side) => ({
    trial: side + 2,
    points: Object.entries(numbers.mean.values).map(([labels, accuracy]) => ({
      ...{ labels: Number(labels), nll: 1, trainAccuracy: accuracy },
      accuracy: accuracy + side * (Number(labels) < 200 ? wide : narrow),
    })),
  }));
const verdicts = (wide: number, narrow: number, shift = 0) => {
  const moved = trials(wide, narrow).map((trial) => ({
    ...trial,
    points: trial.points.map((point) => ({ ...point, accuracy: point.accuracy + shift })),
  }));
  return Object.fromEntries(judgeAll(activeRandom.claims, { trials: moved }, "paper").map(({ id, verdict }) => [id, verdict]));
};

test("the published means reproduce themselves, and bands are widest at the start where they are", () => {
  expect(new Set(Object.values(verdicts(6, 1)))).toEqual(new Set(["reproduced"]));
  expect(verdicts(1, 1)["band-widest-at-start"]).toBe("not reproduced");
});

test("ten points more are too many at 20 labels and at 1,020", () => {
  const { "band-widest-at-start": _, ...means } = verdicts(6, 1, 10);
  expect(new Set(Object.values(means))).toEqual(new Set(["not reproduced"]));
});
