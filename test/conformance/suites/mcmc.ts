import { inputs } from "../inputs.ts";
import { dot, loaded, transposed } from "../linear-algebra.ts";
import { product } from "../mathematics.ts";
import type { Case } from "../suite.ts";

const { matrix, values } = inputs(13);

type Dynamics = {
  readonly precision: readonly (readonly number[])[];
  readonly position: readonly number[];
  readonly momentum: readonly number[];
  readonly stepSize: number;
  readonly steps: number;
};

/** p <- p - (h/2) P q, q <- q + h p, p <- p - (h/2) P q, again and again. */
function leapfrog(name: string, input: Dynamics): Case {
  const { precision, stepSize, steps } = input;
  let [position, momentum] = [[...input.position], [...input.momentum]];
  const force = () => precision.map((row) => -dot(row, position));
  const energy = () => (dot(momentum, momentum) - dot(position, force())) / 2;
  const before = energy();
  for (let step = 0; step < steps; step++) {
    const half = force();
    momentum = momentum.map((p, i) => p + (stepSize / 2) * half[i]);
    position = position.map((q, i) => q + stepSize * momentum[i]);
    const rest = force();
    momentum = momentum.map((p, i) => p + (stepSize / 2) * rest[i]);
  }
  return {
    name,
    op: "mcmc.leapfrog",
    input,
    expected: { position, momentum, energyChange: energy() - before },
    rtol: 1e-4,
    atol: 1e-4,
    origin: "velocity Verlet of unit mass; potential q'Pq / 2; energies q'Pq / 2 + p'p / 2, nats",
  };
}

const gram = (rows: number, columns: number) => {
  const m = matrix(rows, columns);
  return loaded(product(transposed(m), m), { scale: 0.25, diagonal: 0.5 });
};

export const mcmc: readonly Case[] = [
  leapfrog("a step in one dimension", { precision: [[2]], position: [1], momentum: [-0.5], stepSize: 0.25, steps: 1 }),
  leapfrog("thirty steps in four dimensions", {
    ...{ precision: gram(6, 4), position: values(4), momentum: values(4), stepSize: 0.125, steps: 30 },
  }),
];
