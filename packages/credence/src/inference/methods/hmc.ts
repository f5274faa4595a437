import { expectBelowOne, expectOptions, expectWhole } from "../../settings.ts";
import type { Inference } from "../inference.ts";
import { chainsInference } from "../mcmc/chains-inference.ts";
import { hmcKernel } from "../mcmc/hmc-kernel.ts";
import { type DensitySampler, densitySampler } from "../mcmc/sampler.ts";
import { expectSampling, type SamplingOptions, samplingOptionNames } from "../mcmc/sampling-options.ts";

/** Settings of Hamiltonian Monte Carlo, with those of every Hamiltonian sampler. */
export interface HmcOptions extends SamplingOptions {
  /** Leapfrog steps of a transition. @default 32 */
  readonly leapfrogs?: number;
  /** Each transition's step size is uniform within this share of the given one, on either side. @default 0.2 */
  readonly jitter?: number;
}

/**
 * Hamiltonian Monte Carlo with a fixed number of leapfrog steps. Asymptotically exact; `nuts` needs no such number, and is the better choice unless the
 * length of a good trajectory is known.
 *
 * As inference it samples a network's weights, dropout off; `sample` takes a density of one's own.
 *
 * @throws for settings out of range
 * @see neal2011
 */
export function hmc(options: HmcOptions = {}): Inference & DensitySampler {
  expectOptions("hmc", options, { ...samplingOptionNames, leapfrogs: true, jitter: true });
  const { leapfrogs = 32, jitter = 0.2 } = options;
  expectSampling("hmc", options);
  expectWhole("hmc", "leapfrogs", leapfrogs);
  expectBelowOne("hmc", "jitter", jitter);
  const kernel = hmcKernel({ leapfrogs, jitter });
  return { ...chainsInference(kernel, options), ...densitySampler(kernel, options) };
}
