import { add, affine, assign, keep, multiply, scope, slice, subtract, tensor, zeros } from "@credence/tensor";
import { pointPosterior } from "../posteriors/point-posterior.ts";
import { swagPosterior } from "../posteriors/swag-posterior.ts";
import { pointSteps } from "./point-steps.ts";
import type { StepMethod } from "./training.ts";

/** Which weights of the descent count, and how many deviations are kept. */
export interface SwagSettings {
  /** Deviations kept. */
  readonly rank: number;
  /** Steps before the first weights that count. */
  readonly burnIn: number;
  /** Steps from one set of weights that counts to the next. */
  readonly thin: number;
}

/**
 * Descent on -log p(w | data) that gathers moments of the weights it passes through, every `thin` steps after `burnIn`: their mean, the mean square of
 * their distance from it, and the last `rank` distances from the mean so far. Before the first, the posterior is the weights as they are. Metric:
 * `iterates`.
 *
 *   mean_n = mean_(n-1) + (w - mean_(n-1)) / n,   M_n = M_(n-1) + (w - mean_(n-1)) (w - mean_n),   variance = M_n / n
 *
 * The same as the mean of squares less the squared mean, of which float32 would lose the digits.
 */
export function swagSteps({ rank, burnIn, thin }: SwagSettings): StepMethod {
  const points = pointSteps("swag", { prior: "model" }, pointPosterior);
  const gathered = (steps: number): number => Math.max(0, Math.floor((steps - burnIn) / thin));
  return {
    ...points,
    start(model, key) {
      const trainable = points.start(model, key);
      const { parameters } = trainable;
      const moments = parameters.map(({ name, value }) => {
        const weight = name.endsWith(".mean") ? name.slice(0, -".mean".length) : undefined;
        return {
          ...{ name, weight, value },
          mean: keep(zeros(value.shape)),
          squares: keep(zeros(value.shape)),
          deviations: keep(zeros(weight === undefined ? [] : [rank, ...value.shape])),
        };
      });
      const gather = (n: number): void =>
        scope(() => {
          for (const { value, weight, mean, squares, deviations } of moments) {
            const before = subtract(value, mean);
            assign(mean, add(mean, affine(before, { scale: 1 / n })));
            if (weight === undefined) continue;
            const after = subtract(value, mean);
            assign(squares, add(squares, multiply(before, after)));
            assign(deviations, after, { from: ((n - 1) % rank) * value.size });
          }
        });
      return {
        ...trainable,
        copiesPosterior: true,
        state: moments.flatMap(({ name, mean, squares, deviations }) => [
          { name: `swag/${name}`, value: mean },
          { name: `swag/${name}.squares`, value: squares },
          { name: `swag/${name}.deviations`, value: deviations },
        ]),
        afterStep({ stepsTaken }) {
          const n = gathered(stepsTaken);
          if (n > gathered(stepsTaken - 1)) gather(n);
          return { iterates: tensor([n], []) };
        },
        posterior(stepsTaken) {
          const n = gathered(stepsTaken);
          const columns = Math.max(1, Math.min(n, rank));
          const copies = scope(() =>
            moments.flatMap(({ name, weight, value, mean, squares, deviations }) => {
              const centre = { name, value: keep(affine(n === 0 ? value : mean, { scale: 1 })) };
              if (weight === undefined) return [centre];
              const { shape } = value;
              return [
                centre,
                { name: `${weight}.variance`, value: keep(affine(squares, { scale: 1 / Math.max(1, n) })) },
                { name: `${weight}.deviations`, value: keep(slice(deviations, [0, ...shape.map(() => 0)], [columns, ...shape])) },
              ];
            }),
          );
          return swagPosterior(model, copies);
        },
        dispose() {
          trainable.posterior(0).dispose();
          for (const { mean, squares, deviations } of moments) for (const array of [mean, squares, deviations]) array.dispose();
        },
      };
    },
    toJSON: () => ({ ...points.toJSON(), name: "swag", rank, burnIn, thin }),
    // moments and deviations, and their copy in the posterior
    memory: ({ size }) => ({ parameters: size, besides: 2 * (rank + 2) * size, posterior: (rank + 2) * size, setsOfWeights: 1 }),
  };
}
