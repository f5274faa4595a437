import { sigmoid } from "@credence/tensor";
import { type BernoulliPredictive, bernoulliLikelihood, type Likelihood } from "credence";

/**
 * The likelihood that the source's code trains under: the probability goes where a logit belongs, so that the data are given
 * probabilities from 0.5 to 0.731 whatever the outputs. Its predictions take the outputs as logits.
 *
 *   -log p(y | f) = y softplus(-sigmoid(f)) + (1 - y) softplus(sigmoid(f))
 */
export function doubledSigmoidLikelihood(): Likelihood<BernoulliPredictive> {
  const sound = bernoulliLikelihood();
  return {
    ...sound,
    kind: "doubled-sigmoid",
    negativeLogProb: (outputs, y) => sound.negativeLogProb(sigmoid(outputs), y),
    toJSON: () => ({ kind: "doubled-sigmoid" }),
  };
}
