import { affine, reshape, softmax, softmaxCrossEntropy, square, subtract, sum, type Tensor } from "@credence/tensor";

/** How outputs of the network become a distribution of the target. */
export interface Likelihood {
  readonly kind: "categorical" | "normal";
  /** -log p(y | outputs) of each example, nats: outputs [..., batch, outputs] -> [..., batch]. */
  negativeLogProb(outputs: Tensor, y: Tensor): Tensor;
  toJSON(): LikelihoodDescription;
}

export type LikelihoodDescription = { readonly kind: "categorical" } | { readonly kind: "normal"; readonly stdDev: number };

/**
 * One of several classes: outputs are logits, targets int32 [batch].
 *
 *   -log p(y | f) = logSumExp(f) - f_y
 */
export const categoricalLikelihood = (): Likelihood & { kind: "categorical"; probabilities(outputs: Tensor): Tensor } => ({
  kind: "categorical",
  negativeLogProb: (outputs, y) => softmaxCrossEntropy(outputs, y),
  probabilities: (outputs) => softmax(outputs),
  toJSON: () => ({ kind: "categorical" }),
});

/**
 * Real values with independent Gaussian noise of known standard deviation: outputs are means, targets float32 [batch, outputs].
 *
 *   -log p(y | f) = sum over outputs of (y - f)^2 / (2 sd^2) + log sd + log(2 pi) / 2
 */
export function normalLikelihood({ stdDev }: { stdDev: number }): Likelihood & { kind: "normal"; stdDev: number } {
  if (!(stdDev > 0)) throw new Error(`normalLikelihood: stdDev is ${stdDev}, expected above 0`);
  const constant = Math.log(stdDev) + 0.5 * Math.log(2 * Math.PI);
  return {
    kind: "normal",
    stdDev,
    negativeLogProb(outputs, y) {
      const [batch, count] = outputs.shape.slice(-2) as [number, number];
      const target = y.shape.length === 1 ? reshape(y, [y.shape[0]!, 1]) : y;
      // checked, because a column of targets would broadcast over all outputs
      if (target.shape.length !== 2 || target.shape[0] !== batch || target.shape[1] !== count)
        throw new Error(
          `normalLikelihood: y is [${y.shape.join(", ")}], expected [${batch}, ${count}] for outputs [${outputs.shape.join(", ")}]`,
        );
      return affine(sum(square(subtract(outputs, target)), { axis: -1 }), { scale: 0.5 / stdDev ** 2, shift: count * constant });
    },
    toJSON: () => ({ kind: "normal", stdDev }),
  };
}

export const likelihoodFromJSON = (description: LikelihoodDescription): Likelihood =>
  description.kind === "categorical" ? categoricalLikelihood() : normalLikelihood(description);
