import type { Key } from "@credence/tensor";
import { adapted, restartedAt, type StepSizeMemory } from "./dual-averaging.ts";
import type { Ask } from "./in-step.ts";
import { type ChainPoint, type Kernel, type Transition, withMomentum } from "./kernel.ts";
import { hamiltonian, leapfrog } from "./leapfrog.ts";
import { inverseMassOf, type Moments, noMoments, warmUpPlace, withPosition } from "./warm-up.ts";

/** A chain between two transitions: all that its next one depends on, besides the key. */
export interface Chain {
  readonly at: ChainPoint;
  /** Diagonal of M^-1. */
  readonly inverseMass: Float64Array;
  readonly stepSize: StepSizeMemory;
  /** Of the positions in the present window of warm-up. */
  readonly moments: Moments;
}

/** How chains warm up. */
export interface WarmUp {
  /** Transitions that are thrown away. */
  readonly warmUp: number;
  /** The mean acceptance that the step size is adapted to; undefined for a fixed step size. */
  readonly targetAcceptance: number | undefined;
  /** Whether the mass matrix is set from the positions of warm-up, or stays the identity. */
  readonly adaptMass: boolean;
}

const AIM = 0.8;

/**
 * A step size of the right order: doubled or halved until one leapfrog step's acceptance crosses 0.8.
 * @see hoffman2014, algorithm 4
 */
async function roughStepSize(
  at: ChainPoint,
  { inverseMass, ask, key, from }: { inverseMass: Float64Array; ask: Ask; key: Key; from: number },
): Promise<number> {
  let stepSize = from;
  let direction = 0;
  for (let tries = 0; tries < 60; tries++) {
    const start = withMomentum(at, inverseMass, key.child(tries));
    const end = await leapfrog(start, { stepSize, inverseMass, ask });
    const rise = hamiltonian(end, inverseMass) - hamiltonian(start, inverseMass);
    const now = -rise > Math.log(AIM) ? 1 : -1;
    if (direction !== 0 && now !== direction) break;
    direction = now;
    stepSize *= now === 1 ? 2 : 0.5;
  }
  return stepSize;
}

/** A chain before its first transition. */
export async function openChain(
  position: Float64Array,
  { stepSize, adapts, ask, key }: { readonly stepSize: number; readonly adapts: boolean; readonly ask: Ask; readonly key: Key },
): Promise<Chain> {
  const at = { position, ...(await ask(position)) };
  const inverseMass = new Float64Array(position.length).fill(1);
  const first = adapts ? await roughStepSize(at, { inverseMass, ask, key: key.child("step size"), from: stepSize }) : stepSize;
  return { at, inverseMass, stepSize: restartedAt(first), moments: noMoments(position.length) };
}

/** The step size that the chain's next transition takes: the averaged one once warm-up is over. */
export const stepSizeOf = ({ stepSize }: Chain, iteration: number, { warmUp, targetAcceptance }: WarmUp): number =>
  Math.exp(targetAcceptance !== undefined && iteration >= warmUp && warmUp > 0 ? stepSize.logAveraged : stepSize.logStepSize);

/** One transition, and what warm-up learns from it. */
export async function advanced(
  chain: Chain,
  iteration: number,
  { kernel, warmUp, ask, key }: { readonly kernel: Kernel; readonly warmUp: WarmUp; readonly ask: Ask; readonly key: Key },
): Promise<{ readonly chain: Chain; readonly transition: Transition }> {
  const { inverseMass } = chain;
  const transition = await kernel.transition(chain.at, {
    ...{ stepSize: stepSizeOf(chain, iteration, warmUp), inverseMass, ask, key },
  });
  const moved = { ...chain, at: transition.to };
  if (iteration >= warmUp.warmUp) return { chain: moved, transition };
  const { targetAcceptance, adaptMass } = warmUp;
  const stepSize = targetAcceptance === undefined ? chain.stepSize : adapted(chain.stepSize, transition.acceptance, targetAcceptance);
  const { estimates, endsWindow } = warmUpPlace(iteration, warmUp.warmUp);
  if (!adaptMass || !estimates) return { chain: { ...moved, stepSize }, transition };
  const moments = withPosition(chain.moments, transition.to.position);
  if (!endsWindow) return { chain: { ...moved, stepSize, moments }, transition };
  const mass = inverseMassOf(moments);
  const again =
    targetAcceptance === undefined
      ? stepSize
      : restartedAt(
          await roughStepSize(transition.to, {
            ...{ inverseMass: mass, ask, key: key.child("step size"), from: Math.exp(stepSize.logStepSize) },
          }),
        );
  return { chain: { ...moved, inverseMass: mass, stepSize: again, moments: noMoments(mass.length) }, transition };
}
