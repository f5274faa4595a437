import { type Key, normals } from "@credence/tensor";
import type { SettingsJson } from "../../settings.ts";
import type { Ask } from "./in-step.ts";
import type { PhasePoint } from "./leapfrog.ts";
import type { DensityAt } from "./log-density.ts";

/** Where a chain is. */
export interface ChainPoint extends DensityAt {
  readonly position: Float64Array;
}

/** What one transition did. */
export interface Transition {
  readonly to: ChainPoint;
  /** Mean acceptance probability along the trajectory: what the step size adapts by. */
  readonly acceptance: number;
  /** Leapfrog steps, a gradient each. */
  readonly leapfrogs: number;
  /** Whether the energy rose by more than 1,000 nats, or left the numbers: the integrator lost the trajectory. */
  readonly divergent: boolean;
  /** H where the trajectory ended, nats. */
  readonly energy: number;
}

/** What a transition goes by. */
export interface TransitionOptions {
  /** Of the integrator. */
  readonly stepSize: number;
  /** Diagonal of M^-1. */
  readonly inverseMass: Float64Array;
  /** Gives the density at a position. */
  readonly ask: Ask;
  /** Of this transition alone. */
  readonly key: Key;
}

/** A Hamiltonian Markov chain's rule: from one position to the next, the target kept. */
export interface Kernel {
  readonly name: string;
  transition(from: ChainPoint, options: TransitionOptions): Promise<Transition>;
  /** Its settings, defaults filled in. */
  toJSON(): SettingsJson;
}

/** Energies above the start that count as lost. */
const lostNats = 1000;

/** Whether the integrator lost the trajectory at this energy. */
export const isLost = (energy: number, start: number): boolean => !(energy - start <= lostNats);

/** The position with a fresh momentum, p ~ N(0, M). */
export function withMomentum(from: ChainPoint, inverseMass: Float64Array, key: Key): PhasePoint {
  const e = normals(key, from.position.length);
  const momentum = new Float64Array(e.length);
  for (let i = 0; i < e.length; i++) momentum[i] = e[i]! / Math.sqrt(inverseMass[i]!);
  return { ...from, momentum };
}

/** The position of a point of the dynamics. */
export const withoutMomentum = ({ momentum: _, ...point }: PhasePoint): ChainPoint => ({
  ...point,
  position: point.position.slice(),
  gradient: point.gradient.slice(),
});
