import { measuredOver, type Quantity } from "@credence/lab";
import { type Posterior, pruning } from "credence";
import type { PruningPoint } from "./mnist-pruning.ts";

/** The signal-to-noise ratios of each layer's weights, from the input on; biases left out. */
export const layerSignals = async (posterior: Posterior): Promise<pruning.WeightSignal[]> =>
  (await pruning.signals(posterior)).filter(({ name }) => name.endsWith(".weight"));

/** The point of a share, or undefined where it was not removed. */
export const pointAt = <Point extends { readonly share: number }>(points: readonly Point[], share: number): Point | undefined =>
  points.find((point) => point.share === share);

/** Accuracy in % with a share of the weights removed, over the evaluations; undefined where there is none. */
export const accuracyLeft = (
  points: readonly Pick<PruningPoint, "share" | "accuracies">[] | undefined,
  share: number,
): Quantity | undefined => measuredOver(pointAt(points ?? [], share)?.accuracies ?? [], "draws");
