import {
  add,
  affine,
  exp,
  mean,
  multiply,
  randomNormal,
  key as rootKey,
  type Shape,
  scope,
  sigmoid,
  slice,
  square,
  sum,
  type Tensor,
} from "@credence/tensor";
import { normal } from "../../distributions/normal.ts";
import { features } from "../../inference/features.ts";
import type { Inference } from "../../inference/inference.ts";
import { mapSteps } from "../../inference/methods/map.ts";
import { beliefsOf } from "../../inference/posteriors/beliefs.ts";
import { expectPosterior, type Posterior } from "../../inference/posteriors/posterior.ts";
import { iterativeInference } from "../../inference/training/iterative.ts";
import { type IterativeOptions, iterativeOptionNames } from "../../inference/training/iterative-options.ts";
import type { StepMethod } from "../../inference/training/training.ts";
import { bernoulliLikelihood } from "../../model/likelihoods/index.ts";
import { type Model, model } from "../../model/model.ts";
import type { Layer } from "../../nn/layer.ts";
import { mlp } from "../../nn/mlp.ts";
import { exactNoise } from "../../nn/noise.ts";
import { bindPasses } from "../../nn/passes.ts";
import { sequential } from "../../nn/sequential.ts";
import type { BernoulliPredictive } from "../../predictive/bernoulli-predictive.ts";
import { expectOptions, expectTensor, expectWhole, refused } from "../../settings.ts";

/** Sizes of a variational autoencoder. */
export interface VariationalAutoencoderOptions {
  /** Values of an example, each from 0 to 1. */
  readonly inputs: number;
  /** Units of the encoder's hidden layers, ReLU after each; the decoder has them in reverse. */
  readonly hidden: readonly number[];
  /** Dimensions of the latent space. */
  readonly latent: number;
}

/** A network that encodes examples as Gaussians over a latent space and decodes its points. */
export interface VariationalAutoencoder {
  /** Encoder and decoder as one network, which takes the means in the middle: its predictions are reconstructions. A saved posterior is loaded with it. */
  readonly model: Model<BernoulliPredictive>;
  /** How it is trained, on data whose targets y are x. Progress tells the Kullback-Leibler term as complexity. */
  training(options: IterativeOptions): Inference;
  /** Means of the examples in the latent space. @shape x [batch, inputs] -> [batch, latent] */
  encode(posterior: Posterior, x: Tensor): Tensor<"float32">;
  /** Examples at points of the latent space, as probabilities of a 1. @shape z [batch, latent] -> [batch, inputs] */
  decode(posterior: Posterior, z: Tensor): Tensor<"float32">;
}

const name = "variationalAutoencoder";

/**
 * A variational autoencoder of values from 0 to 1: a latent variable model p(z) p(x | z), fitted together with an encoder q(z | x) that inverts it.
 *
 *   minimise  mean over examples of  KL[ q(z | x) || N(0, 1) ] - E_q log p(x | z)
 *
 * p(x | z) has a coin for each value (a grey value is an expected one), q is Gaussian with a diagonal covariance, one z is drawn for each example and step.
 *
 * @throws for sizes that are no whole numbers from 1
 * @see   kingma2014
 * @example
 * const autoencoder = variationalAutoencoder({ inputs: 4, hidden: [8], latent: 1 });
 * const x = tensor([[1, 1, 0, 0], [0, 0, 1, 1]]);
 * const training = autoencoder.training({ epochs: 300, batchSize: 2, learningRate: 0.02 });
 * const posterior = await run(training.fit({ model: autoencoder.model, data: { x, y: x } }, key(0)));
 * const z = autoencoder.encode(posterior, x);
 * autoencoder.decode(posterior, z).shape // => [2, 4]
 */
