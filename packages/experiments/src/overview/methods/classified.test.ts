import { judgeAll } from "@credence/lab";
import { integers } from "@credence/tensor";
import { predictiveOf } from "credence";
import { expect, test } from "vitest";
import { belowPlain, classified, meansOf, type Trained } from "./classified.ts";

test("error and calibration in %, and nats, by hand", async () => {
  // right at 0.8, wrong at 0.6
  const predictive = predictiveOf([
    [
      [0.8, 0.2],
      [0.6, 0.4],
    ],
  ]);
  const { error, nll, ece, bins } = await classified(predictive, integers([0, 1]));
  expect(error).toBe(50);
  expect(nll).toBeCloseTo(-(Math.log(0.8) + Math.log(0.4)) / 2, 4);
  expect(ece).toBeCloseTo(100 * (0.5 * 0.2 + 0.5 * 0.6), 3);
  expect(bins.filter(({ count }) => count > 0)).toHaveLength(2);
});

const trained = (method: Trained["method"], ece: number): Trained => ({ method, error: 1, nll: 0.1, ece, bins: [] });

test("below the plain network is asked of means over trainings, and not at budget smoke", () => {
  const said = belowPlain<readonly Trained[]>({ id: "x", method: "bayes", measure: "ece", of: "images" }, (all) => all);
  const better = [trained("plain", 2), trained("plain", 4), trained("bayes", 1), trained("bayes", 4)];
  const verdict = (all: readonly Trained[], budget: "smoke" | "default") => judgeAll([said], all, budget)[0]!.verdict;
  expect(meansOf(better, "ece")).toEqual([
    ["plain network", 3],
    ["Bayes by backprop", 2.5],
  ]);
  expect(verdict(better, "default")).toBe("reproduced");
  expect(verdict([trained("plain", 2), trained("bayes", 3)], "default")).toBe("not reproduced");
  expect(verdict(better, "smoke")).toBe("not tested at this budget");
});
