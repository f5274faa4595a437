import { expectModel, type Model } from "../../model/model.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectList } from "../../settings.ts";
import { equallyLikely, equallyLikelyFamily } from "./equally-likely.ts";
import { pointPosterior } from "./point-posterior.ts";
import type { Posterior } from "./posterior.ts";
import type { NamedArray } from "./saved.ts";

const words = { kind: "samples", counted: "samples" };

/**
 * Finitely many samples of the weights, as Monte Carlo methods leave them: a draw picks one, predictions use each once. Each sample is the arrays of
 * a point ("0.weight.mean", ...), which are then the posterior's own.
 *
 * @throws for no sample at all
 */
export function samplesPosterior<P extends Predictive>(model: Model<P>, samples: readonly (readonly NamedArray[])[]): Posterior<P> {
  expectModel("samplesPosterior", model);
  expectList("samplesPosterior", "samples", samples);
  if (samples.length === 0) throw new Error("samplesPosterior: got no sample, expected 1 or more");
  return equallyLikely(
    model,
    samples.map((arrays) => pointPosterior(model, arrays)),
    words,
  );
}

/** Files hold the weights of every sample. */
export const samplesFamily = equallyLikelyFamily(words);
