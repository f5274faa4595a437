import { exp, type Key, keep, key, mean, negate, reshape, scope, sigmoid, type Tensor } from "@credence/tensor";
import type { Data, Inference } from "../../inference/inference.ts";
import { map } from "../../inference/methods/map.ts";
import { pointPosterior } from "../../inference/posteriors/point-posterior.ts";
import { expectPosterior, type Posterior } from "../../inference/posteriors/posterior.ts";
import { predictOutputs } from "../../inference/predict.ts";
import { run } from "../../inference/run.ts";
import { type IterativeOptions, iterativeOptionNames } from "../../inference/training/iterative-options.ts";
import { type KeepBestOptions, keepBest } from "../../inference/training/keep-best.ts";
import type { BernoulliPredictive } from "../../predictive/bernoulli-predictive.ts";
import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import { expectNothing, expectObject, expectOptions, expectTensor } from "../../settings.ts";
import { detectorOf, scorerDetector } from "../detectors/detector.ts";
import { scorerOf } from "../scores/score.ts";
import { type ConfidenceModelOptions, confidenceModel, expectHead } from "./confidence-model.ts";
import { type ConfidenceTrainingOptions, confidenceTraining } from "./confidence-training.ts";
import type { FailurePredictor } from "./failure-predictor.ts";

/** Settings of ConfidNet: its head, how that is trained, and what may follow. */
export interface ConfidnetOptions extends Omit<ConfidenceModelOptions, "dropout">, ConfidenceTrainingOptions {
  /** What makes an epoch of the first phase the best; published, the AUPR of the errors on the training set. @default none: the last epoch is kept */
  readonly keep?: KeepBestOptions;
  /** A second phase, which trains a copy of the classifier's layers with the head, dropout off. @default none */
  readonly fineTuning?: IterativeOptions;
}

/**
 * A trained confidence network as a failure predictor: 1 minus its probability that the classifier is right.
 * @shape x [batch, ...] -> [batch]
 * @units probability, in [0, 1]
 */
export function confidence(...none: readonly []): FailurePredictor<BernoulliPredictive> {
  expectNothing("confidence", none);
  return scorerDetector(
    "confidence",
    // of the other side's own logit: 1 - p would round a small probability off
    scorerOf(({ logits }: BernoulliPredictive) => scope(() => reshape(mean(sigmoid(negate(logits)), { axis: 0 }), [-1]))),
  );
}

/**
 * ConfidNet: a head on the frozen classifier's features that learns the probability it gives the true class; where that is low, the prediction is
 * likely wrong. `prepare` trains it in one go; `confidenceTraining` is the same training as a method, which resumes, and `confidence` scores by its posterior.
 *
 * @units probability, in [0, 1]
 * @throws for a posterior that is not of a single network, and as `confidenceTraining`
 * @see   corbiere2019
 * @example
 * const network = mlp({ inputs: 2, hidden: [3], outputs: 2 });
 * const small = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
 * const training = { x: tensor([[0, 1], [1, 0]]), y: integers([1, 0]) };
 * const classifier = await run(methods.map({ epochs: 5, batchSize: 2 }).fit({ model: small, data: training }, key(0)));
 * const confidnet = failurePredictors.confidnet({ hidden: [4], epochs: 5, batchSize: 2, learningRate: 1e-4 });
 * const predictor = await confidnet.prepare(classifier, { training, draws: 1 }, key(1));
 * (await predictor.score(training.x)).shape // => [2]
 */
export function confidnet(options: ConfidnetOptions): FailurePredictor {
  const name = "confidnet";
  expectOptions<ConfidnetOptions>(name, options, {
    ...iterativeOptionNames,
    hidden: true,
    loss: true,
    dropout: true,
    keep: true,
    fineTuning: true,
  });
  const { hidden, loss, keep: best, fineTuning, ...training } = options;
  const lastEpoch = confidenceTraining(training);
  const method = best === undefined ? lastEpoch : keepBest(lastEpoch, best);
  const second = fineTuning === undefined ? undefined : map(fineTuning);
  const head = { ...(hidden !== undefined && { hidden }), ...(loss !== undefined && { loss }) };
  expectHead(name, head);
  return detectorOf(name, async (classifier, { training: data, ...told }, own) => {
    const problem = { model: confidenceModel(classifier.model, head), data };
    const first = await run(method.fit(problem, own.child("confidnet"), { from: classifier }));
    const trained = second ? await fineTuned(first, { classifier, data, head, method: second, key: own.child("fineTuning") }) : first;
    const prepared = await confidence().prepare(trained, { training: data, ...told }, own);
    return {
      score: prepared.score,
      dispose() {
        prepared.dispose();
        trained.dispose();
      },
    };
  });
}

interface FineTuning {
  readonly classifier: Posterior<ClassPredictive>;
  readonly data: Data;
  readonly head: Omit<ConfidenceModelOptions, "dropout">;
  readonly method: Inference;
  readonly key: Key;
}

/** Trains all layers from those of the first phase, towards the frozen classifier's probabilities; gives the first phase's arrays back. */
async function fineTuned(first: Posterior<BernoulliPredictive>, { classifier, data, head, method, key: own }: FineTuning) {
  const y = keep(trueClassProbabilities(classifier, data));
  try {
    const problem = { model: confidenceModel(classifier.model, { ...head, dropout: "off" }), data: { x: data.x, y } };
    return await run(method.fit(problem, own, { from: first }));
  } finally {
    y.dispose();
    first.dispose();
  }
}

/**
 * The probability that a classifier gives the true class of each example, at the means of its weights, dropout off: what a confidence network aims at.
 * @shape [batch, 1]
 * @throws for a posterior that is not of a single network
 */
export function trueClassProbabilities(classifier: Posterior<ClassPredictive>, data: Data): Tensor<"float32"> {
  const where = "trueClassProbabilities";
  expectPosterior(where, classifier);
  expectObject(where, "data", data, "{ x, y }");
  expectTensor(where, "data.x", data.x);
  expectTensor(where, "data.y", data.y);
  const { model, parameters, kind } = classifier;
  if (!parameters) throw new Error(`${where}: the posterior is of kind "${kind}", expected one with the weights of a single network`);
  return scope(() => {
    const outputs = predictOutputs(pointPosterior(model, parameters), data.x, { draws: 1 }, key(0));
    return reshape(exp(negate(model.likelihood.negativeLogProb(outputs, data.y))), [-1, 1]);
  });
}
