import { judgeAll } from "@credence/lab";
import { expect, test } from "vitest";
import { activeScaling, type Result } from "./active-scaling.ts";
import numbers from "./published.json" with { type: "json" };

const rows = (part: "epochs" | "labels") =>
  Object.entries(numbers[`accuracy by ${part}`].values).map(([at, accuracy]) => ({
    ...{ at: Number(at), accuracy: [accuracy - 1, accuracy + 1] },
    nll: [(numbers[`NLL by ${part}`].values as Readonly<Record<string, number>>)[at]!],
  }));
/** Three trainings about the source's mean, as far apart as its spread says. */
const means: Readonly<Record<string, number>> = numbers.heuristic.values;
const heuristic = Object.entries(numbers["heuristic spread"].values).map(([labels, spread]) => ({
  labels: Number(labels),
  accuracies: [means[labels]! - spread, means[labels]!, means[labels]! + spread],
}));
const result: Result = { epochs: rows("epochs"), labels: rows("labels"), heuristic };
const verdicts = (of: Result, budget: "paper" | "smoke" = "paper") =>
  Object.fromEntries(judgeAll(activeScaling.claims, of, budget).map(({ id, verdict }) => [id, verdict]));

test("the published numbers reproduce themselves; their own NLL does not stabilise", () => {
  const { "nll-stabilises": nll, ...others } = verdicts(result);
  expect(nll).toBe("not reproduced");
  expect(Object.entries(others).filter(([, verdict]) => verdict !== "reproduced")).toEqual([]);
});

test("labels that do not beat epochs, and a spread that does not narrow, fail", () => {
  const labels = result.labels.map((row) => (row.at === 5120 ? { ...row, accuracy: [79, 81] } : row));
  const wide = heuristic.map((point) => (point.labels === 640 ? { ...point, accuracies: [70, 80, 90] } : point));
  const failed = verdicts({ ...result, labels, heuristic: wide });
  for (const id of ["labels-beat-epochs", "labels-5120", "labels-5120-above", "heuristic-narrower", "heuristic-640"])
    expect(failed[id], id).toBe("not reproduced");
  const two = heuristic.map(({ labels: at, accuracies }) => ({ labels: at, accuracies: accuracies.slice(0, 2) }));
  expect(verdicts({ ...result, heuristic: two })["heuristic-narrower"]).toBe("not tested at this budget");
});
