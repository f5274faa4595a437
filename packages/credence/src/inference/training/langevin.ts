import { add, affine, assign, keep, randomNormal, scope, zeros } from "@credence/tensor";
import type { Optimizer } from "../../optim/optimizer.ts";

/** Cycles of the step size, as cyclical samplers take them. */
export interface Cycle {
  /** Steps of a cycle. */
  readonly length: number;
  /** Share of a cycle, its first, that descends without noise. */
  readonly explore: number;
}

/** How steps become samples of exp(-U / T), U the negative log joint of the whole data set. */
export interface LangevinSettings {
  /** T. */
  readonly temperature: number;
  /** Share of the velocity that is lost in a step: 1 is Langevin dynamics without momentum. */
  readonly friction: number;
  /** Of the rate and of the noise. @default none: a constant rate, noise in every step */
  readonly cycle?: Cycle;
}

/** The step size of a step, from 1, over the base one: half a cosine in each cycle; 1 without cycles. */
const cycleFactor = (step: number, cycle: Cycle | undefined): number =>
  cycle === undefined ? 1 : 0.5 * (1 + Math.cos((Math.PI * ((step - 1) % cycle.length)) / cycle.length));

/** Whether a step, from 1, has noise. */
const isSampling = (step: number, cycle: Cycle | undefined): boolean =>
  cycle === undefined || (step - 1) % cycle.length >= cycle.explore * cycle.length;

/** Mean over the steps of the step size where there is noise, over the base one: 1 without cycles. */
export function noisyShare({ cycle }: LangevinSettings): number {
  if (cycle === undefined) return 1;
  let total = 0;
  for (let step = 1; step <= cycle.length; step++) if (isSampling(step, cycle)) total += cycleFactor(step, cycle);
  return total / cycle.length;
}

/**
 * Gradient descent with the noise that makes it sample. Gradients are per datum, of N data: the rate is N times the step size of the dynamics.
 *
 *   v <- (1 - a) v - rate g + sqrt(2 a rate T / N) e;  w <- w + v
 *
 * with friction a; of a = 1 the velocity has no memory: stochastic-gradient Langevin dynamics.
 *
 * @see welling2011; chen2014, eq. 15
 */
export function langevin({ temperature, friction, cycle }: LangevinSettings): Optimizer {
  return {
    name: "langevin",
    keeps: friction === 1 ? 0 : 1,
    start(parameters) {
      const velocities =
        friction === 1 ? [] : parameters.map(({ name, value }) => ({ name: `${name}.velocity`, value: keep(zeros(value.shape)) }));
      return {
        arrays: velocities,
        stepsTaken: 0,
        step(gradients, { learningRate, key, count }) {
          const step = ++this.stepsTaken;
          const rate = learningRate * cycleFactor(step, cycle);
          const noise = isSampling(step, cycle) ? Math.sqrt((2 * friction * rate * temperature) / count) : 0;
          parameters.forEach(({ name, value }, i) => {
            scope(() => {
              const descent = affine(gradients[i]!, { scale: -rate });
              const velocity = velocities[i]?.value;
              const pushed = velocity ? add(affine(velocity, { scale: 1 - friction }), descent) : descent;
              const moved = noise === 0 ? pushed : add(pushed, affine(randomNormal(key.child(name), value.shape), { scale: noise }));
              if (velocity) assign(velocity, moved);
              assign(value, add(value, moved));
            });
          });
        },
        dispose() {
          for (const { value } of velocities) value.dispose();
        },
      };
    },
    toJSON: () => ({ name: "langevin", temperature, friction, ...(cycle ? { cycle: { ...cycle } } : {}) }),
  };
}
