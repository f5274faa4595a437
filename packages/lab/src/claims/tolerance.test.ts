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
} from "./tolerance.ts";

test.each<[Tolerance, string, readonly number[], readonly number[], readonly number[]]>([
  [within(0.3, "points"), "within 0.3 points", [1.2], [1.4], [1]],
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
  expect(tolerance.holds(holding, theirs.length > 0 ? theirs : holding)).toBe(true);
  expect(tolerance.holds(failing, theirs.length > 0 ? theirs : holding)).toBe(false);
});

test("a missing published number meets no tolerance, and nothing measured holds none", () => {
  expect(within(1).holds([1], [])).toBe(false);
  expect(factor(2).holds([], [])).toBe(false);
});
