import { affine, keep, randomNormal, scope } from "@credence/tensor";
import { expectOptions, expectWhole } from "../../settings.ts";
import type { Inference } from "../inference.ts";
import { lowRankOf, lowRankPosterior } from "../posteriors/low-rank-posterior.ts";
import { correlatedSteps } from "../training/correlated-steps.ts";
import { iterativeInference } from "../training/iterative.ts";
import { type IterativeOptions, iterativeOptionNames } from "../training/iterative-options.ts";
import { type VariationalSettings, variationalSettingNames } from "../training/variational-settings.ts";

/** Settings of a variational Gaussian of low rank. */
export interface LowRankGaussianOptions extends IterativeOptions, VariationalSettings {
  /** Columns of the factor: directions in which weights move together. @default 4 */
  readonly rank?: number;
}

/** Of the entries of the factor where training starts: small beside the standard deviations of the diagonal, near 0.01, and not at 0, where its gradient vanishes. */
const FIRST = 1e-3;

/**
 * A Gaussian over all weights whose covariance is a diagonal and a product of low rank, fitted by stochastic gradients of the evidence lower bound.
 *
 *   q(w) = N(mean, diag(softplus(rho)^2) + F F'),  F [weights, rank]
 *
 * Holds rank + 2 numbers a weight. The entropy is exact: log det = log det D + log det(I + F' D^-1 F).
 *
 * @throws for settings out of range
 * @see ong2018
 */
export function lowRankGaussian(options: LowRankGaussianOptions): Inference {
  const where = "lowRankGaussian";
  expectOptions(where, options, { ...iterativeOptionNames, ...variationalSettingNames, rank: true });
  const { rank = 4 } = options;
  expectWhole(where, "rank", rank);
  const steps = correlatedSteps(where, options, {
    parameters: (weights, key) =>
      weights.map(({ name, shape }) => ({
        name: `${name}.factor`,
        value: keep(scope(() => affine(randomNormal(key.child(name), [rank, ...shape]), { scale: FIRST }))),
        decays: false,
      })),
    gaussian: lowRankOf,
    posterior: lowRankPosterior,
    settings: { rank },
    memory: (random) => ({ parameters: rank * random, besides: 0 }),
  });
  return iterativeInference(steps, options);
}
