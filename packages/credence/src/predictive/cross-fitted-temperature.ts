import { concat, gatherRows, integers, keep, reshape, scope, type Tensor } from "@credence/tensor";
import { expectOptions, expectTensor } from "../settings.ts";
import { asProbabilities, type Logits, type Probabilities } from "./quantities.ts";
import { fitTemperature, withTemperature } from "./temperature.ts";

/**
 * Temperature scaling where there is no validation set: each half of the data is scored at the temperature fitted to the other half. The
 * halves are the even and the odd places, since data sets are often sorted by difficulty.
 *
 * @shape logits [batch, classes], labels int32 [batch] -> scaled [batch, classes]; temperatures of the even and of the odd half
 * @throws as `fitTemperature` for either half
 * @see   guo2017
 */
export async function crossFittedTemperature(
  given: {
    /** [batch, classes]. */
    readonly logits: Logits;
  },
  labels: Tensor,
): Promise<{ scaled: Probabilities; temperatures: readonly number[] }> {
  expectOptions("crossFittedTemperature", given, { logits: true });
  const { logits } = given;
  expectTensor("crossFittedTemperature", "logits", logits);
  expectTensor("crossFittedTemperature", "labels", labels);
  const [batch, classes] = logits.shape as [number, number];
  const temperatures: number[] = [];
  for (const first of [0, 1]) {
    const places = Int32Array.from({ length: Math.ceil((batch - first) / 2) }, (_, i) => 2 * i + first);
    const [half, own] = [logits, labels].map((values) => keep(scope(() => gatherRows(values, integers(places))))) as [Logits, Tensor];
    try {
      temperatures.push((await fitTemperature({ logits: half }, own)).temperature);
    } finally {
      for (const array of [half, own]) array.dispose();
    }
  }
  const scaled = scope(() => {
    const both = concat(temperatures.map((temperature) => withTemperature({ logits }, temperature).probabilities));
    const ofTheOther = Int32Array.from({ length: batch }, (_, i) => (i % 2 === 0 ? batch + i : i));
    return keep(gatherRows(reshape(both, [2 * batch, classes]), integers(ofTheOther)));
  });
  return { scaled: asProbabilities(scaled), temperatures };
}
