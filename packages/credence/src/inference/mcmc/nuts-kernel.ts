import { doubles } from "./doubles.ts";
import type { Ask } from "./in-step.ts";
import { isLost, type Kernel, withMomentum, withoutMomentum } from "./kernel.ts";
import { hamiltonian, leapfrog, type PhasePoint } from "./leapfrog.ts";
import { uniformStream } from "./uniform-stream.ts";

/** A stretch of a trajectory, in the order it was followed, and the point drawn from it by weight. */
interface Stretch {
  readonly first: PhasePoint;
  readonly last: PhasePoint;
  /** Sum of the momenta of its points. */
  readonly momenta: Float64Array;
  readonly drawn: PhasePoint;
  /** log of the sum of exp(-H) over its points, relative to the start. */
  readonly logWeight: number;
  /** Whether it neither turned back nor was lost: only then points are drawn from it, and the trajectory goes on. */
  readonly goesOn: boolean;
}

/** What a trajectory has seen on the way. */
interface Walk {
  readonly inverseMass: Float64Array;
  readonly ask: Ask;
  readonly uniform: () => number;
  /** H at the start. */
  readonly energy: number;
  leapfrogs: number;
  acceptances: number;
  divergent: boolean;
}

const logAdd = (a: number, b: number): number => {
  const most = Math.max(a, b);
  return most === Number.NEGATIVE_INFINITY ? most : most + Math.log(Math.exp(a - most) + Math.exp(b - most));
};

// loops over indices, here and below: the arrays' own map, from and iterators take several times as long
function sumOf(a: Float64Array, b: Float64Array): Float64Array {
  const total = doubles(a.length);
  for (let i = 0; i < total.length; i++) total[i] = a[i]! + b[i]!;
  return total;
}

// both ends still move away from each other: their velocities point along the sum of the momenta, given as two parts
function opens(first: Float64Array, last: Float64Array, [a, b]: readonly [Float64Array, Float64Array], inverseMass: Float64Array): boolean {
  let [atFirst, atLast] = [0, 0];
  for (let i = 0; i < inverseMass.length; i++) {
    const velocity = (a[i]! + b[i]!) * inverseMass[i]!;
    atFirst += velocity * first[i]!;
    atLast += velocity * last[i]!;
  }
  return atFirst > 0 && atLast > 0;
}

/** Two stretches, one behind the other: whether the whole turned back, or either half with the nearest point of the other. */
function joined(a: Stretch, b: Stretch, drawn: PhasePoint, inverseMass: Float64Array): Stretch {
  const [first, lastOfA, firstOfB, last] = [a.first.momentum, a.last.momentum, b.first.momentum, b.last.momentum];
  const goesOn =
    opens(first, last, [a.momenta, b.momenta], inverseMass) &&
    opens(first, firstOfB, [a.momenta, firstOfB], inverseMass) &&
    opens(lastOfA, last, [b.momenta, lastOfA], inverseMass);
  const momenta = sumOf(a.momenta, b.momenta);
  return { first: a.first, last: b.last, momenta, drawn, logWeight: logAdd(a.logWeight, b.logWeight), goesOn };
}

/** 2^depth leapfrog steps from a point, back in time where they are negative, as far as they neither turn back nor are lost. */
async function followed(from: PhasePoint, depth: number, stepSize: number, walk: Walk): Promise<Stretch> {
  if (depth === 0) {
    const point = await leapfrog(from, { ...walk, stepSize });
    const energy = hamiltonian(point, walk.inverseMass);
    walk.leapfrogs++;
    const lost = isLost(energy, walk.energy);
    if (lost) walk.divergent = true;
    else walk.acceptances += Math.min(1, Math.exp(walk.energy - energy));
    const logWeight = lost ? Number.NEGATIVE_INFINITY : walk.energy - energy;
    return { first: point, last: point, momenta: point.momentum, drawn: point, logWeight, goesOn: !lost };
  }
  const near = await followed(from, depth - 1, stepSize, walk);
  if (!near.goesOn) return near;
  const far = await followed(near.last, depth - 1, stepSize, walk);
  if (!far.goesOn) return far;
  const takesFar = walk.uniform() < Math.exp(far.logWeight - logAdd(near.logWeight, far.logWeight));
  return joined(near, far, takesFar ? far.drawn : near.drawn, walk.inverseMass);
}

const turnedRound = (stretch: Stretch): Stretch => ({ ...stretch, first: stretch.last, last: stretch.first });

/**
 * The no-U-turn sampler: a trajectory is doubled, forwards or backwards in time, until it turns back, and a point is drawn from it in proportion to
 * exp(-H), later halves preferred.
 *
 * The form is Stan's: multinomial draws, the criterion on sums of momenta, checked across the joint of every two halves too.
 *
 * @see hoffman2014; betancourt2017
 */
export const nutsKernel = ({ maxDepth }: { readonly maxDepth: number }): Kernel => ({
  name: "nuts",
  async transition(from, { stepSize, inverseMass, ask, key }) {
    const start = withMomentum(from, inverseMass, key.child("momentum"));
    const uniform = uniformStream(key.child("uniforms"));
    const energy = hamiltonian(start, inverseMass);
    const walk: Walk = { inverseMass, ask, uniform, energy, leapfrogs: 0, acceptances: 0, divergent: false };
    let whole: Stretch = { first: start, last: start, momenta: start.momentum, drawn: start, logWeight: 0, goesOn: true };
    for (let depth = 0; depth < maxDepth && whole.goesOn; depth++) {
      const forwards = uniform() < 0.5;
      const more = await followed(forwards ? whole.last : whole.first, depth, forwards ? stepSize : -stepSize, walk);
      if (!more.goesOn) break;
      const drawn = uniform() < Math.exp(more.logWeight - whole.logWeight) ? more.drawn : whole.drawn;
      whole = forwards ? joined(whole, more, drawn, inverseMass) : joined(turnedRound(more), whole, drawn, inverseMass);
    }
    return {
      to: withoutMomentum(whole.drawn),
      ...{ acceptance: walk.acceptances / walk.leapfrogs, leapfrogs: walk.leapfrogs, divergent: walk.divergent },
      energy: hamiltonian(whole.drawn, inverseMass),
    };
  },
  toJSON: () => ({ name: "nuts", maxDepth }),
});
