import { type Tensor, tensor } from "@credence/tensor";
import { expect, test } from "vitest";
import {
  type AleatoricUncertainty,
  asProbabilities,
  categoricalPredictive,
  type EpistemicUncertainty,
  type Logits,
  type Probabilities,
  predictiveOf,
  probabilitiesFromLogits,
  type TotalUncertainty,
  uncertainty,
} from "./index.ts";

// The type checker runs over this file: a mixture that compiles makes its ts-expect-error an error.
test("quantities that mean different things do not mix", () => {
  const outputs: Tensor = tensor([[[0, 1]]]);
  const logits: Logits = outputs;
  const probabilities: Probabilities = probabilitiesFromLogits(logits);
  const predictive = categoricalPredictive({ logits });

  // @ts-expect-error a second softmax
  probabilitiesFromLogits(probabilities);
  // @ts-expect-error logits are not probabilities
  categoricalPredictive({ probabilities: logits });
  // @ts-expect-error an array is not known to hold probabilities
  categoricalPredictive({ probabilities: outputs });
  // @ts-expect-error probabilities are not logits
  categoricalPredictive({ logits: probabilities });
  // @ts-expect-error logits do not become probabilities by declaration
  asProbabilities(logits);
  // @ts-expect-error logits are not draws of probabilities
  predictiveOf(logits);

  const total: TotalUncertainty = uncertainty.total(predictive);
  const aleatoric: AleatoricUncertainty = uncertainty.aleatoric(predictive);
  const epistemic: EpistemicUncertainty = uncertainty.epistemic(predictive);
  // @ts-expect-error mean of entropies for entropy of the mean
  const mixed1: TotalUncertainty = aleatoric;
  // @ts-expect-error the sum of both for one part
  const mixed2: EpistemicUncertainty = total;
  // @ts-expect-error one part for the other
  const mixed3: AleatoricUncertainty = epistemic;
  // @ts-expect-error an uncertainty is not a probability
  const mixed4: Probabilities = total;
  // @ts-expect-error an array of unknown meaning is no uncertainty
  const mixed5: TotalUncertainty = outputs;

  // each is still an array like any other
  const plain: Tensor[] = [total, aleatoric, epistemic, probabilities, mixed1, mixed2, mixed3, mixed4, mixed5];
  expect(plain.map((x) => x.dtype)).toEqual(new Array(9).fill("float32"));
});
