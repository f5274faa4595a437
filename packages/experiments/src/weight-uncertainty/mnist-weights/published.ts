import type { MnistNetworkName } from "../mnist/networks.ts";

/** Figures 16 and 17: peak densities read off the figures, to 0.1; 1200 units, 600 epochs. */
export const publishedPeaks: Readonly<Record<MnistNetworkName, number>> = {
  "bnn-gaussian": 4.8,
  "bnn-laplace": 5.3,
  "bnn-mixture": 15.8,
  "dnn-dropout": 7.85,
  dnn: 10.9,
};

/** What the figures show. */
export const publishedSize = { units: 1200, epochs: 600 } as const;

/** Mean of the weights' standard deviations in each layer, from the input on: the source's Gaussian runs of 300 epochs. */
export const publishedStdDevs: readonly { readonly units: number; readonly epochs: number; readonly means: readonly number[] }[] = [
  { units: 400, epochs: 300, means: [0.01824, 0.01826, 0.01794] },
  { units: 800, epochs: 300, means: [0.01479, 0.01479, 0.0147] },
  { units: 1200, epochs: 300, means: [0.02261, 0.0226, 0.02235] },
];

/**
 * What another program measured of the source's stored networks of 400 units: the standard deviation of the weights, drawn where they
 * are Gaussian, and of those the median standard deviation.
 */
export const externalWeights: Readonly<Partial<Record<MnistNetworkName, { readonly stdDev: number; readonly medianStdDev?: number }>>> = {
  "bnn-gaussian": { stdDev: 0.1087, medianStdDev: 0.07991 },
  "bnn-mixture": { stdDev: 0.07082, medianStdDev: 0.02628 },
  dnn: { stdDev: 0.06713 },
  "dnn-dropout": { stdDev: 0.07031 },
};
