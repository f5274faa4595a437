import type { TableNetworkName } from "../mnist/networks.ts";

export interface PublishedCalibration {
  /** Mean score and share right of each of ten bins; the source gives no counts. */
  readonly confidence: readonly number[];
  readonly accuracy: readonly number[];
}

/** Figure 19, read off to 0.01: networks of 1200 units, the Bayesian one with the Gaussian prior. There is no curve of the mixture. */
export const publishedCurves: Readonly<Partial<Record<TableNetworkName, PublishedCalibration>>> = {
  "bnn-gaussian": {
    confidence: [0, 0.14, 0.243, 0.342, 0.45, 0.548, 0.656, 0.752, 0.86, 0.995],
    accuracy: [0, 0.103, 0.115, 0.357, 0.448, 0.507, 0.684, 0.826, 0.93, 0.995],
  },
  dnn: {
    confidence: [0, 0.138, 0.243, 0.361, 0.443, 0.562, 0.638, 0.748, 0.865, 0.993],
    accuracy: [0, 0.279, 0.412, 0.584, 0.546, 0.167, 0.3, 0.354, 0.625, 0.708],
  },
  "dnn-dropout": {
    confidence: [0, 0.143, 0.25, 0.342, 0.459, 0.545, 0.665, 0.753, 0.858, 0.996],
    accuracy: [0, 0.308, 0.335, 0.54, 0.287, 0.714, 0.183, 0.589, 0.44, 0.866],
  },
};

/** Units of the networks of Figure 19, all trained for 600 epochs. */
export const publishedFigureUnits = 1200;

/** A point of Figure 19 is known to this. */
export const readingError = 0.01;

export interface RecordedLastBin {
  readonly without: { readonly right: number; readonly count: number };
  readonly with: { readonly right: number; readonly count: number };
}

/** The last of ten bins on the source's networks of 400 units, as another program has it: 10,000 images, ten draws. */
export const recordedLastBins: Readonly<Record<TableNetworkName, RecordedLastBin>> = {
  dnn: { without: { right: 0.8246, count: 781 }, with: { right: 0.9839, count: 9921 } },
  "dnn-dropout": { without: { right: 0.9684, count: 2815 }, with: { right: 0.9908, count: 9853 } },
  "bnn-gaussian": { without: { right: 0.9959, count: 4411 }, with: { right: 0.9981, count: 9500 } },
  "bnn-mixture": { without: { right: 0.9964, count: 5826 }, with: { right: 0.9978, count: 9550 } },
};

/** Bins of the calibration errors the same program recorded. */
export const recordedErrorBins = 15;

/** Its expected calibration error of the top label on the same networks. */
export const recordedErrors: Readonly<Record<TableNetworkName, number>> = {
  dnn: 0.01731,
  "dnn-dropout": 0.0107,
  "bnn-gaussian": 0.00377,
  "bnn-mixture": 0.0025,
};
