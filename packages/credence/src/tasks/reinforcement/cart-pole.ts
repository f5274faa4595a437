import { uniforms } from "@credence/tensor";
import { expectOptions, expectWhole } from "../../settings.ts";
import { type Environment, expectAction, expectState } from "./environment.ts";

/** How long a pole is to be balanced. */
export interface CartPoleOptions {
  /** Steps after which an episode is cut off: 200 in CartPole-v0, 500 in v1. @default 500 */
  readonly stepLimit?: number;
}

const gravity = 9.8;
const poleMass = 0.1;
const totalMass = 1 + poleMass;
/** Half the pole. */
const length = 0.5;
const force = 10;
const seconds = 0.02;
const farthest = 2.4;
const steepest = (12 * Math.PI) / 180;

/**
 * A pole on a cart that is pushed left or right at each step: Gymnasium's CartPole, Euler steps of 0.02 s in float64. Every step pays 1, the one
 * included that lets the pole fall beyond 12 degrees or takes the cart beyond 2.4.
 *
 *   a      = (F + m l w^2 sin t) / M                         F = -10 or 10, m = 0.1, M = 1.1, l = 0.5
 *   t''    = (g sin t - a cos t) / (l (4/3 - m cos^2 t / M))
 *   x''    = a - m l t'' cos t / M
 *
 * @shape state and observation [position, velocity, angle, angular velocity]; each starts uniform in [-0.05, 0.05)
 * @units metres, seconds, radians
 * @see   barto1983; towers2024
 */
export function cartPole(options: CartPoleOptions = {}): Environment {
  const where = "cartPole";
  expectOptions(where, options, { stepLimit: true });
  const { stepLimit = 500 } = options;
  expectWhole(where, "stepLimit", stepLimit);
  return {
    name: "cart-pole",
    stateSize: 4,
    features: 4,
    actions: ["left", "right"],
    stepLimit,
    start: (key) => Array.from(uniforms(key, 4), (u) => 0.1 * u - 0.05),
    step(state, action) {
      expectState(where, state, 4);
      expectAction(where, action, 2);
      const [x, velocity, angle, turning] = state as [number, number, number, number];
      const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
      const pushed = ((action === 1 ? force : -force) + poleMass * length * turning ** 2 * sine) / totalMass;
      const turns = (gravity * sine - cosine * pushed) / (length * (4 / 3 - (poleMass * cosine ** 2) / totalMass));
      const speedsUp = pushed - (poleMass * length * turns * cosine) / totalMass;
      const next = [x + seconds * velocity, velocity + seconds * speedsUp, angle + seconds * turning, turning + seconds * turns];
      const fallen = Math.abs(next[0]!) > farthest || Math.abs(next[2]!) > steepest;
      return { state: next, reward: 1, terminated: fallen };
    },
    observe(state) {
      expectState(where, state, 4);
      return Float32Array.from(state);
    },
    toJSON: () => ({ name: "cart-pole", stepLimit }),
  };
}
