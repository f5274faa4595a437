import type { Key } from "@credence/tensor";
import { advanced, type Chain, openChain, stepSizeOf } from "./chain.ts";
import { inStep } from "./in-step.ts";
import type { Kernel, Transition } from "./kernel.ts";
import type { Target } from "./log-density.ts";
import { resolvedSampling, type SamplingOptions, warmUpOf } from "./sampling-options.ts";

/** All chains after one more transition each. */
export interface SamplingStep {
  /** Transitions done, 1 after the first; warm-up counts. */
  readonly iteration: number;
  readonly iterations: number;
  /** Whether warm-up was over before this transition. */
  readonly afterWarmUp: boolean;
  /** Whether the positions are kept as draws. */
  readonly kept: boolean;
  /** Of each chain's transition. */
  readonly stepSizes: readonly number[];
  readonly chains: readonly Chain[];
  readonly transitions: readonly Transition[];
}

/** Where chains begin: at positions, or as they stood after an iteration. */
export type ChainStart =
  | { readonly positions: readonly Float64Array[] }
  | { readonly chains: readonly Chain[]; readonly iteration: number };

/** Where a step size is searched from. */
const FIRST_STEP_SIZE = 0.1;

/** Transitions of each chain: warm-up and kept ones. */
export const iterationsOf = (options: SamplingOptions): number => {
  const { warmUp, draws, thin } = resolvedSampling(options);
  return warmUp + draws * thin;
};

/**
 * Runs chains side by side, a transition of each at a time. All randomness is a function of key, chain and iteration: chains that go on from where they
 * stood end with the same bits.
 *
 * @throws where the density or its gradient is not finite at a start
 */
export async function* sampleChains(
  where: string,
  target: Target,
  {
    kernel,
    options,
    start,
    key,
  }: { readonly kernel: Kernel; readonly options: SamplingOptions; readonly start: ChainStart; readonly key: Key },
): AsyncGenerator<SamplingStep, void, void> {
  const { warmUp, thin, stepSize } = resolvedSampling(options);
  const iterations = iterationsOf(options);
  const adaptation = warmUpOf(resolvedSampling(options));
  const keyOf = (chain: number) => key.child("chain").child(chain);
  const adapts = stepSize === "adapt";
  let chains =
    "chains" in start
      ? start.chains
      : await inStep(
          target,
          start.positions.map(
            (position, i) => (ask) =>
              openChain(position, { stepSize: adapts ? FIRST_STEP_SIZE : stepSize, adapts, ask, key: keyOf(i).child("start") }),
          ),
        );
  for (const [i, { at }] of chains.entries())
    if (!Number.isFinite(at.logDensity) || !at.gradient.every(Number.isFinite))
      throw new Error(`${where}: log density ${at.logDensity} where chain ${i} starts, expected a finite number and gradient`);
  const first = "chains" in start ? start.iteration : 0;
  for (let done = first; done < iterations; done++) {
    const stepSizes = chains.map((chain) => stepSizeOf(chain, done, adaptation));
    const moved = await inStep(
      target,
      chains.map((chain, i) => (ask) => advanced(chain, done, { kernel, warmUp: adaptation, ask, key: keyOf(i).child(done) })),
    );
    chains = moved.map(({ chain }) => chain);
    const afterWarmUp = done >= warmUp;
    const kept = afterWarmUp && (done - warmUp + 1) % thin === 0;
    yield { iteration: done + 1, iterations, afterWarmUp, kept, stepSizes, chains, transitions: moved.map(({ transition }) => transition) };
  }
}
