import { expectOptions } from "../../settings.ts";
import type { Inference } from "../inference.ts";
import { iterativeInference } from "../training/iterative.ts";
import { keptSamples } from "../training/kept-samples.ts";
import { langevin } from "../training/langevin.ts";
import { type ChainOptions, chainOptionNames, expectChain, keptByChain, resolvedChain } from "../training/langevin-options.ts";

/** Settings of stochastic-gradient Langevin dynamics. */
export type SgldOptions = ChainOptions;

/**
 * Stochastic-gradient Langevin dynamics: gradient steps on minibatches with noise added, whose weights now and then are samples of the posterior. Exact
 * as the step size falls to 0; at a constant rate the noise of the minibatches and the size of the steps widen it.
 *
 *   w <- w - rate g + sqrt(2 rate T / N) e,  g the gradient of -log p(y, w) / N
 *
 * The rate to take, with c the curvature of that objective along a direction: variances are 1 / (1 - rate c / 2) times too large, and minibatches of B
 * add rate c N / (2 B) of them at most (gradients of a model that holds vary by c); samples are independent after some 3 / (rate c) steps. So 0.1 to 0.2
 * over the largest c, and a burn-in and a distance of samples of 3 / (rate c) at the smallest c that counts: no rate serves all models, and the default is a
 * safe one for targets near unit scale whose chains may be too short (`diagnose` tells).
 *
 * @throws for settings out of range
 * @see welling2011
 */
export function sgld(options: SgldOptions): Inference {
  expectOptions("sgld", options, chainOptionNames);
  expectChain("sgld", options);
  const { temperature, ...settings } = resolvedChain(options);
  return iterativeInference(keptSamples("sgld", { samples: settings.samples, keptBy: keptByChain(options), settings }), {
    ...options,
    optimizer: langevin({ temperature, friction: 1 }),
  });
}
