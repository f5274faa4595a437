import type { TableNetworkName } from "../mnist/networks.ts";

export const attackNames = ["transfer", "transfer-unclipped", "fgsm", "fgsm-log-odds", "pgd"] as const;

/**
 * Both transfers: FGSM on the CNN, the images clipped to the range of pixels or left as they come (the source does not say which its were).
 * The others: on the attacked network's own averaged prediction, clipped.
 */
export type AttackName = (typeof attackNames)[number];

export const transferNames = ["transfer", "transfer-unclipped"] as const;

/** The attacks whose images are the same for all networks. */
export type TransferName = (typeof transferNames)[number];

export const attackLabels: Readonly<Record<AttackName, string>> = {
  transfer: "transfer, clipped",
  "transfer-unclipped": "transfer, not clipped",
  fgsm: "white-box FGSM, usual loss",
  "fgsm-log-odds": "white-box FGSM, log odds",
  pgd: "white-box PGD, log odds",
};

/** The network whose gradients make the images of the transfer attacks: see `attackers`. */
export type AttackerName = "lenet" | "one-convolution";

/**
 * The first training images (as published: what the source attacked fits the training set) or test images (as stated: its code asks for
 * them, its text names no set).
 */
export type ImageSet = "train" | "test";

/** Whose training made a network. */
export type Owner = "ours" | "source";

/** A network under one attack on one set of images. */
export type Attacked = {
  readonly set: ImageSet;
  readonly attack: AttackName;
  /** In % at each epsilon of the result. */
  readonly accuracyPercent: readonly number[];
  /** The same images seen by other draws of the weights; null where the prediction has no draws. */
  readonly freshDrawsPercent: readonly number[] | null;
};

/** What float32 leaves of the gradient of -log p(label) at the images themselves, in % of the images. */
export type Masking = {
  readonly set: ImageSet;
  /** Every pixel's gradient is exactly 0. */
  readonly zeroGradientPercent: number;
  /** The label's averaged probability rounds to 1, so that the loss is exactly 0 and a gradient taken as p - 1 would lose the label's logit. */
  readonly zeroLossPercent: number;
};

export type AdversarialNetwork = {
  readonly owner: Owner;
  readonly network: TableNetworkName;
  readonly units: number;
  readonly epochs: number;
  readonly attacked: readonly Attacked[];
  readonly masking: readonly Masking[];
};

/** How much more accuracy the Gaussian BNN loses than another network of its size under the same attack, percentage points. */
export type Comparison = {
  readonly owner: Owner;
  readonly units: number;
  readonly other: TableNetworkName;
  readonly set: ImageSet;
  readonly attack: AttackName;
  readonly epsilon: number;
  readonly points: number;
  readonly standardError: number;
};

/** One image under the transfer attack: Figure 4. */
export type AttackedExample = {
  readonly label: number;
  /** Bytes 0 to 255, row by row, two hexadecimal digits each. */
  readonly pixels: string;
  /** One of "-", "0", "+" for each pixel. */
  readonly signs: string;
  /** What the CNN says at each epsilon of the result, and how probable it finds that. */
  readonly predictions: readonly { readonly label: number; readonly probability: number }[];
};

export type MnistAdversarialResult = {
  readonly epsilons: readonly number[];
  readonly images: number;
  readonly draws: number;
  readonly pgdSteps: number;
  readonly trainImages: number;
  readonly cnn: { readonly name: AttackerName; readonly epochs: number; readonly errorPercent: number; readonly testImages: number };
  readonly example: AttackedExample;
  readonly networks: readonly AdversarialNetwork[];
  readonly comparisons: readonly Comparison[];
};

/** Accuracy in % at an epsilon, or undefined where it was not measured. */
export function accuracyAt(
  { epsilons }: Pick<MnistAdversarialResult, "epsilons">,
  network: AdversarialNetwork | undefined,
  { set, attack, epsilon }: { readonly set: ImageSet; readonly attack: AttackName; readonly epsilon: number },
): number | undefined {
  const one = network?.attacked.find((attacked) => attacked.set === set && attacked.attack === attack);
  return one?.accuracyPercent[epsilons.indexOf(epsilon)];
}

/** "our networks, 400 units" */
export const ownerLabel = ({ owner, units }: { readonly owner: Owner; readonly units: number }): string =>
  `${owner === "ours" ? "our networks" : "the source's networks"}, ${units} units`;