export function variationalAutoencoder(options: VariationalAutoencoderOptions): VariationalAutoencoder {
  expectOptions<VariationalAutoencoderOptions>(name, options, { inputs: true, hidden: true, latent: true });
  const { inputs, hidden, latent } = options;
  expectWhole(name, "inputs", inputs);
  if (!Array.isArray(hidden)) throw refused(name, "hidden", hidden, "a list with the units of each hidden layer, as [512, 256]");
  for (const [i, units] of hidden.entries()) expectWhole(name, `hidden[${i}]`, units);
  expectWhole(name, "latent", latent);
  const encoder = mlp({ inputs, hidden, outputs: 2 * latent });
  const decoder = mlp({ inputs: latent, hidden: [...hidden].reverse(), outputs: inputs });
  const middle = encoder.layers.length;
  const network = sequential([...encoder.layers, latentMeans(latent), ...decoder.layers]);
  const likelihood = bernoulliLikelihood();

  const steps: StepMethod = {
    name,
    start(assumed, key) {
      expectOwn(assumed);
      const point = mapSteps().start(assumed, key);
      const beliefs = beliefsOf(network, point.parameters);
      return {
        ...point,
        objective({ x, y, key: step }) {
          const { passes } = bindPasses(network, { noise: exactNoise, beliefs, dropout: "off", key: step });
          const encoded = network.forward(x, passes, { end: middle });
          const [means, logVariances] = [part(encoded, 0, latent), part(encoded, latent, latent)];
          const noise = randomNormal(step.child("latent"), means.shape);
          const z = add(means, multiply(exp(affine(logVariances, { scale: 0.5 })), noise));
          const negativeLogLikelihood = mean(likelihood.negativeLogProb(network.forward(z, passes, { from: middle + 1 }), y));
          const complexity = mean(klFromStandardNormal(means, logVariances));
          return { objective: add(complexity, negativeLogLikelihood), complexity, negativeLogLikelihood };
        },
      };
    },
    toJSON: () => ({ name }),
  };

  function expectOwn(given: Model): void {
    const [theirs, ours] = [given, { network }].map((one) => one.network.weights.map(({ shape }) => `[${shape.join(", ")}]`).join(" "));
    if (theirs !== ours || given.network.layers[middle]?.kind !== "latentMeans")
      throw new Error(`${name}: the model's arrays are ${theirs || "none"}, expected those of the autoencoder's own model, ${ours}`);
  }
  function expectTrained(given: Posterior): void {
    expectPosterior(name, given);
    expectOwn(given.model);
    if (!given.parameters) throw new Error(`${name}: the posterior is of kind "${given.kind}", expected one that its training made`);
  }

  return {
    model: model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood }),
    training(own) {
      expectOptions<IterativeOptions>(name, own, iterativeOptionNames);
      return iterativeInference(steps, own);
    },
    encode(posterior, x) {
      expectTrained(posterior);
      return features(posterior, x, { layer: middle + 1 });
    },
    decode(posterior, z) {
      expectTrained(posterior);
      expectTensor(name, "z", z);
      if (z.shape.length !== 2 || z.shape[1] !== latent)
        throw new Error(`${name}: z is [${z.shape.join(", ")}], expected [batch, ${latent}]`);
      return scope(() => {
        const beliefs = beliefsOf(network, posterior.parameters!);
        const { passes } = bindPasses(network, { noise: exactNoise, beliefs, dropout: "off", key: rootKey(0) });
        return sigmoid(network.forward(z, passes, { from: middle + 1 }));
      });
    },
  };
}

/** What an encoder gives, [..., 2 latent], as its means: between the encoder and the decoder where nothing is drawn. */
const latentMeans = (latent: number): Layer => ({
  kind: "latentMeans",
  drops: false,
  keepsZeros: false,
  forward: (x) => part(x, 0, latent),
  toJSON: () => ({ kind: "latentMeans", latent }),
});

/** So many features of each example, from one on. */
function part(x: Tensor, from: number, count: number): Tensor<"float32"> {
  const last = x.shape.length - 1;
  const bounds = (at: number, whole: (n: number) => number): Shape => x.shape.map((n, axis) => (axis === last ? at : whole(n)));
  return slice(
    x,
    bounds(from, () => 0),
    bounds(count, (n) => n),
  ) as Tensor<"float32">;
}

/** KL[ N(m, e^v) || N(0, 1) ] = sum of (m^2 + e^v - 1 - v) / 2, nats. @shape [batch, latent] -> [batch] */
const klFromStandardNormal = (means: Tensor, logVariances: Tensor): Tensor =>
  affine(sum(add(add(square(means), exp(logVariances)), affine(logVariances, { scale: -1, shift: -1 })), { axis: -1 }), { scale: 0.5 });
