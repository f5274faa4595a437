import { keep, sgdStep, zeros } from "@credence/tensor";
import { expectBelowOne, expectNotNegative, expectOptions } from "../settings.ts";
import type { Optimizer } from "./optimizer.ts";

/** Constants of stochastic gradient descent. */
export interface SgdOptions {
  /** Share of the velocity that is kept from step to step. @default 0: none */
  readonly momentum?: number;
  /** Times the parameter, added to its gradient, as torch.optim.SGD does: of weights and biases alike, never of what a standard deviation is made of. @default 0 */
  readonly weightDecay?: number;
}

/** Stochastic gradient descent, with momentum and weight decay if asked. */
export function sgd(options: SgdOptions = {}): Optimizer {
  expectOptions("sgd", options, { momentum: true, weightDecay: true });
  const { momentum = 0, weightDecay = 0 } = options;
  expectBelowOne("sgd", "momentum", momentum);
  expectNotNegative("sgd", "weightDecay", weightDecay);
  return {
    name: "sgd",
    keeps: momentum === 0 ? 0 : 1,
    start(parameters) {
      const velocities =
        momentum === 0 ? [] : parameters.map(({ name, value }) => ({ name: `${name}.velocity`, value: keep(zeros(value.shape)) }));
      return {
        arrays: velocities,
        stepsTaken: 0,
        step(gradients, { learningRate }) {
          this.stepsTaken++;
          parameters.forEach(({ value, decays }, i) => {
            sgdStep(value, gradients[i]!, {
              velocity: velocities[i]?.value ?? null,
              learningRate,
              momentum,
              weightDecay: decays ? weightDecay : 0,
            });
          });
        },
        dispose() {
          for (const { value } of velocities) value.dispose();
        },
      };
    },
    toJSON: () => ({ name: "sgd", momentum, weightDecay }),
  };
}
