import { type DenseArray, floats } from "../array.ts";
import { launch } from "../engine/engine.ts";
import { expectOptions } from "../options.ts";
import { expectNotNegative, refused } from "../plain-arguments.ts";
import { sameShape, showShape } from "../shape.ts";
import type { Tensor } from "../types.ts";

const CHUNK = 4096;

/** State and settings of one step of Adam; the moments have the parameter's shape and change in place. */
export interface AdamStep {
  /** Running mean of the gradient, of the shape of the parameter; the step moves it. */
  readonly firstMoment: Tensor;
  /** Running mean of the squared gradient; the step moves it. */
  readonly secondMoment: Tensor;
  /** Steps taken, this one included: 1 for the first. */
  readonly step: number;
  /** Of this step. */
  readonly learningRate: number;
  /** Share of the first moment that is kept. */
  readonly beta1: number;
  /** Share of the second moment that is kept. */
  readonly beta2: number;
  /** Added to the root of the second moment. */
  readonly epsilon: number;
  /** Added to the gradient as weightDecay w, as in torch.optim.Adam. */
  readonly weightDecay: number;
  /** Shrinks w by learningRate times this, as in AdamW. */
  readonly decoupledWeightDecay: number;
}

const rates = ["learningRate", "beta1", "beta2", "epsilon", "weightDecay", "decoupledWeightDecay"] as const;
const adamOptions = {
  firstMoment: true,
  secondMoment: true,
  step: true,
  learningRate: true,
  beta1: true,
  beta2: true,
  epsilon: true,
  weightDecay: true,
  decoupledWeightDecay: true,
} as const;
const sgdOptions = { velocity: true, learningRate: true, momentum: true, weightDecay: true } as const;

// An array written or read in place beside the parameter has its shape.
function beside(operation: string, role: string, parameter: DenseArray, tensor: Tensor): DenseArray {
  const array = floats(operation, tensor, role);
  if (!sameShape(array.shape, parameter.shape))
    throw new Error(`${operation}: ${role} is ${showShape(array.shape)}, the parameter ${showShape(parameter.shape)}`);
  return array;
}

/** One step of Adam, in place (kingma2015adam, algorithm 1, with the bias corrections folded into rate and root). */
export function adamStep(parameter: Tensor, gradient: Tensor, options: AdamStep): void {
  const w = floats("adam", parameter, "parameter");
  expectOptions("adam", options, adamOptions);
  for (const name of rates) expectNotNegative("adam", name, options[name]);
  const g = beside("adam", "gradient", w, gradient);
  const m = beside("adam", "firstMoment", w, options.firstMoment);
  const v = beside("adam", "secondMoment", w, options.secondMoment);
  if (!(Number.isInteger(options.step) && options.step >= 1)) throw refused("adam", "step", options.step, "1 for the first");
  const first = 1 - options.beta1 ** options.step;
  const second = 1 - options.beta2 ** options.step;
  launch(
    "adam",
    Math.ceil(w.size / CHUNK),
    [w.address, g.address, m.address, v.address, w.size],
    [
      options.learningRate / first,
      1 / Math.sqrt(second),
      options.beta1,
      options.beta2,
      1 - options.beta1, // in float64: of a rounded beta2 near 1 little would be left
      1 - options.beta2,
      options.epsilon,
      options.weightDecay,
      1 - options.learningRate * options.decoupledWeightDecay,
    ],
  );
}

/** One step of gradient descent in place: v = momentum v + g + decay w, w = w - rate v. */
export function sgdStep(
  parameter: Tensor,
  gradient: Tensor,
  options: {
    /** Running sum of gradients, of the shape of the parameter; null without momentum. */
    velocity: Tensor | null;
    /** Of this step. */
    learningRate: number;
    /** Share of the velocity that is kept. */
    momentum: number;
    /** Times the parameter, added to its gradient. */
    weightDecay: number;
  },
): void {
  const w = floats("sgd", parameter, "parameter");
  expectOptions("sgd", options, sgdOptions);
  for (const name of ["learningRate", "momentum", "weightDecay"] as const) expectNotNegative("sgd", name, options[name]);
  const g = beside("sgd", "gradient", w, gradient);
  const velocity = options.velocity === null ? null : beside("sgd", "velocity", w, options.velocity);
  launch(
    "sgd",
    Math.ceil(w.size / CHUNK),
    [w.address, g.address, velocity?.address ?? 0, w.size],
    [options.learningRate, options.momentum, options.weightDecay],
  );
}
