import { keep, zeros } from "@credence/tensor";
import { sizeOfWeights } from "../../nn/network.ts";
import { expectOptions, expectPositive } from "../../settings.ts";
import type { Inference } from "../inference.ts";
import { fullGaussianOf, fullGaussianPosterior, relativeName } from "../posteriors/full-gaussian-posterior.ts";
import { correlatedSteps } from "../training/correlated-steps.ts";
import { iterativeInference } from "../training/iterative.ts";
import { type IterativeOptions, iterativeOptionNames } from "../training/iterative-options.ts";
import { type VariationalSettings, variationalSettingNames } from "../training/variational-settings.ts";

/** Settings of a variational Gaussian with any covariance. */
export interface FullGaussianOptions extends IterativeOptions, VariationalSettings {
  /** Largest memory that the factor of the covariance may take while it is fitted. @default 1024 */
  readonly memoryMiB?: number;
}

/** Numbers made of an entry of the factor in a step, beside its gradient: its mask, masked, its gradient again on the way. */
const BESIDES = 3;
/** Numbers held for an entry while it is fitted: those, itself, its gradient, two moments of Adam. */
const HELD = BESIDES + 4;

/** MiB that the factor of so many weights takes while it is fitted. */
const factorMiB = (weights: number): number => (4 * HELD * weights ** 2) / 2 ** 20;

/**
 * A Gaussian over all weights with any covariance, for networks of some hundred weights: fitted by stochastic gradients of the evidence lower bound.
 *
 *   q(w) = N(mean, L L'),  L = diag(softplus(rho)) (I + A),  A below its diagonal
 *
 * Exact where the posterior is Gaussian, as in linear regression. Its gradient is noisier than that of the local reparameterisation, which needs weights that
 * are independent: take `draws: 32`, of which small networks evaluate all in one pass. Memory and time of a step grow with the square of the random weights.
 *
 * @throws for settings out of range; when fitted, for a factor that takes more memory than allowed, before any of it is taken
 * @see kucukelbir2017
 */
export function fullGaussian(options: FullGaussianOptions): Inference {
  const where = "fullGaussian";
  expectOptions(where, options, { ...iterativeOptionNames, ...variationalSettingNames, memoryMiB: true });
  const { memoryMiB = 1024 } = options;
  expectPositive(where, "memoryMiB", memoryMiB);
  const steps = correlatedSteps(where, options, {
    parameters(weights) {
      const size = sizeOfWeights(weights);
      if (factorMiB(size) > memoryMiB)
        throw new Error(
          `${where}: the covariance of ${size.toLocaleString("en-US")} weights takes ${Math.ceil(factorMiB(size)).toLocaleString("en-US")} MiB, more than memoryMiB, ${memoryMiB.toLocaleString("en-US")}; expected lowRankGaussian({ rank }), whose factor takes rank numbers a weight, or layers: "last"`,
        );
      return [{ name: relativeName, value: keep(zeros([size, size])), decays: false }];
    },
    gaussian: fullGaussianOf,
    posterior: fullGaussianPosterior,
    settings: { memoryMiB },
    memory: (random) => ({ parameters: random ** 2, besides: BESIDES * random ** 2 }),
  });
  return iterativeInference(steps, options);
}
