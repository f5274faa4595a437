import { doubles } from "./doubles.ts";
import type { Ask } from "./in-step.ts";
import type { DensityAt } from "./log-density.ts";

/** A position with its density, and a momentum: a point of Hamiltonian dynamics. */
export interface PhasePoint extends DensityAt {
  readonly position: Float64Array;
  readonly momentum: Float64Array;
}

/** p' M^-1 p / 2 of a diagonal mass matrix, nats. */
function kineticEnergy(momentum: Float64Array, inverseMass: Float64Array): number {
  let energy = 0;
  // a product: until a function is fully optimised, V8 calls pow for ** 2, which took a quarter of a transition of 1,185 weights
  for (let i = 0; i < momentum.length; i++) energy += momentum[i]! * momentum[i]! * inverseMass[i]!;
  return energy / 2;
}

/** H = -log p(q) + p' M^-1 p / 2: what exact dynamics keep. */
export const hamiltonian = ({ momentum, logDensity }: PhasePoint, inverseMass: Float64Array): number =>
  kineticEnergy(momentum, inverseMass) - logDensity;

/**
 * One step of the leapfrog integrator (velocity Verlet): reversible, and it keeps volumes. A negative step goes back.
 *
 *   p <- p + (h/2) grad log p(q);  q <- q + h M^-1 p;  p <- p + (h/2) grad log p(q)
 *
 * @see neal2011, section 2.3
 */
export async function leapfrog(
  from: PhasePoint,
  { stepSize, inverseMass, ask }: { readonly stepSize: number; readonly inverseMass: Float64Array; readonly ask: Ask },
): Promise<PhasePoint> {
  const momentum = doubles(from.momentum.length);
  const position = doubles(momentum.length);
  const half = stepSize / 2;
  for (let i = 0; i < momentum.length; i++) {
    momentum[i] = from.momentum[i]! + half * from.gradient[i]!;
    position[i] = from.position[i]! + stepSize * inverseMass[i]! * momentum[i]!;
  }
  const at = await ask(position);
  for (let i = 0; i < momentum.length; i++) momentum[i]! += half * at.gradient[i]!;
  return { ...at, position, momentum };
}
