import { add, affine, assign, randomNormal, scope } from "@credence/tensor";
import type { Optimizer } from "../../optim/optimizer.ts";
import { sgd } from "../../optim/sgd.ts";

/**
 * Gradient descent with normal noise of the step's key, as Langevin dynamics of the whole data set's objective takes it.
 *
 *   w <- w - rate g + sqrt(2 rate / count) e
 */
export function noisyDescent(): Optimizer {
  const descent = sgd();
  return {
    ...descent,
    name: "noisyDescent",
    start(parameters) {
      const state = descent.start(parameters);
      const step = state.step.bind(state);
      return Object.assign(state, {
        step(...[gradients, options]: Parameters<typeof step>) {
          step(gradients, options);
          const { learningRate, key, count } = options;
          scope(() => {
            for (const { name, value } of parameters)
              assign(
                value,
                add(value, affine(randomNormal(key.child(name), value.shape), { scale: Math.sqrt((2 * learningRate) / count) })),
              );
          });
        },
      });
    },
    toJSON: () => ({ name: "noisyDescent" }),
  };
}
