import { integers, key, type Tensor, tensor } from "@credence/tensor";
import { expect, test } from "vitest";
import { normal } from "../distributions/normal.ts";
import { accuracy, lppd, rmse } from "../metrics/index.ts";
import {
  bernoulliLikelihood,
  categoricalLikelihood,
  heteroscedasticNormalLikelihood,
  type Likelihood,
  normalLikelihood,
  studentTLikelihood,
} from "../model/likelihoods/index.ts";
import { type Model, model } from "../model/model.ts";
import { mlp } from "../nn/mlp.ts";
import {
  type BernoulliPredictive,
  type CategoricalPredictive,
  expectCategorical,
  expectNormal,
  type NormalPredictive,
  type Predictive,
  predictiveInterval,
  predictiveMean,
  predictiveQuantiles,
  predictiveStdDev,
  type StudentTPredictive,
  uncertainty,
} from "../predictive/index.ts";
import type { Inference, TrainingProgress } from "./inference.ts";
import * as methods from "./methods/index.ts";
import { loadPosterior } from "./posteriors/load-posterior.ts";
import { predict } from "./predict.ts";
import { prune } from "./pruning/prune.ts";
import { run } from "./run.ts";
import { keepBest } from "./training/keep-best.ts";

const x = tensor([[0], [1]]);
const method: Inference = keepBest(methods.bayesByBackprop({ epochs: 1, batchSize: 2 }), { score: ({ objective }) => objective });
const of = <P extends Predictive>(likelihood: Likelihood<P>, outputs = 1): Model<P> =>
  model({ network: mlp({ inputs: 1, hidden: [2], outputs }), prior: normal({ mean: 0, stdDev: 1 }), likelihood });
const fitted = <P extends Predictive>(own: Model<P>, y: Tensor) => run(method.fit({ model: own, data: { x, y } }, key(0)));
const draws = { draws: 2 };

// The type checker runs over this file: what compiles and should not makes its ts-expect-error an error.
test("predictions of a classifier are a classifier's, without a cast, through fit, pruning and a file read with its model", async () => {
  const own = of(categoricalLikelihood(), 2);
  const posterior = await fitted(own, integers([0, 1]));
  const { posterior: pruned } = await prune(posterior, { share: 0.5 });
  const loaded = await loadPosterior(await posterior.save(), { model: own });
  for (const one of [posterior, pruned, loaded]) {
    const predictive: CategoricalPredictive = await predict(one, x, draws, key(1));
    expect(predictive.probabilities.shape).toEqual([2, 2, 2]);
    expect(uncertainty.total(predictive).shape).toEqual([2]);
    expect(await accuracy(predictive, integers([0, 1]))).toBeGreaterThanOrEqual(0);
    // @ts-expect-error classes have no quantiles
    await expect(predictiveQuantiles(predictive, [0.5])).rejects.toThrow(
      'the predictive is of kind "categorical", expected one of real values',
    );
    // @ts-expect-error nor intervals
    await expect(predictiveInterval(predictive, { coverage: 0.9 })).rejects.toThrow("expected one of real values");
    // @ts-expect-error nor a mean
    expect(() => predictiveMean(predictive)).toThrow("expected one of numbers");
    // @ts-expect-error nor an error in units of the target
    await expect(rmse(predictive, tensor([[0], [1]]))).rejects.toThrow("expected one of numbers");
  }
});

test("predictions of a regression are real values", async () => {
  const y = tensor([[0], [1]]);
  const normalOnes: NormalPredictive[] = [
    await predict(await fitted(of(normalLikelihood({ stdDev: 0.5 })), y), x, draws, key(1)),
    await predict(await fitted(of(normalLikelihood({ stdDev: "learned" })), y), x, draws, key(1)),
    await predict(await fitted(of(heteroscedasticNormalLikelihood(), 2), y), x, draws, key(1)),
  ];
  const heavy: StudentTPredictive = await predict(
    await fitted(of(studentTLikelihood({ degreesOfFreedom: 3, scale: 1 })), y),
    x,
    draws,
    key(1),
  );
  for (const predictive of [...normalOnes, heavy]) {
    expect((await predictiveInterval(predictive, { coverage: 0.5 })).lower).toHaveLength(2);
    expect(predictiveStdDev(predictive).shape).toEqual([2, 1]);
    // @ts-expect-error a regression has no classes
    expect(() => uncertainty.total(predictive)).toThrow("total: the predictive is of kind");
    // @ts-expect-error nor an accuracy
    await expect(accuracy(predictive, integers([0, 1]))).rejects.toThrow("accuracy: the predictive is of kind");
  }
});

test("predictions of coins are both classes and numbers, and have no quantiles", async () => {
  const predictive: BernoulliPredictive = await predict(await fitted(of(bernoulliLikelihood()), tensor([[0], [1]])), x, draws, key(1));
  expect(predictiveMean(predictive).shape).toEqual([2, 1]);
  expect(uncertainty.epistemic(predictive).shape).toEqual([2]);
  // @ts-expect-error zeros and ones have no quantiles
  await expect(predictiveQuantiles(predictive, [0.5])).rejects.toThrow("expected one of real values");
});

test("a posterior from a file alone has the wide type, and what it predicts is narrowed by name", async () => {
  const posterior = await fitted(of(categoricalLikelihood(), 2), integers([0, 1]));
  const loaded = await loadPosterior(await posterior.save());
  const predictive = await predict(loaded, x, draws, key(1));
  expect(await lppd(predictive, integers([0, 1]))).toBeLessThan(0);
  // @ts-expect-error it may be a regression
  const wide: CategoricalPredictive = predictive;
  expect(wide.kind).toBe("categorical");
  expect(expectCategorical("test", predictive).probabilities.shape).toEqual([2, 2, 2]);
  expect(() => expectNormal("test", predictive)).toThrow('test: the predictive is of kind "categorical", expected "normal"');
});

test("a model of a known kind serves where any kind does, and not the other way round", () => {
  const classifier = of(categoricalLikelihood(), 2);
  const any: Model = classifier;
  const progress = (given: TrainingProgress<CategoricalPredictive>): TrainingProgress => given;
  expect(progress).toBeTypeOf("function");
  // @ts-expect-error any kind is not this kind
  const narrow: Model<CategoricalPredictive> = any;
  // @ts-expect-error a regression is no classifier
  const other: Model<CategoricalPredictive> = of(normalLikelihood({ stdDev: 1 }));
  expect([narrow.likelihood.kind, other.likelihood.kind]).toEqual(["categorical", "normal"]);
});
