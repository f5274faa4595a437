import { measuredOver, type Quantity } from "@credence/lab";
import { type Posterior, pruning } from "credence";
import type { PruningPoint } from "./mnist-pruning.ts";

/** The signal-to-noise ratios of each layer's weights, from the input on; biases left out. */
export const layerSignals = async (posterior: Posterior): Promise<pruning.WeightSignal[]> =>
  (await pruning.signals(posterior)).filter(({ name }) => name.endsWith(".weight"));

/**
 * The posterior without a share of one layer's weights, lowest |mean| / stdDev first; every other layer stays whole.
 *
 * @throws for a layer the network does not have, and a posterior that cannot leave weights out
 */
export async function pruneLayer(posterior: Posterior, { layer, share }: { layer: number; share: number }): Promise<Posterior> {
  const signals = await layerSignals(posterior);
  const signal = signals[layer];
  if (!signal) throw new Error(`pruneLayer: layer is ${layer}, expected 0 to ${signals.length - 1}`);
  if (!posterior.keepOnly) throw new Error(`pruneLayer: the posterior is of kind "${posterior.kind}", which cannot leave weights out`);
  const { kept } = pruning.keepStrongest(signal.ratios, { share, cut: "quantile" });
  return await posterior.keepOnly(new Map([[signal.name, kept]]));
}

/** The point of a share, or undefined where it was not removed. */
export const pointAt = <Point extends { readonly share: number }>(points: readonly Point[], share: number): Point | undefined =>
  points.find((point) => point.share === share);

/** Accuracy in % with a share of the weights removed, over the evaluations; null where there is none. */
export const accuracyLeft = (points: readonly Pick<PruningPoint, "share" | "accuracies">[] | undefined, share: number): Quantity | null =>
  measuredOver(pointAt(points ?? [], share)?.accuracies ?? [], "draws");
