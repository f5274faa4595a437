import { type Context, dataSets, type Experiment, type Progress } from "@credence/lab";
import { methods, type Posterior } from "credence";
import { regressionBands, rounded } from "../regression/measures.ts";
import { regressionData, regressionModel } from "../regression/networks.ts";
import { quickstartClaims } from "./claims.ts";
import { type DigitsResult, digitData, digitNetwork, measureDigits } from "./digits.ts";
import { quickstartReport } from "./report.ts";
import type { QuickstartResult } from "./result.ts";

export type QuickstartSettings = {
  readonly regression: { readonly points: number; readonly hidden: readonly number[]; readonly epochs: number; readonly bandDraws: number };
  readonly digits: {
    readonly images: number;
    readonly testImages: number;
    readonly epochs: number;
    readonly draws: number;
  };
};

/** A look at what Bayesian networks are for, on built-in data: a regression that widens, a classifier that doubts. */
export const quickstart: Experiment<QuickstartResult, QuickstartSettings> = {
  name: "quickstart",
  source: "credence",
  shows: "a first look",
  summary: "A regression that is unsure where it saw nothing, and a classifier of digits that is unsure of letters.",
  budgets: {
    smoke: {
      regression: { points: 512, hidden: [50, 50], epochs: 300, bandDraws: 200 },
      digits: { images: 2000, testImages: 300, epochs: 10, draws: 20 },
    },
    default: {
      regression: { points: 1024, hidden: [50, 50], epochs: 500, bandDraws: 1000 },
      digits: { images: 6000, testImages: 1000, epochs: 8, draws: 50 },
    },
    paper: {
      regression: { points: 1024, hidden: [50, 50], epochs: 2000, bandDraws: 1000 },
      digits: { images: 20000, testImages: 5000, epochs: 20, draws: 100 },
    },
  },
  run,
  claims: quickstartClaims,
  report: quickstartReport,
};

async function* run(context: Context<QuickstartSettings>): AsyncGenerator<Progress, QuickstartResult, void> {
  const regression = yield* runRegression(context);
  const digits = yield* runDigits(context);
  return { regression, digits };
}

async function* runRegression({ settings, key, fit, piece }: Context<QuickstartSettings>) {
  const { points, hidden, epochs, bandDraws } = settings.regression;
  const own = key.child("regression");
  const train = regressionData({ count: points, low: 0, high: 0.5, key: own.child("data") });
  const training = { epochs, batchSize: 128, learningRate: 5e-3, draws: 1, estimator: "local", complexity: "closed" } as const;
  const { posterior } = yield* fit({
    label: "regression, Bayes by backprop",
    determinedBy: training,
    method: methods.bayesByBackprop(training),
    problem: { model: regressionModel({ prior: { kind: "gaussian", minusLogStdDev: 0 }, hidden }), data: { x: train.x, y: train.y } },
    key: own.child("fit"),
  });
  const bands = await piece("bands", () => regressionBands(posterior, { train, draws: bandDraws, key: own.child("bands") }));
  posterior.dispose();
  const thinned = (values: ArrayLike<number>) => rounded(values).filter((_, i) => i % 4 === 0);
  return { bands, points: { x: thinned(train.points.x), y: thinned(train.points.y) } };
}

async function* runDigits({ settings, key, fit, piece }: Context<QuickstartSettings>): AsyncGenerator<Progress, DigitsResult, void> {
  const { images, testImages, epochs, draws } = settings.digits;
  const own = key.child("digits");
  const train = digitData(dataSets.syntheticDigits.generate({ count: images }, own.child("train")));
  const digits = digitData(dataSets.syntheticDigits.generate({ count: testImages }, own.child("test")));
  const letters = digitData(dataSets.syntheticLetters.generate({ count: testImages }, own.child("letters")));
  const training = { epochs, batchSize: 64, learningRate: 2e-3 };
  const { posterior }: { posterior: Posterior } = yield* fit({
    label: "digits, MC dropout",
    determinedBy: training,
    method: methods.mcDropout(training),
    problem: { model: digitNetwork(), data: { x: train.x, y: train.y } },
    key: own.child("fit"),
  });
  yield { label: "asking about digits and letters", done: 0, total: draws, unit: "draws" };
  const measured = await piece("digits and letters", () => measureDigits(posterior, { digits, letters, draws, key: own.child("measure") }));
  yield { label: "asking about digits and letters", done: draws, total: draws, unit: "draws" };
  posterior.dispose();
  return measured;
}
