import { softmax, type Tensor } from "@credence/tensor";
import { expectTensor } from "../settings.ts";

declare const quantity: unique symbol;

/** Network outputs before the softmax, [..., classes]. Any array may be one, except what is known to be something else. */
export type Logits = Tensor & { readonly [quantity]?: "logits" };

/** Class probabilities, [..., classes]; rows sum to 1. Made by `probabilitiesFromLogits` or `asProbabilities` only. */
export type Probabilities = Tensor<"float32"> & { readonly [quantity]: "probabilities" };

/** Entropy of the mean prediction, nats. */
export type TotalUncertainty = Tensor<"float32"> & { readonly [quantity]: "total" };

/** Mean entropy of the draws, nats: what no amount of data removes. */
export type AleatoricUncertainty = Tensor<"float32"> & { readonly [quantity]: "aleatoric" };

/** Mutual information of label and weights, nats: what more data would remove. */
export type EpistemicUncertainty = Tensor<"float32"> & { readonly [quantity]: "epistemic" };

/** Softmax over the last axis. Probabilities are refused by the compiler: a second softmax is a common fault. */
export function probabilitiesFromLogits(logits: Logits): Probabilities {
  expectTensor("probabilitiesFromLogits", "logits", logits);
  return softmax(logits) as Probabilities;
}

/** Declares an array to hold probabilities, whose rows sum to 1; logits are refused by the compiler, values are not read. */
export function asProbabilities(values: Tensor & { readonly [quantity]?: "probabilities" }): Probabilities {
  expectTensor("asProbabilities", "values", values);
  return values as Probabilities;
}
