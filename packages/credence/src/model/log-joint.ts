import { add, affine, mean, type Tensor } from "@credence/tensor";
import {
  expectForm,
  expectNothing,
  expectNotNegative,
  expectObject,
  expectOneOf,
  expectOptions,
  expectPositive,
  expectTensor,
  expectWhole,
  type SettingsJson,
} from "../settings.ts";

/** Where a minibatch stands in its epoch. */
export interface BatchPlace {
  /** Minibatch of the epoch, from 0. */
  readonly batch: number;
  readonly batches: number;
  /** Epoch, from 0. */
  readonly epoch: number;
  /** Examples in this minibatch, and in the data set. */
  readonly batchSize: number;
  readonly count: number;
}

/**
 * How an epoch's complexity is shared out over its M minibatches: the fractions of an epoch sum to 1 (less during a warm-up), whatever the
 * sizes of the minibatches and whether a last one was dropped.
 */
export interface ComplexityWeights {
  readonly name: string;
  /** The fraction pi_i of the epoch's complexity that falls to this minibatch. */
  share(place: BatchPlace): number;
  /** The rule and every constant of it. */
  toJSON(): SettingsJson;
}

/** Every step carries the same part, 1/M. */
export function uniformWeights(...none: readonly []): ComplexityWeights {
  expectNothing("uniformWeights", none);
  return {
    name: "uniform",
    share: ({ batches }) => 1 / batches,
    toJSON: () => ({ name: "uniform" }),
  };
}

/** What Blundell's weights stand against. */
export interface GeometricWeightsOptions {
  /**
   * "epoch": pi_i M / N of the complexity per datum in a step, right for minibatches of any sizes. "batch": pi_i / b_i, the published form, a sum over
   * the minibatch divided by its size; the same where M equal minibatches use every row, and elsewhere over an epoch sum(pi_i / b_i) N / M times
   * the complexity (48 times for N = 1001 in 500 + 500 + 1).
   * @default "epoch"
   */
  readonly relativeTo?: "epoch" | "batch";
}

/**
 * Blundell's geometric weights: half the complexity on the first minibatch, a quarter on the second, ...
 *
 *   pi_i = 2^(M-i) / (2^M - 1) = 2^-i / (1 - 2^-M),  i = 1..M
 *
 * in the second form, because 2^M overflows at M = 1024.
 * @throws for another `relativeTo`
 * @see blundell2015, section 3.4
 */
export function geometricWeights(options: GeometricWeightsOptions = {}): ComplexityWeights {
  expectOptions("geometricWeights", options, { relativeTo: true });
  const { relativeTo = "epoch" } = options;
  expectOneOf("geometricWeights", "relativeTo", relativeTo, ["epoch", "batch"]);
  const ofEpoch = ({ batch, batches }: BatchPlace) => 2 ** -(batch + 1) / (1 - 2 ** -batches);
  const ofBatch = (place: BatchPlace) => (ofEpoch(place) * place.count) / (place.batchSize * place.batches);
  return {
    name: "geometric",
    share: relativeTo === "epoch" ? ofEpoch : ofBatch,
    toJSON: () => ({ name: "geometric", relativeTo }),
  };
}

/** Uniform weights that grow linearly from 0 to full over the first epochs. */
export function linearWarmUp(options: {
  /** Epochs until the weights are full. */
  epochs: number;
}): ComplexityWeights {
  expectOptions("linearWarmUp", options, { epochs: true });
  const { epochs } = options;
  expectPositive("linearWarmUp", "epochs", epochs);
  return {
    name: "linearWarmUp",
    share: ({ batch, batches, epoch }) => Math.min(1, (epoch + (batch + 1) / batches) / epochs) / batches,
    toJSON: () => ({ name: "linearWarmUp", epochs }),
  };
}

/** @throws unless it is a rule of sharing, one of the library's or of one's own */
export const expectComplexityWeights = (where: string, name: string, given: ComplexityWeights): void =>
  expectForm(where, name, given, { methods: ["share", "toJSON"], expected: "a rule of sharing, such as uniformWeights()" });

/** The complexity left out: maximum likelihood of the drawn weights, as some published code does by accident. */
export function noComplexity(...none: readonly []): ComplexityWeights {
  expectNothing("noComplexity", none);
  return { name: "none", share: () => 0, toJSON: () => ({ name: "none" }) };
}

/** @throws for a minibatch that stands nowhere in an epoch: a count missing or no whole number */
export function expectPlace(where: string, place: BatchPlace): void {
  expectOptions(`${where}: place`, place, { batch: true, batches: true, epoch: true, batchSize: true, count: true });
  for (const [name, from] of [
    ["batch", 0],
    ["batches", 1],
    ["epoch", 0],
    ["batchSize", 1],
    ["count", 1],
  ] as const)
    expectWhole(where, `place.${name}`, place[name], from);
}

/** What a minibatch says of the bound, each a single value in nats per datum. */
export interface ObjectiveTerms {
  /** The objective as minimised, nats per datum. */
  readonly objective: Tensor;
  /** Complexity / N, nats per datum, whatever its weight in this minibatch. */
  readonly complexity: Tensor;
  /** Mean over draws and examples of -log p(y | x, w), nats. */
  readonly negativeLogLikelihood: Tensor;
  /** What else the method measures in this step, by name: single values made in the step. */
  readonly metrics?: Readonly<Record<string, Tensor>>;
}

/**
 * The negative evidence lower bound of the WHOLE data set divided by N, as a minibatch estimates it.
 *
 *   objective = T pi_i M C / N + mean over draws and examples of -log p(y | x, w)
 *
 * C = KL[q || p] or its Monte Carlo estimate, nats, summed over every weight once; pi_i this minibatch's share of it, one of the M of an epoch;
 * T the temperature. The M steps of an epoch count equally, each the mean of its examples: their mean has the complexity T C / N, because the shares
 * sum to 1. With uniform shares pi_i M = 1.
 *
 * @shape complexity [] or [draws] (its mean is taken), negativeLogProb [draws, batch]
 * @units nats per datum
 */
export function objectiveOf(
  terms: {
    /** Nats, summed over every weight once. */
    complexity: Tensor;
    /** Nats, of each draw and example. */
    negativeLogProb: Tensor;
  },
  options: {
    /** Of the minibatch in its epoch. */
    place: BatchPlace;
    /** How the complexity is shared out over minibatches. */
    weights: ComplexityWeights;
    /** Of the complexity. @default 1 */
    temperature?: number;
  },
): ObjectiveTerms {
  const where = "objectiveOf";
  expectObject(where, "terms", terms, "{ complexity, negativeLogProb }");
  expectTensor(where, "complexity", terms.complexity);
  expectTensor(where, "negativeLogProb", terms.negativeLogProb);
  expectOptions(where, options, { place: true, weights: true, temperature: true });
  const { complexity, negativeLogProb } = terms;
  const { place, weights, temperature = 1 } = options;
  expectPlace(where, place);
  expectComplexityWeights(where, "weights", weights);
  expectNotNegative(where, "temperature", temperature);
  const c = complexity.shape.length === 0 ? complexity : mean(complexity);
  const negativeLogLikelihood = mean(negativeLogProb);
  const share = weights.share(place);
  return {
    objective:
      share === 0
        ? negativeLogLikelihood
        : add(affine(c, { scale: (temperature * share * place.batches) / place.count }), negativeLogLikelihood),
    complexity: affine(c, { scale: 1 / place.count }),
    negativeLogLikelihood,
  };
}
