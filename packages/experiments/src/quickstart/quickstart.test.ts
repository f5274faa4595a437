import { memoryStorage, realDependencies, runExperiment } from "@credence/lab/testing";
import { expect, test } from "vitest";
import { type QuickstartResult, quickstart } from "./quickstart.ts";

/** A third of the smoke budget's training: enough for the statements, on a machine busy with other tests. */
const small = { ...quickstart.budgets.smoke, digits: { images: 1000, testImages: 200, epochs: 8, draws: 10 } };
const experiment = { ...quickstart, budgets: { ...quickstart.budgets, smoke: small } };
const request = { experiment, budget: "smoke", seed: 0, options: {}, command: "credence run quickstart" } as const;

test("a small run keeps our statements, and its report draws from the result alone", async () => {
  const storage = memoryStorage();
  const { result } = await runExperiment(request, realDependencies({ storage }));
  expect(result.claims.map(({ id, verdict }) => [id, verdict])).toEqual([
    ["uncertainty-grows", "reproduced"],
    ["letters-doubted", "reproduced"],
    ["digits-known", "reproduced"],
  ]);

  const { digits } = result.values as QuickstartResult;
  // A letter at least as uncertain on average, in total and in its epistemic part, which is never above the total.
  for (const set of [digits.digits, digits.letters]) {
    expect(set.total).toHaveLength(200);
    set.total.forEach((total, i) => {
      expect(set.epistemic[i]).toBeLessThanOrEqual(total + 1e-4);
      expect(total).toBeLessThanOrEqual(Math.log(10) + 1e-4);
    });
    expect(new Set(set.mostCertain.map(({ predicted }) => predicted)).size).toBeGreaterThanOrEqual(5);
    expect(set.mostCertain[0].epistemic).toBeCloseTo(Math.min(...set.epistemic), 4);
    expect(set.leastCertain[0].epistemic).toBeCloseTo(Math.max(...set.epistemic), 4);
  }
  // The AUROC by its definition: how often a letter is above a digit, ties one half.
  const pairs = digits.letters.epistemic.flatMap((letter) =>
    digits.digits.epistemic.map((digit) => (letter > digit ? 1 : letter < digit ? 0 : 0.5)),
  );
  expect(digits.auroc.epistemic).toBeCloseTo(pairs.reduce((sum: number, one) => sum + one, 0) / pairs.length, 10);

  const figures = quickstart.figures(result.values as QuickstartResult);
  const tables = quickstart.tables(result.values as QuickstartResult);
  expect(figures.map(({ name }) => name)).toEqual(["bands", "uncertainty", "images", "reliability"]);
  expect(tables[0].rows.find(([name]) => name === "digits: test accuracy")?.[1]).toBe(digits.accuracy);
});
