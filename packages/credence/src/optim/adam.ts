import { adamStep, keep, zeros } from "@credence/tensor";
import { expectBelowOne, expectNotNegative, expectOptions } from "../settings.ts";
import type { Optimizer } from "./optimizer.ts";

/** Constants of Adam; the defaults are the paper's. */
export interface AdamOptions {
  /** Share of the running mean of the gradient that is kept. @default 0.9 */
  readonly beta1?: number;
  /** Share of the running mean of the squared gradient that is kept. @default 0.999 */
  readonly beta2?: number;
  /** Added to the root of the second moment. An objective scaled by c takes the same path with epsilon scaled by c. @default 1e-8 */
  readonly epsilon?: number;
  /**
   * Times the parameter, added to its gradient, as torch.optim.Adam does: of weights and biases alike, never of what a standard deviation is made
   * of. A decay of weights alone is the prior of `map({ prior: "model" })` with a wide density for biases (`priors({ bias })`).
   * @default 0
   */
  readonly weightDecay?: number;
}

/**
 * Adam with the usual constants.
 * @see kingma2015adam
 */
export function adam(options: AdamOptions = {}): Optimizer {
  expectOptions("adam", options, { beta1: true, beta2: true, epsilon: true, weightDecay: true });
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  expectBelowOne("adam", "beta1", beta1);
  expectBelowOne("adam", "beta2", beta2);
  expectNotNegative("adam", "epsilon", epsilon);
  expectNotNegative("adam", "weightDecay", weightDecay);
  return {
    name: "adam",
    keeps: 2,
    start(parameters) {
      const moments = parameters.map(({ name, value }) => ({
        first: { name: `${name}.firstMoment`, value: keep(zeros(value.shape)) },
        second: { name: `${name}.secondMoment`, value: keep(zeros(value.shape)) },
      }));
      return {
        arrays: moments.flatMap(({ first, second }) => [first, second]),
        stepsTaken: 0,
        step(gradients, { learningRate }) {
          this.stepsTaken++;
          parameters.forEach(({ value, decays }, i) => {
            adamStep(value, gradients[i]!, {
              firstMoment: moments[i]!.first.value,
              secondMoment: moments[i]!.second.value,
              step: this.stepsTaken,
              learningRate,
              beta1,
              beta2,
              epsilon,
              weightDecay: decays ? weightDecay : 0,
              decoupledWeightDecay: 0,
            });
          });
        },
        dispose() {
          for (const { first, second } of moments) {
            first.value.dispose();
            second.value.dispose();
          }
        },
      };
    },
    toJSON: () => ({ name: "adam", beta1, beta2, epsilon, weightDecay }),
  };
}
