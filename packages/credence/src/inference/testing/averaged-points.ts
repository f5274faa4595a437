import { add, affine, assign, constant, keep, scope, square, subtract, sum, type Tensor, zeros } from "@credence/tensor";
import { mapSteps } from "../methods/map.ts";
import { pointPosterior } from "../posteriors/point-posterior.ts";
import type { StepMethod } from "../training/training.ts";

/**
 * The running average of a point's weights over all steps, kept beside the weights that move: a method with state, with work after each step,
 * and with a measure of its own.
 *
 *   average_t = average_(t-1) + (w_t - average_(t-1)) / t
 *
 * Its posterior is the average; `metrics.distance` is the squared distance of the weights from it before they join.
 */
export function averagedPoints(): StepMethod {
  const points = mapSteps();
  return {
    ...points,
    name: "averagedPoints",
    start(model, key) {
      const trainable = points.start(model, key);
      const { parameters } = trainable;
      const averages = parameters.map(({ name, value }) => ({ name, value: keep(zeros(value.shape)) }));
      return {
        ...trainable,
        state: averages.map(({ name, value }) => ({ name: `${name}.average`, value })),
        afterStep: ({ stepsTaken }) =>
          scope(() => {
            let distance: Tensor = constant(0);
            for (const [i, { value: average }] of averages.entries()) {
              const away = subtract(parameters[i]!.value, average);
              assign(average, add(average, affine(away, { scale: 1 / stepsTaken })));
              distance = add(distance, sum(square(away)));
            }
            return { distance };
          }),
        posterior: () => pointPosterior(model, averages),
        dispose: () => trainable.posterior(0).dispose(),
      };
    },
    toJSON: () => ({ ...points.toJSON(), name: "averagedPoints" }),
  };
}
