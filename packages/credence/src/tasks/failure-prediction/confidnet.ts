import { exp, type Key, keep, key, mean, negate, reshape, scope, sigmoid, type Tensor } from "@credence/tensor";
import type { Data, Inference } from "../../inference/inference.ts";
import { map } from "../../inference/methods/map.ts";
import { pointPosterior } from "../../inference/posteriors/point-posterior.ts";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import { predictOutputs } from "../../inference/predict.ts";
import { run } from "../../inference/run.ts";
import type { IterativeOptions } from "../../inference/training/iterative-options.ts";
import { type KeepBestOptions, keepBest } from "../../inference/training/keep-best.ts";
import type { BernoulliPredictive } from "../../predictive/bernoulli-predictive.ts";
import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import { scorerDetector } from "../detectors/detector.ts";
import { scorerOf } from "../scores/score.ts";
import { type ConfidenceModelOptions, confidenceModel } from "./confidence-model.ts";
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
export const confidence = (): FailurePredictor<BernoulliPredictive> =>
  scorerDetector(
    "confidence",
    // of the other side's own logit: 1 - p would round a small probability off
    scorerOf(({ logits }: BernoulliPredictive) => scope(() => reshape(mean(sigmoid(negate(logits)), { axis: 0 }), [-1]))),
  );

/**
 * ConfidNet: a head on the frozen classifier's features that learns the probability it gives the true class; where that is low, the prediction is
 * likely wrong. `prepare` trains it in one go; `confidenceTraining` is the same training as a method, which resumes, and `confidence` scores by its posterior.
 *
 * @units probability, in [0, 1]
 * @throws for a posterior that is not of a single network, and as `confidenceTraining`
 * @see   corbiere2019
 */
export const confidnet = ({ hidden, loss, keep: best, fineTuning, ...training }: ConfidnetOptions): FailurePredictor => ({
  name: "confidnet",
  async prepare(classifier, { training: data, ...options }, own) {
    const head = { ...(hidden && { hidden }), ...(loss && { loss }) };
    const method: Inference = best ? keepBest(confidenceTraining(training), best) : confidenceTraining(training);
    const first = await run(
      method.fit({ model: confidenceModel(classifier.model, head), data }, own.child("confidnet"), { from: classifier }),
    );
    const trained = fineTuning
      ? await fineTuned(first, { classifier, data, head, options: fineTuning, key: own.child("fineTuning") })
      : first;
    const prepared = await confidence().prepare(trained, { training: data, ...options }, own);
    return {
      score: prepared.score,
      dispose() {
        prepared.dispose();
        trained.dispose();
      },
    };
  },
});

interface FineTuning {
  readonly classifier: Posterior<ClassPredictive>;
  readonly data: Data;
  readonly head: Omit<ConfidenceModelOptions, "dropout">;
  readonly options: IterativeOptions;
  readonly key: Key;
}

/** Trains all layers from those of the first phase, towards the frozen classifier's probabilities; gives the first phase's arrays back. */
async function fineTuned(first: Posterior<BernoulliPredictive>, { classifier, data, head, options, key: own }: FineTuning) {
  const y = keep(trueClassProbabilities(classifier, data));
  try {
    const problem = { model: confidenceModel(classifier.model, { ...head, dropout: "off" }), data: { x: data.x, y } };
    return await run(map(options).fit(problem, own, { from: first }));
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
export const trueClassProbabilities = (classifier: Posterior<ClassPredictive>, { x, y }: Data): Tensor<"float32"> =>
  scope(() => {
    const { model, parameters, kind } = classifier;
    if (!parameters)
      throw new Error(`trueClassProbabilities: the posterior is of kind "${kind}", expected one with the weights of a single network`);
    const outputs = predictOutputs(pointPosterior(model, parameters), x, { draws: 1 }, key(0));
    return reshape(exp(negate(model.likelihood.negativeLogProb(outputs, y))), [-1, 1]);
  });
