import { add, affine, integers, max, mean, scope, sign, softmax, stack, type Tensor } from "@credence/tensor";
import type { FixedPredictive } from "../adversarial/fixed-predictive.ts";
import { inputGradient } from "../adversarial/input-gradient.ts";

/** A step of inputs along a gradient, and how they are scored. */
export interface Move {
  /** T of the softmax whose largest probability is the score. */
  readonly temperature: number;
  /** T of the softmax whose gradient says where to. */
  readonly gradientTemperature: number;
  /** How far each input goes along the sign of the gradient of -log p: below 0 towards a larger probability. */
  readonly size: number;
}

/**
 * 1 minus the largest probability of inputs that are moved: one tensor for each move. Moves share the gradient of a temperature; one of size 0
 * needs none.
 *
 *   1 - max over classes of p(x + size sign(d -log p_y(x; gradientTemperature) / dx); T),  y = argmax p(x; 1)
 *
 * @shape x [batch, ...] -> [batch] for each move
 */
export async function doubtsOfMoved(predictive: FixedPredictive, x: Tensor, moves: readonly Move[]): Promise<Tensor<"float32">[]> {
  const y = await predictedClasses(predictive, x);
  const gradients = new Map(
    [...new Set(moves.filter(({ size }) => size !== 0).map(({ gradientTemperature }) => gradientTemperature))].map((temperature) => {
      const { gradient, loss } = inputGradient(cooled(predictive, temperature), { x, y });
      loss.dispose();
      return [temperature, gradient];
    }),
  );
  const doubts = moves.map(({ temperature, gradientTemperature, size }) =>
    scope(() => {
      const moved = size === 0 ? x : add(x, affine(sign(gradients.get(gradientTemperature)!), { scale: size }));
      return affine(max(averaged(cooled(predictive, temperature), moved), { axis: -1 }), { scale: -1, shift: 1 });
    }),
  );
  for (const one of [...gradients.values(), y]) one.dispose();
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
async function predictedClasses(predictive: FixedPredictive, x: Tensor): Promise<Tensor<"int32">> {
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
