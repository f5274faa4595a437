import { add, affine, integers, max, mean, scope, sign, softmax, stack, type Tensor } from "@credence/tensor";
import type { FixedPredictive } from "../adversarial/fixed-predictive.ts";
import { inputGradient } from "../adversarial/input-gradient.ts";

/** Steps of inputs along one gradient, and how they are scored. */
export interface Moves {
  /** T of the softmax whose largest probability is the score. */
  readonly temperature: number;
  /** T of the softmax whose gradient says where to. */
  readonly gradientTemperature: number;
  /** How far each input goes along the sign of the gradient of -log p: below 0 towards a larger probability. */
  readonly sizes: readonly number[];
}

/**
 * 1 minus the largest probability of inputs that are moved by steps of several sizes along one gradient: one tensor for each size.
 *
 *   1 - max over classes of p(x + size sign(d -log p_y(x; gradientTemperature) / dx); T)
 *
 * @shape x [batch, ...], y [batch] -> sizes times [batch]
 */
export function doubtsOfMoved(
  predictive: FixedPredictive,
  { x, y }: { readonly x: Tensor; readonly y: Tensor<"int32"> },
  { temperature, gradientTemperature, sizes }: Moves,
): Tensor<"float32">[] {
  const scored = cooled(predictive, temperature);
  const { gradient, loss } = inputGradient(cooled(predictive, gradientTemperature), { x, y });
  loss.dispose();
  const doubts = sizes.map((size) =>
    scope(() => {
      const moved = add(x, affine(sign(gradient), { scale: size }));
      return affine(max(averaged(scored, moved), { axis: -1 }), { scale: -1, shift: 1 });
    }),
  );
  gradient.dispose();
  return doubts;
}

/** The same prediction with every logit divided by the temperature. */
const cooled = ({ functions, likelihood }: FixedPredictive, temperature: number): FixedPredictive => ({
  likelihood,
  functions: functions.map((evaluate) => (x) => affine(evaluate(x), { scale: 1 / temperature })),
});

/** Probabilities averaged over draws. @shape x [batch, ...] -> [batch, classes] */
const averaged = ({ functions }: FixedPredictive, x: Tensor): Tensor<"float32"> =>
  scope(() => mean(stack(functions.map((evaluate) => softmax(evaluate(x)))), { axis: 0 }));

/** The most probable class of every row, the first at a tie. @shape x [batch, ...] -> int32 [batch] */
export async function predictedClasses(predictive: FixedPredictive, x: Tensor): Promise<Tensor<"int32">> {
  const probabilities = averaged(predictive, x);
  const [batch, classes] = probabilities.shape as [number, number];
  const values = await probabilities.read();
  probabilities.dispose();
  return integers(
    Int32Array.from({ length: batch }, (_, row) => {
      const own = values.subarray(row * classes, (row + 1) * classes);
      return Math.max(0, own.indexOf(Math.max(...own)));
    }),
  );
}
