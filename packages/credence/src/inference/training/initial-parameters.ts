import { full, type Key, keep, randomUniform } from "@credence/tensor";
import { learnedArrays } from "../../model/learned-likelihood.ts";
import type { Likelihood } from "../../model/likelihoods/likelihood.ts";
import type { NamedWeight, Network } from "../../nn/network.ts";
import type { Parameter } from "../../optim/optimizer.ts";
import { expectNumber, expectOptions, refused } from "../../settings.ts";

/** Where training starts: each array uniform between the bounds. */
export interface Initialization {
  /** "fan-in": between -1/sqrt(fanIn) and 1/sqrt(fanIn), the default of PyTorch's layers; or fixed bounds. */
  readonly mean: "fan-in" | readonly [number, number];
  /** Bounds of rho; standard deviations start at softplus(rho). */
  readonly rho: readonly [number, number];
}

/** Means between -1/sqrt(fanIn) and its opposite, rho between -5 and -4: standard deviations near 0.01. */
export const defaultInitialization: Initialization = { mean: "fan-in", rho: [-5, -4] };

/** The bounds given, and the default of those left out. @throws for what are no bounds */
export function resolvedInitialization(where: string, options: Partial<Initialization> = {}): Initialization {
  expectOptions(`${where}: initialization`, options, { mean: true, rho: true });
  const { mean = defaultInitialization.mean, rho = defaultInitialization.rho } = options;
  if (mean !== "fan-in") expectBounds(`${where}: initialization`, "mean", mean, ' or "fan-in"');
  expectBounds(`${where}: initialization`, "rho", rho);
  return { mean, rho };
}

function expectBounds(where: string, name: string, bounds: readonly [number, number], other = ""): void {
  if (!Array.isArray(bounds) || bounds.length !== 2) throw refused(where, name, bounds, `two bounds, as [-0.1, 0.1]${other}`);
  for (const bound of bounds) expectNumber(where, `a bound of ${name}`, bound);
  if (!(bounds[0] <= bounds[1])) throw new Error(`${where}: ${name} is from ${bounds[0]} to ${bounds[1]}, expected the lower bound first`);
}

const boundsOf = (weight: NamedWeight, mean: Initialization["mean"]): readonly [number, number] =>
  mean === "fan-in" ? [-1 / Math.sqrt(weight.fanIn), 1 / Math.sqrt(weight.fanIn)] : mean;

/** What training starts with. */
interface InitialOptions {
  readonly family: "point" | "gaussian";
  readonly initialization: Initialization;
  readonly key: Key;
  /** Of Gaussians: place of the first layer whose weights are random; those below are points. @default 0 */
  readonly randomFrom?: number;
}

/** The arrays training moves: one for points, mean and rho for Gaussians, in the order of the network's weights. */
export function initialParameters(network: Network, { family, initialization, key, randomFrom = 0 }: InitialOptions): Parameter[] {
  return network.weights.flatMap((weight) => {
    const own = key.child(weight.name);
    const [low, high] = boundsOf(weight, initialization.mean);
    const mean = { name: `${weight.name}.mean`, value: keep(randomUniform(own.child("mean"), weight.shape, { low, high })), decays: true };
    if (family === "point" || weight.layer < randomFrom) return [mean];
    const [lowest, highest] = initialization.rho;
    return [
      mean,
      {
        name: `${weight.name}.rho`,
        value: keep(randomUniform(own.child("rho"), weight.shape, { low: lowest, high: highest })),
        decays: false,
      },
    ];
  });
}

/** What the likelihood learns besides: moved with the weights, left alone by weight decay, without a prior. */
export const likelihoodParameters = (likelihood: Likelihood): Parameter[] =>
  learnedArrays(likelihood).map(({ name, initial }) => ({ name, value: keep(full([], initial)), decays: false }));
