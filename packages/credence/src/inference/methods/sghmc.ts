import { expectOptions, refused } from "../../settings.ts";
import type { Inference } from "../inference.ts";
import { iterativeInference } from "../training/iterative.ts";
import { keptSamples } from "../training/kept-samples.ts";
import { langevin } from "../training/langevin.ts";
import { type ChainOptions, chainOptionNames, expectChain, keptByChain, resolvedChain } from "../training/langevin-options.ts";

/** Settings of stochastic-gradient Hamiltonian Monte Carlo. */
export interface SghmcOptions extends ChainOptions {
  /** Share of the velocity that a step loses: 0.1 is a momentum of 0.9. @default 0.1 */
  readonly friction?: number;
}

/**
 * Stochastic-gradient Hamiltonian Monte Carlo: momentum, friction, and the noise that makes up for what friction takes. Explores faster than `sgld`.
 *
 *   v <- (1 - a) v - rate g + sqrt(2 a rate T / N) e;  w <- w + v
 *
 * As fast as `sgld` at the rate over a; with c the curvature, variances are 1 / (1 - rate c / (2 (2 - a))) times too large, and minibatches of B add
 * rate c N / (2 a B) of them at most.
 *
 * @throws for settings out of range
 * @see chen2014, eq. 15
 */
export function sghmc(options: SghmcOptions): Inference {
  expectOptions("sghmc", options, { ...chainOptionNames, friction: true });
  expectChain("sghmc", options);
  const { friction = 0.1, ...chain } = options;
  if (typeof friction !== "number" || !(friction > 0 && friction <= 1))
    throw refused("sghmc", "friction", friction, "a number above 0, and 1 at most");
  const { temperature, ...settings } = resolvedChain(options);
  return iterativeInference(keptSamples("sghmc", { samples: settings.samples, keptBy: keptByChain(options), settings }), {
    ...chain,
    optimizer: langevin({ temperature, friction }),
  });
}
