import { expect, test } from "vitest";
import {
  above,
  all,
  ascending,
  because,
  below,
  between,
  descending,
  factor,
  highestIs,
  lowestIs,
  type Tolerance,
  within,
  withinErrors,
  withinPercent,
} from "./tolerance.ts";

/** Of every number here. */
const error = 0.1;

test.each<[Tolerance, string, readonly number[], readonly number[], readonly number[]]>([
  [within(0.3, "points"), "within 0.3 points", [1.2], [1.4], [1]],
  [withinErrors(3), "within 3 standard deviations", [1.25, 2], [1.25, 2.35], [1, 2]],
  [withinErrors(2, { width: 0.5, of: "standard errors" }), "within 0.5 and 2 standard errors", [1.65], [1.75], [1]],
  [withinPercent(5), "within 5 %", [-1.91], [-1.89], [-2]],
  [factor(2), "within a factor 2", [-2], [1], [-1.5]],
  [factor(2), "within a factor 2", [-2], [-4.1], [-2]],
  [above(0.5), "above 0.5", [0.6], [0.5], []],
  [below(0.5), "below 0.5", [0.4], [0.5], []],
  [between(1, 2, "nats"), "between 1 and 2 nats", [2], [2.1], []],
  [ascending(), "in this order, smallest first", [1, 2, 3], [1, 3, 3], []],
  [descending(), "in this order, largest first", [3, 2], [2, 2], []],
  [lowestIs(1), "number 2 is the lowest", [3, 1, 2], [1, 1, 2], []],
  [highestIs(0, "the first"), "the first is the highest", [3, 1], [1, 1], []],
  [all(above(0), below(1)), "above 0, and below 1", [0.5], [1.5], []],
  [because("two single runs", within(1)), "within 1: two single runs", [1], [3], [1.5]],
])("%# %o: words and predicate", (tolerance, words, holding, failing, theirs) => {
  expect(tolerance.words).toBe(words);
  // the published numbers are those that hold, moved, or their own
  const errors = holding.map(() => error);
  expect(tolerance.holds(holding, theirs.length > 0 ? theirs : holding, errors)).toBe(true);
  expect(tolerance.holds(failing, theirs.length > 0 ? theirs : holding, errors)).toBe(false);
});

test("all passes errors on to each", () => {
  expect(all(withinErrors(3), within(0.2)).holds([1.15], [1], [0.1])).toBe(true);
  expect(all(withinErrors(1), within(0.2)).holds([1.15], [1], [0.1])).toBe(false);
});

test("a missing published number meets no tolerance, and nothing measured holds none", () => {
  expect(within(1).holds([1], [], [0])).toBe(false);
  expect(factor(2).holds([], [], [])).toBe(false);
});
