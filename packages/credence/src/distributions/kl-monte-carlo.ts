import { affine, type Key, mean, sqrt, square, subtract, type Tensor } from "@credence/tensor";
import { expectKey, expectOptions, expectWhole } from "../settings.ts";
import { type Distribution, expectDistribution } from "./distribution.ts";

/** How a divergence without a closed form is estimated. */
export interface MonteCarloOptions {
  /** Samples of q: 2 or more. */
  readonly draws: number;
  /** The samples are a function of it. */
  readonly key: Key;
}

/** A mean over draws with its standard error, each of the element's shape. */
export interface MonteCarloEstimate {
  readonly estimate: Tensor;
  readonly standardError: Tensor;
}

/**
 * KL[q || p] of each element as the mean over draws x from q of log q(x) - log p(x).
 *
 * Unbiased, so it may be negative where the divergence is small. Differentiable by the parameters of a normal q, whose draws are
 * functions of them.
 *
 * @shape parameters' shape, [] for plain numbers
 * @units nats
 * @throws for fewer than 2 draws
 */
export function klMonteCarlo(q: Distribution, p: Distribution, options: MonteCarloOptions): MonteCarloEstimate {
  expectDistribution("klMonteCarlo", "q", q);
  expectDistribution("klMonteCarlo", "p", p);
  expectSampling("klMonteCarlo", options);
  const { draws, key } = options;
  const x = q.sample(key, [draws, ...(q.shape.length >= p.shape.length ? q.shape : p.shape)]);
  const terms = subtract(q.logProb(x), p.logProb(x));
  const estimate = mean(terms, { axis: 0 });
  const variance = mean(square(subtract(terms, estimate)), { axis: 0 });
  return { estimate, standardError: sqrt(affine(variance, { scale: 1 / (draws - 1) })) };
}

/** @throws unless there are 2 draws or more, and a key */
export function expectSampling(where: string, options: MonteCarloOptions): void {
  expectOptions(where, options, { draws: true, key: true });
  expectWhole(where, "draws", options.draws, 2);
  expectKey(where, options.key);
}
