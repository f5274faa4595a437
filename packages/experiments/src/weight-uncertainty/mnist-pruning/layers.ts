import { mean, spreadOf } from "@credence/lab";
import { type Posterior, pruning } from "credence";

/** The signal-to-noise ratios of each layer's weights, from the input on; biases left out. */
export const layerSignals = async (posterior: Posterior): Promise<pruning.WeightSignal[]> =>
  (await pruning.signals(posterior)).filter(({ name }) => name.endsWith(".weight"));

/**
 * The posterior without a share of one layer's weights, lowest |mean| / stdDev first; every other layer stays whole.
 *
 * @throws for a layer the network does not have, and a posterior that cannot leave weights out
 */
export async function pruneLayer(
  posterior: Posterior,
  { layer, share }: { readonly layer: number; readonly share: number },
): Promise<Posterior> {
  const signals = await layerSignals(posterior);
  const signal = signals[layer];
  if (!signal) throw new Error(`pruneLayer: layer is ${layer}, expected 0 to ${signals.length - 1}`);
  if (!posterior.keepOnly) throw new Error(`pruneLayer: the posterior is of kind "${posterior.kind}", which cannot leave weights out`);
  const { kept } = pruning.keepStrongest(signal.ratios, { share, cut: "quantile" });
  return await posterior.keepOnly(new Map([[signal.name, kept]]));
}

interface Evaluated {
  readonly accuracies: readonly number[];
}

/** Mean accuracy over the evaluations, %. */
export const accuracyOf = ({ accuracies }: Evaluated): number => mean(accuracies);

/** Standard deviation of one evaluation, in points; null where there was one. */
export const accuracySpread = ({ accuracies }: Evaluated): number | null => spreadOf(accuracies);

/** The point of a share, or undefined where it was not removed. */
export const pointAt = <Point extends { readonly share: number }>(points: readonly Point[], share: number): Point | undefined =>
  points.find((point) => point.share === share);
