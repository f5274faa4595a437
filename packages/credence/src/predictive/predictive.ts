import type { Tensor } from "@credence/tensor";

declare const kind: unique symbol;
/** Network outputs before the link: logits of classes, or means of a regression. [draws, batch, outputs] */
export type Outputs = Tensor & { readonly [kind]?: "outputs" };

/** What draws from the posterior say about new x: one categorical distribution per draw. */
export interface CategoricalPredictive {
  readonly kind: "categorical";
  /** Class probabilities of every draw, [draws, batch, classes]; rows sum to 1. */
  readonly probabilities: Tensor;
}

/** What draws from the posterior say about real-valued targets: one Gaussian per draw. */
export interface NormalPredictive {
  readonly kind: "normal";
  /** Mean of every draw, [draws, batch, outputs]. */
  readonly means: Tensor;
  /** Observation noise, the likelihood's standard deviation, in the targets' units. */
  readonly stdDev: number;
}

export type Predictive = CategoricalPredictive | NormalPredictive;
