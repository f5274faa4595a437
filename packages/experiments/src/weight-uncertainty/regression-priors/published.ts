import type { Trajectory } from "../training/training-curves-figure.ts";

/** What the source's code printed and stored, and what its stored networks give. Keys: -log of the standard deviations. */
export interface PublishedCell {
  /** Epochs its runs were trained for. */
  readonly epochs: number;
  /** Mean over 5000 draws and 1000 inputs in [-0.2, 1.4] of the log density, one value per run; the tables call it lppd. */
  readonly meanLogDensity: readonly number[];
  /** Log of the mean density (the text's eq. 20) of the source's stored networks, inputs in [-0.5, 1.5], nats per point, per run. */
  readonly storedLppd: readonly number[];
  /** Complexity and expected negative log-likelihood of the stored networks on the training data, nats, mean over runs. */
  readonly storedComplexity: number;
  readonly storedNll: number;
}

export const publishedCells: Readonly<Record<string, PublishedCell>> = {
  "gaussian-0": {
    epochs: 1500,
    meanLogDensity: [-94.3519, -112.8475, -153.8056],
    storedLppd: [-0.66, -0.67, -0.76],
    storedComplexity: 2584.3,
    storedNll: -1113.1,
  },
  "gaussian-1": {
    epochs: 1500,
    meanLogDensity: [-12.7375, -20.4937, -15.387],
    storedLppd: [-0.13, -0.46, -0.2],
    storedComplexity: 1745.1,
    storedNll: -1068.5,
  },
  "gaussian-2": {
    epochs: 1500,
    meanLogDensity: [-7.1805, -6.7867, -15.1044],
    storedLppd: [-1.07, -0.86, -7.55],
    storedComplexity: 1372.9,
    storedNll: -1001.3,
  },
  "mixture-0-6": { epochs: 4500, meanLogDensity: [-32.4006], storedLppd: [-0.69], storedComplexity: 121936.1, storedNll: -1162.9 },
  "mixture-0-7": { epochs: 10000, meanLogDensity: [-412.8688], storedLppd: [-0.79], storedComplexity: 125750.8, storedNll: -1130.9 },
  "mixture-0-8": { epochs: 25000, meanLogDensity: [-184.1697], storedLppd: [-0.54], storedComplexity: 162423.0, storedNll: -651.9 },
  "mixture-1-6": { epochs: 3000, meanLogDensity: [-3.2145], storedLppd: [-0.09], storedComplexity: 117269.4, storedNll: -1127.4 },
  "mixture-1-7": { epochs: 6000, meanLogDensity: [-22.4628], storedLppd: [-0.21], storedComplexity: 113865.0, storedNll: -1107.4 },
  "mixture-1-8": { epochs: 15000, meanLogDensity: [-21.2943], storedLppd: [-0.16], storedComplexity: 118914.0, storedNll: -1115.2 },
  "mixture-2-6": { epochs: 2500, meanLogDensity: [-21.5842], storedLppd: [-10.03], storedComplexity: 104707.0, storedNll: -945.0 },
  "mixture-2-7": { epochs: 3000, meanLogDensity: [-16.7695], storedLppd: [-7.98], storedComplexity: 110467.5, storedNll: -984.1 },
  "mixture-2-8": { epochs: 6000, meanLogDensity: [-16.1958], storedLppd: [-6.98], storedComplexity: 116807.9, storedNll: -954.1 },
};

/** What the source recorded while it trained a network. */
export interface PublishedCurves {
  /** Of the mean of 10 draws at 128 points in [-0.2, 1.4]. */
  readonly rmse: Trajectory;
  /** Of the last minibatch of an epoch. */
  readonly objective: Trajectory;
}

