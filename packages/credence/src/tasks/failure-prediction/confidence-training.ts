import { affine, constant, exp, keep, negate, reshape } from "@credence/tensor";
import { features, outputLayer } from "../../inference/features.ts";
import { expectFitArguments, type Inference } from "../../inference/inference.ts";
import { beliefsOf } from "../../inference/posteriors/beliefs.ts";
import { pointPosterior } from "../../inference/posteriors/point-posterior.ts";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import type { NamedArray } from "../../inference/posteriors/saved.ts";
import { defaultInitialization, initialParameters } from "../../inference/training/initial-parameters.ts";
import { iterativeInference } from "../../inference/training/iterative.ts";
import {
  expectIterative,
  type IterativeOptions,
  iterativeOptionNames,
  iterativeSettings,
} from "../../inference/training/iterative-options.ts";
import type { StepMethod } from "../../inference/training/training.ts";
import { expectClasses } from "../../model/finite.ts";
import { objectiveOf, uniformWeights } from "../../model/log-joint.ts";
import type { Model } from "../../model/model.ts";
import type { Network } from "../../nn/network.ts";
import { exactNoise } from "../../nn/noise.ts";
import { bindPasses } from "../../nn/passes.ts";
import { expectOneOf, expectOptions } from "../../settings.ts";

/** How the head of a confidence network is trained. */
export interface ConfidenceTrainingOptions extends IterativeOptions {
  /**
   * The classifier's dropout while the head is trained: "on" (as published), features and the probability they aim at are those of a new mask for each
   * example and step; "off" (as its authors run it), those of the classifier as it predicts. @default "on"
   */
  readonly dropout?: "on" | "off";
}

const name = "confidnet";

/**
 * Trains the head of a confidence network to the probability that a frozen classifier gives the true class. The problem: a `confidenceModel`, the
 * images and their labels; the fit starts `from` the classifier's posterior. Its result is a point over the whole network, which takes images.
 *
 *   minimise  mean over examples of loss(c(z), p(y | z)),  z the classifier's features
 *
 * Layers that no step changes are run once: those before the first dropout, all of them where it is off. Checkpoints, `keepBest` (published: the
 * epoch of the best training AUPR) and artifacts are those of every method trained by steps; a checkpoint holds the head, and goes on `from` the same classifier.
 *
 * @throws without `from`, for validation data (score epochs with `keepBest`), labels that are none of the classes, and a problem that is no `confidenceModel` of the classifier
 * @see   corbiere2019
 */
export function confidenceTraining(options: ConfidenceTrainingOptions): Inference {
  expectOptions<ConfidenceTrainingOptions>(name, options, { ...iterativeOptionNames, dropout: true });
  const { dropout = "on", ...iterative } = options;
  expectOneOf(name, "dropout", dropout, ["on", "off"]);
  expectIterative(name, iterative);
  return {
    name,
    async *fit(problem, key, fitOptions = {}) {
      expectFitArguments(name, problem, key, fitOptions);
      const { model, data } = problem;
      const { from: classifier, validation, ...rest } = fitOptions;
      if (!classifier) throw new Error(`${name}: from is missing, expected the classifier's posterior`);
      if (validation) throw new Error(`${name}: validation data were given, expected none; keepBest scores its epochs`);
      const { network } = classifier.model;
      const last = outputLayer(network);
      expectConfidenceModel(model, classifier.model, last);
      if (classifier.model.likelihood.kind === "categorical")
        await expectClasses(name, "y", { labels: data.y, classes: network.layers[last]!.maps!.default!.weight.shape[1]! });
      const firstDropout = network.layers.findIndex(({ drops }) => drops);
      const start = dropout === "on" && firstDropout >= 0 ? Math.min(firstDropout, last) : last;
      const settled = keep(features(classifier, data.x, { layer: start }));
      try {
        const steps = confidenceSteps(classifier, { start, last, dropout });
        return yield* iterativeInference(steps, iterative).fit({ model, data: { x: settled, y: data.y } }, key, rest);
      } finally {
        settled.dispose();
      }
    },
    toJSON: () => ({ name, dropout, ...iterativeSettings(iterative) }),
  };
}

/** Where the features of a frozen classifier begin to change from step to step, and the layer that takes them. */
interface FrozenLayers {
  readonly start: number;
  readonly last: number;
  readonly dropout: "on" | "off";
}

/** Steps of the head; x are the classifier's activations before `start`. The rest of the network is a copy of the classifier's arrays. */
const confidenceSteps = (classifier: Posterior, { start, last, dropout }: FrozenLayers): StepMethod => ({
  name,
  start(model, key) {
    const { network } = model;
    const head = network.weights.filter(({ layer }) => layer >= last);
    const parameters = initialParameters(
      { ...network, weights: head },
      { family: "point", initialization: defaultInitialization, key: key.child("initial") },
    );
    const frozen = encoderOf(classifier, last);
    const beliefs = beliefsOf(network, [...frozen, ...parameters]);
    const theirs = classifier.model;
    const theirBeliefs = beliefsOf(theirs.network, classifier.parameters!);
    return {
      parameters,
      posterior: () => pointPosterior(model, [...frozen, ...parameters]),
      objective({ x, y, place, key: step }) {
        const mode = dropout === "on" ? "each" : "off";
        const asked = bindPasses(theirs.network, { noise: exactNoise, beliefs: theirBeliefs, dropout: mode, key: step }).passes;
        const z = theirs.network.forward(x, asked, { from: start, end: last });
        const outputs = theirs.network.forward(z, asked, { from: last });
        const rightly = exp(negate(theirs.likelihood.negativeLogProb(outputs, y)));
        const { passes } = bindPasses(network, { noise: exactNoise, beliefs, dropout: "off", key: step });
        const negativeLogProb = model.likelihood.negativeLogProb(
          network.forward(z, passes, { from: last }),
          reshape(rightly, [place.batchSize, 1]),
        );
        return objectiveOf({ complexity: constant(0), negativeLogProb }, { place, weights: uniformWeights() });
      },
    };
  },
  toJSON: () => ({ name, dropout }),
});

/** Copies of the classifier's arrays before its last layer with weights. */
const encoderOf = ({ model: { network }, parameters }: Posterior, last: number): NamedArray[] => {
  const values = new Map(parameters!.map((array) => [array.name, array.value]));
  return encoderWeights(network, last).map(({ name: weight }) => {
    const own = `${weight}.mean`;
    return { name: own, value: keep(affine(values.get(own)!, { scale: 1 })) };
  });
};

const encoderWeights = ({ weights }: Network, last: number) => weights.filter(({ layer }) => layer < last);

/** @throws for a problem whose model is not the classifier's layers and a head */
function expectConfidenceModel({ network, likelihood }: Model, classifier: Model, last: number): void {
  const arrays = (of: Network) => encoderWeights(of, last).map(({ name: weight, shape }) => `${weight} [${shape.join(", ")}]`);
  const [own, theirs] = [arrays(network), arrays(classifier.network)].map((list) => list.join(", "));
  if (likelihood.kind !== "confidence" || own !== theirs)
    throw new Error(
      `${name}: the problem's model is of a ${likelihood.kind} likelihood over ${own || "no arrays"}, expected confidenceModel(classifier.model), over ${theirs || "no arrays"}`,
    );
}
