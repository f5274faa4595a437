import type { MnistNetworkName } from "../mnist/networks.ts";

/** The networks that can be pruned: those with standard deviations, without the one prior that Figure 20 leaves out. */
export type PrunedNetworkName = Extract<MnistNetworkName, "bnn-gaussian" | "bnn-mixture">;

export const prunedNetworkNames: readonly PrunedNetworkName[] = ["bnn-gaussian", "bnn-mixture"];

/** Shares of the weights that the source removed: the places of all its lists. */
export const publishedShares = [0, 0.25, 0.5, 0.75, 0.8, 0.85, 0.9, 0.95, 1] as const;

/** A stored run of the source: accuracy in % (10 draws, 9984 test images) and the share removed in each layer, by share removed. */
export interface PublishedPruning {
  readonly network: PrunedNetworkName;
  readonly units: number;
  readonly epochs: number;
  readonly accuracy: readonly number[];
  /** By layer, from the input on, then by share; Figure 21 shows those of 600 epochs. */
  readonly removed: readonly (readonly number[])[];
}

/** All twelve. */
export const publishedPruning: readonly PublishedPruning[] = [
  {
    network: "bnn-gaussian",
    units: 400,
    epochs: 600,
    accuracy: [98.618, 98.638, 98.618, 98.588, 98.578, 98.277, 97.666, 88.932, 9.746],
    removed: [
      [0, 0.3249, 0.5738, 0.7767, 0.8176, 0.8597, 0.9032, 0.9493, 1],
      [0, 0.1088, 0.3654, 0.7107, 0.7788, 0.8443, 0.9065, 0.9625, 1],
      [0, 0.029, 0.1005, 0.226, 0.264, 0.3197, 0.39, 0.5068, 1],
    ],
  },
  {
    network: "bnn-gaussian",
    units: 400,
    epochs: 300,
    accuracy: [98.407, 98.397, 98.307, 97.456, 96.534, 93.059, 84.024, 61.458, 10.136],
    removed: [
      [0, 0.3494, 0.6053, 0.7996, 0.8376, 0.8764, 0.9161, 0.9567, 1],
      [0, 0.0609, 0.3037, 0.6655, 0.7392, 0.8113, 0.8811, 0.9481, 1],
      [0, 0.018, 0.0917, 0.24, 0.2802, 0.329, 0.3942, 0.4962, 0.9998],
    ],
  },
  {
    network: "bnn-gaussian",
    units: 800,
    epochs: 600,
    accuracy: [98.728, 98.828, 98.788, 98.788, 98.778, 98.768, 98.458, 92.258, 9.746],
    removed: [
      [0, 0.3075, 0.5534, 0.7438, 0.7846, 0.8279, 0.8758, 0.9306, 1],
      [0, 0.1963, 0.4525, 0.7622, 0.8214, 0.8779, 0.9297, 0.9741, 1],
      [0, 0.0414, 0.1128, 0.2578, 0.2981, 0.3484, 0.42, 0.5369, 1],
    ],
  },
  {
    network: "bnn-gaussian",
    units: 800,
    epochs: 300,
    accuracy: [98.357, 98.337, 98.267, 96.414, 95.162, 90.715, 77.684, 21.935, 9.846],
    removed: [
      [0, 0.4093, 0.6124, 0.7877, 0.8248, 0.8636, 0.9047, 0.9485, 1],
      [0, 0.0965, 0.3939, 0.7178, 0.7804, 0.8412, 0.8994, 0.9546, 1],
      [0, 0.0394, 0.1736, 0.3672, 0.4243, 0.492, 0.5794, 0.7011, 0.9999],
    ],
  },
  {
    network: "bnn-gaussian",
    units: 1200,
    epochs: 600,
    accuracy: [98.658, 98.718, 98.738, 98.748, 98.828, 98.758, 98.718, 98.107, 9.726],
    removed: [
      [0, 0.2772, 0.52, 0.7186, 0.7614, 0.8071, 0.8573, 0.917, 1],
      [0, 0.2339, 0.4901, 0.7745, 0.8292, 0.8819, 0.9316, 0.9748, 1],
      [0, 0.0493, 0.1222, 0.2748, 0.3225, 0.3816, 0.4531, 0.5642, 1],
    ],
  },
  {
    network: "bnn-gaussian",
    units: 1200,
    epochs: 300,
    accuracy: [98.458, 98.407, 98.448, 98.458, 98.277, 97.907, 96.965, 92.668, 10.216],
    removed: [
      [0, 0.3169, 0.5433, 0.7058, 0.7433, 0.7858, 0.8377, 0.9056, 1],
      [0, 0.208, 0.4751, 0.7836, 0.842, 0.897, 0.9456, 0.9836, 1],
      [0, 0.0374, 0.0871, 0.179, 0.2073, 0.2463, 0.3033, 0.3992, 0.9999],
    ],
  },
  {
    network: "bnn-mixture",
    units: 400,
    epochs: 600,
    accuracy: [98.578, 98.618, 98.568, 98.588, 98.498, 98.438, 98.257, 96.474, 9.786],
    removed: [
      [0, 0.2665, 0.5306, 0.782, 0.8273, 0.8703, 0.9121, 0.955, 1],
      [0, 0.2215, 0.4476, 0.6985, 0.7583, 0.8225, 0.8886, 0.9515, 1],
      [0, 0.0985, 0.1957, 0.302, 0.327, 0.3608, 0.4113, 0.4992, 0.9998],
    ],
  },
  {
    network: "bnn-mixture",
    units: 400,
    epochs: 300,
    accuracy: [98.578, 98.548, 98.568, 98.277, 98.027, 97.716, 94.712, 87.33, 10.086],
    removed: [
      [0, 0.2817, 0.5587, 0.796, 0.8354, 0.8739, 0.9143, 0.9571, 1],
      [0, 0.1915, 0.3924, 0.6716, 0.7429, 0.8161, 0.8853, 0.9488, 1],
      [0, 0.106, 0.2055, 0.2843, 0.305, 0.3303, 0.3665, 0.4415, 0.9998],
    ],
  },
  {
    network: "bnn-mixture",
    units: 800,
    epochs: 600,
    accuracy: [98.628, 98.678, 98.588, 98.648, 98.508, 98.508, 98.488, 98.027, 9.726],
    removed: [
      [0, 0.2501, 0.5009, 0.7488, 0.7973, 0.8458, 0.894, 0.9438, 1],
      [0, 0.2518, 0.5029, 0.7568, 0.8086, 0.8603, 0.9119, 0.9615, 1],
      [0, 0.0964, 0.1933, 0.2994, 0.3246, 0.3595, 0.4121, 0.5117, 0.9999],
    ],
  },
  {
    network: "bnn-mixture",
    units: 800,
    epochs: 300,
    accuracy: [98.187, 98.097, 97.897, 93.61, 87.65, 77.985, 54.728, 37.881, 8.924],
    removed: [
      [0, 0.3073, 0.6071, 0.7977, 0.8358, 0.8743, 0.9139, 0.9548, 1],
      [0, 0.1949, 0.3983, 0.7073, 0.7688, 0.8298, 0.8895, 0.9476, 1],
      [0, 0.1617, 0.2352, 0.4229, 0.4866, 0.5575, 0.6449, 0.7622, 0.9999],
    ],
  },
  {
    network: "bnn-mixture",
    units: 1200,
    epochs: 600,
    accuracy: [98.688, 98.598, 98.578, 98.708, 98.678, 98.588, 98.708, 98.458, 10.086],
    removed: [
      [0, 0.2451, 0.4896, 0.7345, 0.7834, 0.8332, 0.8842, 0.937, 1],
      [0, 0.2544, 0.5091, 0.7636, 0.8144, 0.8647, 0.9141, 0.9618, 1],
      [0, 0.1068, 0.2147, 0.3385, 0.3712, 0.4048, 0.4532, 0.5523, 0.9999],
    ],
  },
  {
    network: "bnn-mixture",
    units: 1200,
    epochs: 300,
    accuracy: [98.427, 98.488, 98.297, 97.566, 96.154, 94.902, 86.378, 50.992, 9.585],
    removed: [
      [0, 0.3202, 0.5953, 0.7684, 0.8046, 0.844, 0.8877, 0.9369, 1],
      [0, 0.2049, 0.44, 0.7414, 0.8004, 0.8573, 0.9111, 0.961, 1],
      [0, 0.1566, 0.2274, 0.3403, 0.3842, 0.4426, 0.5256, 0.6568, 0.9999],
    ],
  },
];

/** The run of a network at a size and training, or undefined where the source stored none. */
export const publishedRun = (network: PrunedNetworkName, units: number, epochs: number): PublishedPruning | undefined =>
  publishedPruning.find((run) => run.network === network && run.units === units && run.epochs === epochs);

/** Accuracy in % that another program measured from the same two files of 400 units, on 10,000 images, by share removed; not at share 1. */
export const externalAccuracy: Readonly<Record<PrunedNetworkName, readonly number[]>> = {
  "bnn-gaussian": [98.705, 98.715, 98.745, 98.635, 98.625, 98.325, 97.74, 89.335],
  "bnn-mixture": [98.625, 98.64, 98.635, 98.62, 98.54, 98.56, 98.26, 96.65],
};
