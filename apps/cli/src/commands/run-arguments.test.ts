import { experiments as installed } from "@credence/experiments";
import { describe, expect, test } from "vitest";
import { toyExperiment } from "../../../../packages/lab/src/runs/testing/toy-experiment.ts";
import { allExperiments, pickExperiment } from "../names.ts";
import { type RunOptions, runArguments } from "./run-arguments.ts";

const experiments = {
  toy: async () => toyExperiment(),
  imported: async () => ({ ...toyExperiment(), name: "imported", options: { models: "a folder" } }),
};

const parse = async (name: string, typed: Partial<RunOptions> = {}) =>
  runArguments(await pickExperiment(name, { experiments }), { budget: "default", seed: "0", ...typed });

const parseInstalled = async (name: string, typed: Partial<RunOptions>) =>
  runArguments(await pickExperiment(name, { experiments: installed }), { budget: "default", seed: "0", ...typed });

test("folders follow from the experiment, its budget and its seed", async () => {
  expect(await parse("toy", { budget: "smoke", seed: "3" })).toMatchObject({
    folder: "runs/toy-smoke-seed3",
    artifacts: "runs/artifacts",
    seed: 3,
  });
  expect(await parse("toy", { out: "here" })).toMatchObject({ folder: "here", artifacts: "here/artifacts" });
  expect(await parse("toy", { out: "here", artifacts: "there" })).toMatchObject({ folder: "here", artifacts: "there" });
});

test("the command that is kept gives the same run again, quoted for a shell", async () => {
  const { options, command } = await parse("imported", { out: "a folder", option: ["models=it's=here"] });
  expect(options).toEqual({ models: "it's=here" });
  expect(command).toBe(`credence run imported --budget default --seed 0 --out 'a folder' --option 'models=it'\\''s=here'`);
});

test.each<[string, Partial<RunOptions>, string]>([
  ["tyo", {}, 'unknown experiment "tyo": did you mean toy?'],
  ["mnist-error", {}, 'unknown experiment "mnist-error": there are toy, imported'],
  ["toy", { budget: "papre" }, 'unknown budget "papre": did you mean paper?'],
  ["toy", { budget: "enormous" }, 'unknown budget "enormous": there are smoke, default, paper'],
  ["toy", { seed: "abc" }, '--seed: got "abc", expected a whole number from 0 to 9007199254740991'],
  ["toy", { seed: "1.5" }, '--seed: got "1.5", expected a whole number'],
  ["toy", { seed: "1e3" }, '--seed: got "1e3", expected a whole number'],
  ["toy", { seed: "-1" }, '--seed: got "-1", expected a whole number'],
  ["toy", { seed: "" }, '--seed: got "", expected a whole number'],
  ["toy", { seed: "9007199254740993" }, '--seed: got "9007199254740993", expected a whole number'],
  ["toy", { out: "" }, "--out: empty, expected a folder"],
  ["toy", { artifacts: "" }, "--artifacts: empty, expected a folder"],
  ["toy", { option: ["models=x"] }, "--option models: toy takes no options"],
  ["imported", { option: ["model=x"] }, 'unknown option of imported "model": did you mean models?'],
  ["imported", { option: ["models"] }, '--option: got "models", expected name=value'],
  ["imported", { option: ["=x"] }, '--option: got "=x", expected name=value'],
  ["imported", { option: ["models=a", "models=b"] }, "--option models: given twice"],
])("%s %j is bad input", async (name, typed, message) => {
  await expect(parse(name, typed)).rejects.toThrow(
    expect.objectContaining({ name: "BadInput", message: expect.stringContaining(message) }),
  );
});

/** Every option that takes some of a list, of every experiment; what a folder holds is seen when it is read. */
const choices = (await allExperiments({ experiments: installed })).flatMap(({ name, options = {}, folders = {} }) =>
  Object.keys(options).flatMap((option) => (Object.hasOwn(folders, option) ? [] : [[name, option] as const])),
);

describe("the value of an option, before anything is made", () => {
  test.each(choices)("%s --option %s: one that is not in its list is bad input at every budget", async (name, option) => {
    for (const budget of ["smoke", "default", "paper"]) {
      const typed = { budget, seed: "0", option: [`${option}=7/of-these`] };
      const message = expect.stringContaining(`--option ${option}`);
      await expect(parseInstalled(name, typed)).rejects.toThrow(expect.objectContaining({ name: "BadInput", message }));
    }
  });

  test.each([
    ["mnist-error", "units=400", "units=400,400"],
    ["mnist-weights", "units=400", "units=800"],
    ["bandit-mushroom", "agents=greedy,bbb", "agents=gredy"],
    ["bandit-mushroom", "runs=1", "runs=3"],
    ["regression-priors", "cells=gaussian-0", "cells=gaussian-0,gaussian-1"],
  ])("%s at smoke takes %s and not %s", async (name, right, wrong) => {
    const parsed = (option: string) => parseInstalled(name, { budget: "smoke", option: [option] });
    expect((await parsed(right)).options).toMatchObject(Object.fromEntries([right.split("=")]));
    await expect(parsed(wrong)).rejects.toThrow(expect.objectContaining({ name: "BadInput" }));
  });
});
