import { expect, test } from "vitest";
import { runsOf } from "./runs-of.ts";

const runs = runsOf([
  { method: "plain", units: 800, seed: 1, error: 2, ece: null },
  { method: "plain", units: 400, seed: 1, error: 3, ece: 0.1 },
  { method: "plain", units: 400, seed: 2, error: 5, ece: 0.3 },
  { method: "dropout", units: 400, seed: 1, error: 1, ece: 0.2 },
]);

test("runs are chosen by all of their settings, and settings have levels", () => {
  expect(runs.where({ method: "plain", units: 400 }).all.map(({ seed }) => seed)).toEqual([1, 2]);
  expect(runs.where({ units: 1200 }).all).toEqual([]);
  expect(runs.levels("units")).toEqual([400, 800]);
  expect(runs.levels("method")).toEqual(["plain", "dropout"]);
});

test("mean and standard deviation over runs, of which one alone has none", () => {
  expect(runs.where({ method: "plain", units: 400 }).over(({ error }) => error)).toEqual({
    value: 4,
    error: { of: "runs", size: Math.SQRT2, n: 2 },
  });
  expect(runs.where({ method: "dropout" }).over(({ error }) => error)).toEqual({ value: 1 });
  expect(runs.where({ method: "plain" }).points("units", ({ error }) => error)).toEqual([
    { setting: 400, measured: 4, spread: Math.SQRT2 },
    { setting: 800, measured: 2, spread: null },
  ]);
});

test("no run, and one without the value, have no mean", () => {
  expect(runs.where({ units: 1200 }).mean(({ error }) => error)).toBeNull();
  expect(runs.mean(({ ece }) => ece)).toBeNull();
  expect(runs.over(({ ece }) => ece)).toBeUndefined();
  expect(runs.points("units", ({ ece }) => ece)[1]).toEqual({ setting: 800, measured: null, spread: null });
});

test("all runs at one place of a figure, named in words", () => {
  expect(runs.where({ method: "dropout" }).point("MC dropout", ({ error }) => error)).toEqual({
    ...{ setting: "MC dropout", measured: 1, spread: null },
  });
});
