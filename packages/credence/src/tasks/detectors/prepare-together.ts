import type { Key, Tensor } from "@credence/tensor";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectForm, expectList } from "../../settings.ts";
import type { SharedWork } from "../scores/score.ts";
import { type Detector, type DetectorOptions, expectInputs, type PreparedDetector } from "./detector.ts";

/** Several detectors that know their posterior. */
export interface PreparedDetectors {
  /**
   * Scores of each detector in their order, as it gives them alone: x [batch, ...] -> [batch] each, the caller's to dispose.
   * @throws for data with labels, no examples, and examples of another shape than those of training
   */
  score(x: Tensor): Promise<Tensor<"float32">[]>;
  /** Gives back what they learned. */
  dispose(): void;
}

/**
 * Prepares detectors of one posterior so that work they have in common is done once: those that score a predictive read the same draws, and
 * settings of ODIN the same gradients. The scores are those of each detector by itself under that key, bit for bit.
 *
 * @throws for an empty list, and as the detectors
 * @example
 * const network = mlp({ inputs: 2, hidden: [3], outputs: 2 });
 * const small = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
 * const training = { x: tensor([[0, 1], [1, 0]]), y: integers([1, 0]) };
 * const posterior = await run(methods.bayesByBackprop({ epochs: 2, batchSize: 2 }).fit({ model: small, data: training }, key(0)));
 * const both = [detectors.predictiveEntropy(), detectors.mutualInformation()];
 * const prepared = await prepareTogether(both, posterior, { training, draws: 100 }, key(1));
 * (await prepared.score(training.x)).length // => 2
 */
export async function prepareTogether<P extends Predictive = ClassPredictive>(
  detectors: readonly Detector<P>[],
  posterior: Posterior<P>,
  options: DetectorOptions,
  key: Key,
): Promise<PreparedDetectors> {
  const where = "prepareTogether";
  expectList(where, "detectors", detectors);
  if (detectors.length === 0) throw new Error(`${where}: detectors are none, expected one or more`);
  for (const [i, detector] of detectors.entries())
    expectForm(where, `detectors[${i}]`, detector, { methods: ["prepare"], expected: "a detector, such as detectors.energy()" });
  const prepared: PreparedDetector[] = [];
  const dispose = () => {
    for (const one of prepared) one.dispose();
  };
  try {
    for (const detector of detectors) prepared.push(await detector.prepare(posterior, options, key));
  } catch (error) {
    dispose();
    throw error;
  }
  const kinds = new Map<SharedWork<P>["by"], number[]>();
  for (const [place, { shares }] of detectors.entries()) if (shares) kinds.set(shares.by, [...(kinds.get(shares.by) ?? []), place]);
  const { training, ...told } = options;
  return {
    async score(x) {
      expectInputs(where, x, { name: "x", shape: training.x.shape.slice(1), of: "the training data" });
      const scores: Tensor<"float32">[] = [];
      for (const [by, places] of kinds) {
        const asks = places.map((place) => detectors[place]!.shares!.asks);
        const found = await by(asks, { posterior, x, options: told, key });
        for (const [i, place] of places.entries()) scores[place] = found[i]!;
      }
      for (const [place, one] of prepared.entries()) scores[place] ??= await one.score(x);
      return scores;
    },
    dispose,
  };
}
