import { add, affine, multiply, negate, sigmoid, softplus, square, subtract, sum } from "@credence/tensor";
import { outputLayer } from "../../inference/features.ts";
import type { Likelihood } from "../../model/likelihoods/likelihood.ts";
import { realTargets } from "../../model/likelihoods/targets.ts";
import { expectModel, type Model, model } from "../../model/model.ts";
import { dropout } from "../../nn/dropout.ts";
import { mlp } from "../../nn/mlp.ts";
import { sequential } from "../../nn/sequential.ts";
import { type BernoulliPredictive, bernoulliPredictive } from "../../predictive/bernoulli-predictive.ts";
import { expectList, expectOneOf, expectOptions, expectWhole } from "../../settings.ts";

/** What the confidence network minimises: (c - t)^2, or the cross-entropy of t. */
export type ConfidenceLoss = "squared-error" | "cross-entropy";

const losses: readonly ConfidenceLoss[] = ["squared-error", "cross-entropy"];

/** Head and loss of a confidence network. */
export interface ConfidenceModelOptions {
  /** Units of the head's hidden layers, ReLU after each. @default [400, 400, 400, 400] */
  readonly hidden?: readonly number[];
  /** What training minimises. @default "squared-error" */
  readonly loss?: ConfidenceLoss;
  /** Dropout layers of the classifier in front of the head; "off" sets their rates to 0, for a second phase that trains them. @default "on" */
  readonly dropout?: "on" | "off";
}

/**
 * How near the logit f is to the probability t that a classifier gives the true class. Targets are float32 [batch, 1] from 0 to 1; what it
 * predicts is a coin: 1 where the classifier is right.
 *
 *   (sigmoid(f) - t)^2,  or  t softplus(-f) + (1 - t) softplus(f)
 *
 * The square is no log density: training minimises it as it is.
 *
 * @shape outputs [..., batch, 1]
 */
export function confidenceLikelihood(options: {
  /** What training minimises. */
  readonly loss: ConfidenceLoss;
}): Likelihood<BernoulliPredictive> {
  expectOptions("confidenceLikelihood", options, { loss: true });
  const { loss } = options;
  expectOneOf("confidenceLikelihood", "loss", loss, losses);
  return {
    kind: "confidence",
    outputs: "logits",
    negativeLogProb(outputs, y) {
      const target = realTargets("confidenceLikelihood", y, { outputs, count: 1 });
      if (loss === "squared-error") return sum(square(subtract(sigmoid(outputs), target)), { axis: -1 });
      const right = multiply(target, softplus(negate(outputs)));
      return sum(add(right, multiply(affine(target, { scale: -1, shift: 1 }), softplus(outputs))), { axis: -1 });
    },
    predictive: (logits) => bernoulliPredictive({ logits }),
    toJSON: () => ({ kind: "confidence", loss }),
  };
}

/**
 * ConfidNet's network: the classifier's layers before its last one with weights, then a head of its own with one logit, that of the classifier
 * being right. Arrays before the head keep the classifier's names.
 *
 * @throws for a classifier whose last layer with weights is not dense
 * @see   corbiere2019
 */
export function confidenceModel(classifier: Model, options: ConfidenceModelOptions = {}): Model<BernoulliPredictive> {
  expectModel("confidenceModel", classifier);
  expectOptions<ConfidenceModelOptions>("confidenceModel", options, { hidden: true, loss: true, dropout: true });
  const { hidden = [400, 400, 400, 400], loss = "squared-error", dropout: mode = "on" } = options;
  expectHead("confidenceModel", { hidden, loss });
  expectOneOf("confidenceModel", "dropout", mode, ["on", "off"]);
  const { layers } = classifier.network;
  const last = outputLayer(classifier.network);
  const [inputs] = layers[last]!.maps!.default?.weight.shape ?? [];
  if (layers[last]!.kind !== "dense" || inputs === undefined)
    throw new Error(`confidenceModel: the classifier's last layer with weights is ${layers[last]!.kind}, expected dense`);
  const encoder = layers.slice(0, last).map((layer) => (mode === "off" && layer.drops && !layer.maps ? dropout({ rate: 0 }) : layer));
  return model({
    network: sequential([...encoder, ...mlp({ inputs, hidden, outputs: 1 }).layers]),
    prior: classifier.prior,
    likelihood: confidenceLikelihood({ loss }),
  });
}

/** @throws unless hidden lists whole numbers from 1, and the loss is one there is */
export function expectHead(where: string, { hidden, loss }: Pick<ConfidenceModelOptions, "hidden" | "loss">): void {
  if (hidden !== undefined) {
    expectList(where, "hidden", hidden);
    for (const [i, units] of hidden.entries()) expectWhole(where, `hidden[${i}]`, units);
  }
  if (loss !== undefined) expectOneOf(where, "loss", loss, losses);
}
