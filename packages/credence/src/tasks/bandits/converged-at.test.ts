import { expect, test } from "vitest";
import { convergedAt } from "./index.ts";

/** A record every 250 of 50,000 steps of a game that costs so much a step. */
function costing(cost: (step: number) => number) {
  const step = Array.from({ length: 200 }, (_, i) => 250 * (i + 1));
  let sum = 0;
  return {
    step,
    regret: step.map((at) => {
      sum += 250 * cost(at);
      return sum;
    }),
  };
}

test("it is after the last expensive stretch of 1000 steps, and never where the last is expensive", () => {
  const below = 0.26;
  expect(
    convergedAt(
      costing(() => 0),
      { below },
    ),
  ).toBe(0);
  // 250 of the 1000 steps from 5750 on cost a unit each, 0.25 a step; those from 5500 on 0.5
  expect(
    convergedAt(
      costing((step) => Number(step <= 6000)),
      { below },
    ),
  ).toBe(5750);
  expect(
    convergedAt(
      costing((step) => Number(step > 40_000 && step <= 41_000)),
      { below },
    ),
  ).toBe(40_750);
  expect(
    convergedAt(
      costing(() => 0.25),
      { below },
    ),
  ).toBe(0);
  expect(
    convergedAt(
      costing(() => 0.26),
      { below },
    ),
  ).toBeNull();
});

test("a longer stretch forgives a shorter expense", () => {
  const record = costing((step) => Number(step > 40_000 && step <= 41_000));
  expect(convergedAt(record, { below: 0.26, stretch: 0.2 })).toBe(0);
  expect(() => convergedAt(record, { below: 1, stretch: 0 })).toThrow("convergedAt: stretch is 0");
});
