import { expectOptions, expectWhole } from "../../settings.ts";
import type { Inference } from "../inference.ts";
import { chainsInference } from "../mcmc/chains-inference.ts";
import { nutsKernel } from "../mcmc/nuts-kernel.ts";
import { type DensitySampler, densitySampler } from "../mcmc/sampler.ts";
import { expectSampling, type SamplingOptions, samplingOptionNames } from "../mcmc/sampling-options.ts";

/** Settings of the no-U-turn sampler, with those of every Hamiltonian sampler. */
export interface NutsOptions extends SamplingOptions {
  /** Doublings of a trajectory, at most: 2^maxDepth - 1 leapfrog steps. @default 10 */
  readonly maxDepth?: number;
}

/**
 * The no-U-turn sampler: Hamiltonian Monte Carlo that finds the length of each trajectory itself, with step size and mass matrix adapted during warm-up.
 * Asymptotically exact, and dear: every leapfrog step takes a gradient of all data. For small networks, and as the reference for other methods.
 *
 * As inference it samples a network's weights, dropout off; `sample` takes a density of one's own.
 *
 * @throws for settings out of range
 * @see hoffman2014; betancourt2017
 */
export function nuts(options: NutsOptions = {}): Inference & DensitySampler {
  expectOptions("nuts", options, { ...samplingOptionNames, maxDepth: true });
  const { maxDepth = 10 } = options;
  expectSampling("nuts", options);
  expectWhole("nuts", "maxDepth", maxDepth);
  const kernel = nutsKernel({ maxDepth });
  return { ...chainsInference(kernel, options), ...densitySampler(kernel, options) };
}
