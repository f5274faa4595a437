import { type BudgetName, type Experiment, experiments } from "@credence/lab";
import { describe, expect, test } from "vitest";

const divided = Object.values(experiments as Readonly<Record<string, Experiment>>).filter(({ parts }) => parts !== undefined);

describe.each(divided.map((experiment) => [experiment.name, experiment] as const))(
  "the parts of %s",
  (_, { budgets, parts, options, checkOptions }) => {
    test.each(Object.keys(budgets) as BudgetName[])("at %s have names for folders and options that it takes", (budget) => {
      const given = { budget, settings: budgets[budget], options: {} };
      const all = parts!(given);
      const names = all.map(({ name }) => name);
      expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
      expect(new Set(names).size).toBe(names.length);
      expect(names.length).toBeGreaterThan(0);
      for (const part of all) {
        expect(Object.keys(options ?? {})).toEqual(expect.arrayContaining(Object.keys(part.options)));
        expect(() => checkOptions?.({ ...given, options: part.options })).not.toThrow();
      }
      // a part does not divide again
      for (const part of all) expect(parts!({ ...given, options: part.options }).map(({ name }) => name)).toEqual([part.name]);
    });
  },
);

test("there are experiments that divide", () => {
  expect(divided.map(({ name }) => name)).toEqual(expect.arrayContaining(["bandit-mushroom", "regression-priors"]));
});
