import { concat, multiply, reshape, scope, slice, stack, sum, type Tensor, valueAndGradient } from "@credence/tensor";
import type { Data } from "../../inference/inference.ts";
import { expectOptions, expectWhole, type OptionNames } from "../../settings.ts";
import { type AttackLoss, type AttackLossName, attackLoss } from "./attack-loss.ts";
import { expectAttacked, type FixedPredictive } from "./fixed-predictive.ts";

/** Which loss is differentiated, and how many examples are held at once. */
export interface InputGradientOptions {
  /** What is differentiated. @default "negativeLogProb" */
  readonly loss?: AttackLossName;
  /** Examples differentiated at a time: bounds the memory. @default 500 */
  readonly batchSize?: number;
}

/** What `inputGradient` gives, example by example. */
export interface InputGradient {
  /** The loss of each example, nats: [batch]. */
  readonly loss: Tensor;
  /** Of the shape of x: each example's loss differentiated with respect to that example. */
  readonly gradient: Tensor;
}

/**
 * The loss of each example under the averaged prediction, and its gradient with respect to the inputs.
 *
 *   L = -log mean over draws of p(y | x, w),   dL/dx = sum over draws of r dn/dx,   n = -log p(y | x, w),  r = p(y | x, w) / sum p
 *
 * This is the gradient of the loss of the mean. It is not the mean of the draws' own gradients: a draw that gives the label no
 * probability has the largest gradient and no weight in it.
 *
 * Draws are differentiated one after the other: the memory is that of one draw of one batch, and at its peak two arrays like that batch
 * of x for each draw. Examples must not act on each other inside the network, as they would in batch normalisation. In float32 the
 * gradient of negativeLogProb vanishes where the other classes' probabilities underflow; that of logOdds, of the same sign, does not.
 *
 * @shape x [batch, ...], y int32 [batch] or [batch, outputs]
 * @throws where x and y differ in length or are empty, for a batchSize that is no whole number from 1, and for logOdds without classes
 */
export function inputGradient(predictive: FixedPredictive, data: Data, options: InputGradientOptions = {}): InputGradient {
  expectAttacked("inputGradient", predictive, data);
  expectOptions("inputGradient", options, inputGradientOptionNames);
  return gradientOf("inputGradient", predictive, data, options);
}

/** Names of the options. */
export const inputGradientOptionNames = { loss: true, batchSize: true } as const satisfies OptionNames<InputGradientOptions>;

/** `inputGradient` in the name of whoever asks. */
export function gradientOf(
  where: string,
  { functions, likelihood }: FixedPredictive,
  { x, y }: Data,
  { loss: name = "negativeLogProb", batchSize = 500 }: InputGradientOptions,
): InputGradient {
  const count = x.shape[0]!;
  expectWhole(where, "batchSize", batchSize);
  const loss = attackLoss(name, likelihood);
  if (count <= batchSize) return scope(() => ofBatch(functions, { x, y }, loss));
  return scope(() => {
    const parts: InputGradient[] = [];
    for (let from = 0; from < count; from += batchSize) {
      const size = Math.min(batchSize, count - from);
      parts.push(scope(() => ofBatch(functions, { x: rows(x, from, size), y: rows(y, from, size) }, loss)));
    }
    return { loss: concat(parts.map((part) => part.loss)), gradient: concat(parts.map((part) => part.gradient)) };
  });
}

function ofBatch(functions: FixedPredictive["functions"], { x, y }: Data, loss: AttackLoss): InputGradient {
  const draws = functions.map((evaluate, draw) => {
    const { gradients, extra } = valueAndGradient([x], () => {
      const values = loss.ofDraw(evaluate(x), y, draw);
      return { value: sum(values), extra: values };
    });
    return { values: extra, gradient: gradients[0]! };
  });
  const combined = loss.combine(stack(draws.map(({ values }) => values)));
  const shares = reshape(combined.shares, [draws.length, ...x.shape.map((n, axis) => (axis === 0 ? n : 1))]);
  // not `stack`, which copies once more, and not given back at the scope's end: either is one array like x for each draw at the peak
  const gradients = concat(draws.map(({ gradient }) => gradient));
  for (const { gradient } of draws) gradient.dispose();
  const weighted = multiply(reshape(gradients, [draws.length, ...x.shape]), shares);
  return { loss: combined.loss, gradient: sum(weighted, { axis: 0 }) };
}

const rows = (values: Tensor, from: number, size: number): Tensor =>
  slice(
    values,
    values.shape.map((_, axis) => (axis === 0 ? from : 0)),
    values.shape.map((n, axis) => (axis === 0 ? size : n)),
  );
