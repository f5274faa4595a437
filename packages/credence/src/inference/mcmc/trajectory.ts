import { expectFunction, expectNumber, expectNumbers, expectOptions, expectPositive, expectWhole } from "../../settings.ts";
import { hamiltonian, leapfrog, type PhasePoint } from "./leapfrog.ts";
import { type LogDensity, targetOf } from "./log-density.ts";

/** Where a trajectory begins, and how it is followed. */
export interface TrajectoryOptions {
  /** Where it begins. */
  readonly position: ArrayLike<number>;
  /** Of unit mass, a number for each of the position. */
  readonly momentum: ArrayLike<number>;
  /** Of the integrator. */
  readonly stepSize: number;
  /** Steps taken. */
  readonly leapfrogs: number;
}

/** A trajectory of Hamiltonian dynamics: its start and every leapfrog step. */
export interface Trajectory {
  readonly positions: readonly Float64Array[];
  readonly momenta: readonly Float64Array[];
  /** H = -log p(q) + |p|^2 / 2 at each, nats: exact dynamics keep it. */
  readonly energies: readonly number[];
}

/**
 * Follows Hamiltonian dynamics of unit mass by leapfrog steps, as the samplers do within a transition: how well a step size keeps the energy.
 *
 * @throws for momenta of another number than positions, and settings out of range
 * @see neal2011, section 2.3
 */
export async function trajectory(logDensity: LogDensity, options: TrajectoryOptions): Promise<Trajectory> {
  const where = "trajectory";
  expectFunction(where, "logDensity", logDensity);
  expectOptions<TrajectoryOptions>(where, options, { position: true, momentum: true, stepSize: true, leapfrogs: true });
  const { stepSize, leapfrogs } = options;
  for (const name of ["position", "momentum"] as const) {
    expectNumbers(where, name, options[name]);
    for (let i = 0; i < options[name].length; i++) expectNumber(where, `${name}[${i}]`, options[name][i]!);
  }
  expectPositive(where, "stepSize", stepSize);
  expectWhole(where, "leapfrogs", leapfrogs);
  const position = Float64Array.from(options.position);
  const momentum = Float64Array.from(options.momentum);
  if (position.length === 0 || momentum.length !== position.length)
    throw new Error(`${where}: position has ${position.length} numbers, momentum ${momentum.length}, expected as many, 1 or more`);
  const target = targetOf(where, logDensity, position.length);
  const ask = async (at: Float64Array) => (await target.evaluate([at]))[0]!;
  const inverseMass = new Float64Array(position.length).fill(1);
  const points: PhasePoint[] = [];
  try {
    points.push({ position, momentum, ...(await ask(position)) });
    for (let step = 0; step < leapfrogs; step++) points.push(await leapfrog(points.at(-1)!, { stepSize, inverseMass, ask }));
  } finally {
    target.dispose();
  }
  return {
    positions: points.map((point) => point.position),
    momenta: points.map((point) => point.momentum),
    energies: points.map((point) => hamiltonian(point, inverseMass)),
  };
}