/** Curves of the first run of each Gaussian prior, thinned; those of the mixtures are in published-mixtures.ts. */
export const publishedCurves: Readonly<Record<string, PublishedCurves>> = {
  "gaussian-0": {
    rmse: {
      epoch: [
        0, 40, 80, 120, 160, 200, 240, 280, 320, 360, 400, 440, 480, 520, 560, 600, 640, 680, 720, 760, 800, 840, 880, 920, 960, 1000, 1040,
        1080, 1120, 1160, 1200, 1240, 1280, 1320, 1360, 1400, 1440, 1480,
      ],
      value: [
        0.6147, 0.2351, 0.3143, 0.3019, 0.3588, 0.3236, 0.3441, 0.3633, 0.3672, 0.3543, 0.3858, 0.3537, 0.4104, 0.3662, 0.3632, 0.3638,
        0.3001, 0.3124, 0.3524, 0.3327, 0.3699, 0.4336, 0.2704, 0.6259, 0.6021, 0.4578, 0.546, 0.3767, 0.8812, 0.9768, 0.8752, 0.3141,
        0.7475, 0.5187, 0.3247, 0.3078, 0.5441, 0.2682,
      ],
    },
    objective: {
      epoch: [
        0, 25, 50, 76, 101, 126, 151, 176, 202, 227, 252, 277, 302, 328, 353, 378, 403, 428, 453, 479, 504, 529, 554, 579, 605, 630, 655,
        680, 705, 731, 756, 781, 806, 831, 857, 882, 907, 932, 957, 983, 1008, 1033, 1058, 1083, 1109, 1134, 1159, 1184, 1209, 1234, 1260,
        1285, 1310, 1335, 1360, 1386, 1411, 1436, 1461, 1486,
      ],
      value: [
        2866.0, 2371.0, 2289.0, 2213.0, 2094.0, 2045.0, 1978.0, 1882.0, 1800.0, 1708.0, 1649.0, 1574.0, 1486.0, 1422.0, 1347.0, 1267.0,
        1194.0, 1134.0, 1066.0, 982.4, 915.5, 847.6, 791.4, 706.1, 658.4, 596.0, 534.4, 483.5, 439.6, 372.7, 307.7, 246.6, 200.4, 157.8,
        115.5, 79.97, 52.48, 26.5, 3.487, -31.85, -33.87, -62.85, -52.82, -72.84, -106.0, -109.2, -109.9, -123.9, -124.9, -128.8, -116.6,
        -117.1, -111.4, -117.8, -130.7, -129.5, -135.3, -125.7, -131.7, -134.4,
      ],
    },
  },
  "gaussian-1": {
    rmse: {
      epoch: [
        0, 40, 80, 120, 160, 200, 240, 280, 320, 360, 400, 440, 480, 520, 560, 600, 640, 680, 720, 760, 800, 840, 880, 920, 960, 1000, 1040,
        1080, 1120, 1160, 1200, 1240, 1280, 1320, 1360, 1400, 1440, 1480,
      ],
      value: [
        0.7971, 0.3421, 0.2846, 0.2373, 0.2407, 0.239, 0.2418, 0.2617, 0.2562, 0.2515, 0.2337, 0.2465, 0.2833, 0.2373, 0.2485, 0.2416,
        0.2388, 0.2452, 0.2631, 0.276, 0.2677, 0.3183, 0.3002, 0.374, 0.4754, 0.3848, 0.3067, 0.265, 0.2889, 0.2749, 0.347, 0.28, 0.2894,
        0.3985, 0.2905, 0.3024, 0.2435, 0.2454,
      ],
    },
    objective: {
      epoch: [
        0, 25, 50, 76, 101, 126, 151, 176, 202, 227, 252, 277, 302, 328, 353, 378, 403, 428, 453, 479, 504, 529, 554, 579, 605, 630, 655,
        680, 705, 731, 756, 781, 806, 831, 857, 882, 907, 932, 957, 983, 1008, 1033, 1058, 1083, 1109, 1134, 1159, 1184, 1209, 1234, 1260,
        1285, 1310, 1335, 1360, 1386, 1411, 1436, 1461, 1486,
      ],
      value: [
        2245.0, 1713.0, 1644.0, 1564.0, 1473.0, 1402.0, 1333.0, 1247.0, 1160.0, 1094.0, 1030.0, 951.5, 863.8, 809.4, 731.3, 651.7, 599.6,
        524.7, 469.5, 423.3, 348.0, 273.7, 216.6, 176.2, 137.3, 74.01, 60.19, 4.256, -23.25, -46.31, -65.33, -77.11, -98.94, -111.9, -108.1,
        -120.5, -123.0, -126.4, -115.0, -125.8, -124.8, -130.3, -103.5, -135.7, -142.8, -133.4, -122.0, -128.7, -112.2, -129.2, -139.0,
        -128.8, -109.5, -126.0, -139.6, -131.3, -138.8, -127.5, -141.6, -133.6,
      ],
    },
  },
  "gaussian-2": {
    rmse: {
      epoch: [
        0, 40, 80, 120, 160, 200, 240, 280, 320, 360, 400, 440, 480, 520, 560, 600, 640, 680, 720, 760, 800, 840, 880, 920, 960, 1000, 1040,
        1080, 1120, 1160, 1200, 1240, 1280, 1320, 1360, 1400, 1440, 1480,
      ],
      value: [
        0.6531, 0.6083, 0.5591, 0.4959, 0.5004, 0.4995, 0.5237, 0.4975, 0.5048, 0.5085, 0.5188, 0.5229, 0.5231, 0.5112, 0.497, 0.441,
        0.4375, 0.4816, 0.3628, 0.4429, 0.3985, 0.3837, 0.3723, 0.4114, 0.4179, 0.4338, 0.3762, 0.4003, 0.4217, 0.4134, 0.3575, 0.4152,
        0.4199, 0.4347, 0.4017, 0.424, 0.4341, 0.438,
      ],
    },
    objective: {
      epoch: [
        0, 25, 50, 76, 101, 126, 151, 176, 202, 227, 252, 277, 302, 328, 353, 378, 403, 428, 453, 479, 504, 529, 554, 579, 605, 630, 655,
        680, 705, 731, 756, 781, 806, 831, 857, 882, 907, 932, 957, 983, 1008, 1033, 1058, 1083, 1109, 1134, 1159, 1184, 1209, 1234, 1260,
        1285, 1310, 1335, 1360, 1386, 1411, 1436, 1461, 1486,
      ],
      value: [
        1707.0, 1161.0, 1055.0, 959.9, 858.3, 784.1, 716.5, 631.9, 561.4, 488.7, 417.1, 368.7, 307.4, 238.2, 191.6, 129.1, 89.26, 45.67,
        23.3, -19.22, -54.31, -66.15, -74.2, -99.23, -93.56, -101.6, -116.3, -120.5, -117.3, -117.3, -110.5, -122.8, -94.77, -130.4, -123.3,
        -118.8, -109.0, -72.01, -105.3, -110.1, -121.1, -121.9, -116.8, -104.1, -134.1, -132.0, -136.0, -129.2, -118.5, -117.0, -97.56,
        -106.0, -111.8, -122.4, -134.2, -128.3, -94.9, -121.8, -119.9, -117.8,
      ],
    },
  },
};
