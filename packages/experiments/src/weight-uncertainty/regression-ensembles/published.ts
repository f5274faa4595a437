import type { Trajectory } from "../training/training-curves-figure.ts";

/** What the source recorded of an ensemble of 25 networks. */
export interface PublishedEnsemble {
  readonly networks: number;
  /** Epochs after which the source noted the RMSE for the last time, of the 1,000 it trained. */
  readonly rmseEpochs: number;
  /** Root mean squared error of single networks at 128 points in [-0.2, 1.4] at that time: mean and standard deviation over networks. */
  readonly finalRmse: { readonly mean: number; readonly stdDev: number };
  /** Mean squared error of the last minibatch of the last epoch, dropout on: after 1,000. */
  readonly finalLastBatchMse: { readonly mean: number; readonly stdDev: number };
  /** Mean over networks. */
  readonly rmse: Trajectory;
}

/** By the rate of dropout. */
export const publishedEnsembles: Readonly<Record<string, PublishedEnsemble>> = {
  "0": {
    networks: 25,
    rmseEpochs: 981,
    finalRmse: { mean: 0.44201, stdDev: 0.06701 },
    finalLastBatchMse: { mean: 0.00444, stdDev: 0.000323 },
    rmse: {
      epoch: [
        0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 220, 240, 260, 280, 300, 320, 340, 360, 380, 400, 420, 440, 460, 480, 500, 520,
        540, 560, 580, 600, 620, 640, 660, 680, 700, 720, 740, 760, 780, 800, 820, 840, 860, 880, 900, 920, 940, 960, 980,
      ],
      value: [
        0.6494, 0.413, 0.2569, 0.2899, 0.3234, 0.3157, 0.3177, 0.3281, 0.3327, 0.2998, 0.3215, 0.3241, 0.3324, 0.3318, 0.3346, 0.3541,
        0.3172, 0.3297, 0.3483, 0.3574, 0.3541, 0.3427, 0.3409, 0.3574, 0.3697, 0.3554, 0.3831, 0.3821, 0.3837, 0.3613, 0.363, 0.3698,
        0.3866, 0.3733, 0.3965, 0.4049, 0.4221, 0.3868, 0.4128, 0.4068, 0.4176, 0.4006, 0.4204, 0.4272, 0.4224, 0.4499, 0.4588, 0.4442,
        0.4409, 0.442,
      ],
    },
  },
  "0.5": {
    networks: 25,
    rmseEpochs: 981,
    finalRmse: { mean: 0.31481, stdDev: 0.06586 },
    finalLastBatchMse: { mean: 0.005466, stdDev: 0.000505 },
    rmse: {
      epoch: [
        0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 220, 240, 260, 280, 300, 320, 340, 360, 380, 400, 420, 440, 460, 480, 500, 520,
        540, 560, 580, 600, 620, 640, 660, 680, 700, 720, 740, 760, 780, 800, 820, 840, 860, 880, 900, 920, 940, 960, 980,
      ],
      value: [
        0.6831, 0.7176, 0.5092, 0.3474, 0.3123, 0.3222, 0.3161, 0.3267, 0.3221, 0.3267, 0.3302, 0.3313, 0.325, 0.3141, 0.3268, 0.3235,
        0.3169, 0.3181, 0.3192, 0.3216, 0.3251, 0.3215, 0.3113, 0.3182, 0.3068, 0.3146, 0.3097, 0.3086, 0.3084, 0.3005, 0.3019, 0.3024,
        0.2995, 0.3006, 0.3016, 0.2962, 0.2983, 0.302, 0.2988, 0.3024, 0.3054, 0.308, 0.3089, 0.3046, 0.3093, 0.3093, 0.3096, 0.3138,
        0.3086, 0.3148,
      ],
    },
  },
  "0.75": {
    networks: 25,
    rmseEpochs: 981,
    finalRmse: { mean: 0.3195, stdDev: 0.06089 },
    finalLastBatchMse: { mean: 0.006701, stdDev: 0.0009132 },
    rmse: {
      epoch: [
        0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 220, 240, 260, 280, 300, 320, 340, 360, 380, 400, 420, 440, 460, 480, 500, 520,
        540, 560, 580, 600, 620, 640, 660, 680, 700, 720, 740, 760, 780, 800, 820, 840, 860, 880, 900, 920, 940, 960, 980,
      ],
      value: [
        0.7333, 0.7644, 0.7556, 0.7327, 0.6874, 0.619, 0.5548, 0.5096, 0.4729, 0.436, 0.4188, 0.4076, 0.3906, 0.3844, 0.3721, 0.3602,
        0.3541, 0.3469, 0.3433, 0.3363, 0.3337, 0.3265, 0.3265, 0.3235, 0.316, 0.3149, 0.3132, 0.3109, 0.3099, 0.3043, 0.3048, 0.3079,
        0.3034, 0.3091, 0.3101, 0.3086, 0.3144, 0.3093, 0.3144, 0.3199, 0.3182, 0.3274, 0.3227, 0.3221, 0.3196, 0.3157, 0.3198, 0.3227,
        0.3245, 0.3195,
      ],
    },
  },
};
