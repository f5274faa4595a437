import { floats } from "../array.ts";
import { launch } from "../engine/engine.ts";
import type { Tensor } from "../types.ts";

const CHUNK = 16384;

export interface AdamStep {
  readonly firstMoment: Tensor;
  readonly secondMoment: Tensor;
  /** Steps taken, this one included: 1 for the first. */
  readonly step: number;
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Added to the gradient as weightDecay w, as in torch.optim.Adam. */
  readonly weightDecay: number;
  /** Shrinks w by learningRate times this, as in AdamW. */
  readonly decoupledWeightDecay: number;
}

/** One step of Adam, in place (kingma2015adam, algorithm 1, with the bias corrections folded into rate and root). */
export function adamStep(parameter: Tensor, gradient: Tensor, options: AdamStep): void {
  const w = floats("adam", parameter);
  const g = floats("adam", gradient);
  const first = 1 - options.beta1 ** options.step;
  const second = 1 - options.beta2 ** options.step;
  launch("adam", Math.ceil(w.size / CHUNK), [w.address, g.address, floats("adam", options.firstMoment).address, floats("adam", options.secondMoment).address, w.size], [
    options.learningRate / first, 1 / Math.sqrt(second), options.beta1, options.beta2, options.epsilon, options.weightDecay,
    1 - options.learningRate * options.decoupledWeightDecay,
  ]);
}

/** One step of gradient descent in place: v = momentum v + g + decay w, w = w - rate v. */
export function sgdStep(parameter: Tensor, gradient: Tensor, options: { velocity: Tensor | null; learningRate: number; momentum: number; weightDecay: number }): void {
  const w = floats("sgd", parameter);
  const g = floats("sgd", gradient);
  launch("sgd", Math.ceil(w.size / CHUNK), [w.address, g.address, options.velocity ? floats("sgd", options.velocity).address : 0, w.size], [
    options.learningRate, options.momentum, options.weightDecay,
  ]);
}
