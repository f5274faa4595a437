import { experiments } from "@credence/experiments";
import type { BudgetName } from "@credence/lab";
import { describe, expect, test } from "vitest";

const all = await Promise.all(Object.entries(experiments).map(async ([name, load]) => ({ name, experiment: await load() })));

describe.each(all)("$name", ({ name, experiment: { budgets, units, checkOptions, ...about } }) => {
  test("goes by the name of its line in the registry", () => {
    expect(about.name).toBe(name);
  });

  test.each(Object.keys(budgets) as BudgetName[])("at %s its units have names for folders, each once", (budget) => {
    const names = units({ budget, settings: budgets[budget], options: {} }).map((unit) => unit.name);
    expect(names.filter((unit) => !/^[a-z0-9.]+(-[a-z0-9.]+)*$/.test(unit))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(0);
  });

  test("has claims of different names", () => {
    const ids = about.claims.map(({ id }) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });
});

test("there are experiments whose work divides", () => {
  const divided = all.filter(
    ({ experiment }) => experiment.units({ budget: "paper", settings: experiment.budgets.paper, options: {} }).length > 1,
  );
  expect(divided.map(({ name }) => name)).toEqual(expect.arrayContaining(["bandit-mushroom", "regression-priors", "mnist-error"]));
});
