import { uniforms } from "@credence/tensor";
import { isLost, type Kernel, withMomentum, withoutMomentum } from "./kernel.ts";
import { hamiltonian, leapfrog } from "./leapfrog.ts";

/**
 * Hamiltonian Monte Carlo: a momentum is drawn, the dynamics followed for a number of leapfrog steps, and the end accepted by Metropolis' rule.
 * Each transition's step size is drawn within `jitter` of the given one, so that no period of the dynamics can hold the chain.
 *
 *   accept with probability min(1, exp(H_start - H_end))
 *
 * @see neal2011
 */
export const hmcKernel = ({ leapfrogs, jitter }: { readonly leapfrogs: number; readonly jitter: number }): Kernel => ({
  name: "hmc",
  async transition(from, { stepSize, inverseMass, ask, key }) {
    const start = withMomentum(from, inverseMass, key.child("momentum"));
    const [accept, move] = uniforms(key.child("uniforms"), 2);
    const own = { stepSize: stepSize * (1 + jitter * (2 * move! - 1)), inverseMass, ask };
    const energy = hamiltonian(start, inverseMass);
    let end = start;
    let steps = 0;
    while (steps < leapfrogs && !isLost(hamiltonian(end, inverseMass), energy)) {
      end = await leapfrog(end, own);
      steps++;
    }
    const reached = hamiltonian(end, inverseMass);
    const divergent = isLost(reached, energy);
    const acceptance = divergent ? 0 : Math.min(1, Math.exp(energy - reached));
    const accepted = accept! < acceptance;
    return {
      to: accepted ? withoutMomentum(end) : from,
      ...{ acceptance, leapfrogs: steps, divergent, energy: accepted ? reached : energy },
    };
  },
  toJSON: () => ({ name: "hmc", leapfrogs, jitter }),
});
