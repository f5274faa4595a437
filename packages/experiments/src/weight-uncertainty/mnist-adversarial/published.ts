import type { TableNetworkName } from "../mnist/networks.ts";

/** The source's perturbations, in units of a pixel's whole range. */
export const publishedEpsilons = [0, 0.05, 0.1, 0.25] as const;

/** A stored network under the source's images. */
export interface PublishedRobustness {
  readonly network: TableNetworkName;
  readonly units: number;
  readonly epochs: number;
  /** Accuracy in % at each of `publishedEpsilons`, 1024 images. */
  readonly accuracyPercent: readonly [number, number, number, number];
}

const row = (
  network: TableNetworkName,
  units: number,
  epochs: number,
  fractions: readonly [number, number, number],
): PublishedRobustness => ({
  network,
  units,
  epochs,
  accuracyPercent: [100, ...(fractions.map((fraction) => Math.round(1e4 * fraction) / 100) as [number, number, number])],
});

/**
 * Every network the source evaluated, 10 draws. Figure 22 shows those of 1200 units after 600 epochs. Two dropout networks carry each
 * other's size in the source's file names; here each has its own.
 */
export const publishedRobustness: readonly PublishedRobustness[] = [
  row("bnn-gaussian", 400, 600, [0.9814, 0.8281, 0.0986]),
  row("bnn-gaussian", 800, 600, [0.9814, 0.8271, 0.1094]),
  row("bnn-gaussian", 1200, 600, [0.9854, 0.8418, 0.1113]),
  row("bnn-mixture", 400, 600, [0.9785, 0.8398, 0.1045]),
  row("bnn-mixture", 800, 600, [0.9785, 0.8359, 0.0996]),
  row("bnn-mixture", 1200, 600, [0.9766, 0.8271, 0.1006]),
  row("dnn", 400, 300, [0.7979, 0.3662, 0.0088]),
  row("dnn", 800, 300, [0.8262, 0.3818, 0.0068]),
  row("dnn", 1200, 600, [0.8818, 0.4795, 0.0107]),
  row("dnn-dropout", 400, 300, [0.873, 0.4414, 0.0088]),
  row("dnn-dropout", 800, 300, [0.9092, 0.499, 0.0117]),
  row("dnn-dropout", 1200, 600, [0.9365, 0.5723, 0.0186]),
  // the same after half the training, and networks trained as long as the Bayesian ones
  row("bnn-gaussian", 400, 300, [0.9727, 0.7617, 0.0586]),
  row("bnn-gaussian", 800, 300, [0.9736, 0.7686, 0.0547]),
  row("bnn-gaussian", 1200, 300, [0.9727, 0.7998, 0.0742]),
  row("bnn-mixture", 400, 300, [0.9795, 0.7939, 0.083]),
  row("bnn-mixture", 800, 300, [0.9707, 0.7441, 0.0537]),
  row("bnn-mixture", 1200, 300, [0.9883, 0.792, 0.0791]),
  row("dnn", 1200, 300, [0.8643, 0.46, 0.0127]),
  row("dnn-dropout", 1200, 300, [0.916, 0.541, 0.0117]),
];

/** The stored network of Figure 22's kind: the first listed of this size. */
export const publishedRobustnessOf = (network: TableNetworkName, units: number): PublishedRobustness | undefined =>
  publishedRobustness.find((one) => one.network === network && one.units === units);

/** What the text says of Figure 22: points of accuracy lost at 0.05, and the Bayesian network's accuracy in % at 0.10. */
export const statedRobustness = { epsilon: 0.05, dropBayesian: 2, dropDropout: 6, dropPlain: 12, accuracyAtTenth: 84 } as const;
