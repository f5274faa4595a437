import { add, isKey, type Key, randomUniform, scope, type Tensor } from "@credence/tensor";
import type { Data } from "../../inference/inference.ts";
import { expectNotNegative, expectOptions, expectTensor, expectWhole } from "../../settings.ts";
import { type AttackOptions, attackOptionNames, ballAround, checkAttack, signStep } from "./attack-step.ts";
import { expectAttacked, type FixedPredictive } from "./fixed-predictive.ts";

/** Settings of projected gradient descent, besides those of every attack. */
export interface PgdOptions extends AttackOptions {
  /** Gradient steps. */
  readonly steps: number;
  /** Of one step, in units of x. The default reaches the ball's edge from anywhere inside. @default 2.5 epsilon / steps */
  readonly stepSize?: number;
  /** Where the first step begins: at a point of the ball drawn uniformly with a key, or at given inputs. @default x */
  readonly start?: Key | Tensor;
}

/**
 * Projected gradient descent on the loss's negative, in the ball of the largest change: repeated sign steps, each moved back into
 * the ball around x and into the range.
 *
 *   x_0 = x, or x + uniform(-epsilon, epsilon)
 *   x_t+1 = clip(project(x_t + stepSize sign(dL/dx at x_t))),  project: each input into [x - epsilon, x + epsilon]
 *
 * The draws of `predictive` stay the same in all steps. One step of size epsilon from x is `fgsm`. The last point is returned, not
 * the worst on the way.
 *
 * @shape x [batch, ...] -> the same; y int32 [batch] or [batch, outputs]
 * @throws as `fgsm` and `inputGradient`, for steps that are no whole number from 1, a step size below 0, a start of another shape
 * @see madry2018, section 2.1
 */
export function pgd(predictive: FixedPredictive, data: Data, options: PgdOptions): Tensor {
  expectAttacked("pgd", predictive, data);
  expectOptions("pgd", options, { ...attackOptionNames, steps: true, stepSize: true, start: true });
  const { x, y } = data;
  checkAttack("pgd", options);
  const { epsilon, clip, steps, stepSize = (2.5 * epsilon) / steps, start, ...rest } = options;
  expectWhole("pgd", "steps", steps);
  expectNotNegative("pgd", "stepSize", stepSize);
  if (start !== undefined && !isKey(start)) expectTensor("pgd", "start", start);
  if (start && !isKey(start) && start.shape.join() !== x.shape.join())
    throw new Error(`pgd: start is [${start.shape.join(", ")}], expected [${x.shape.join(", ")}] as x`);
  return scope(() => {
    const allowed = ballAround(x, { epsilon, clip });
    let current = x;
    if (start)
      current = scope(() => allowed(isKey(start) ? add(x, randomUniform(start, x.shape, { low: -epsilon, high: epsilon })) : start));
    for (let step = 0; step < steps; step++) {
      const next = scope(() => allowed(signStep(predictive, { x: current, y }, { size: stepSize, ...rest })));
      if (current !== x) current.dispose();
      current = next;
    }
    return current;
  });
}
