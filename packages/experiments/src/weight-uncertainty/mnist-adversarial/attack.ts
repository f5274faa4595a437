import type { Key } from "@credence/tensor";
import { adversarial, type Data, type Posterior } from "credence";
import { scorePosterior } from "../mnist/score-draws.ts";
import { pixelRange, type TransferImages } from "./cnn.ts";
import type { AdversarialNetwork, MnistAdversarialResult } from "./mnist-adversarial.ts";

/** The attacks whose images are the same for all networks: FGSM on the CNN, the images clipped to the range of pixels or left as they come (the source does not say which its were). */
export const transferNames = ["transfer", "transfer-unclipped"] as const;
export type TransferName = (typeof transferNames)[number];

/** The others are on the attacked network's own averaged prediction, clipped. */
export const attackNames = [...transferNames, "fgsm", "fgsm-log-odds", "pgd"] as const;
export type AttackName = (typeof attackNames)[number];

export const attackLabels: Readonly<Record<AttackName, string>> = {
  transfer: "transfer, clipped",
  "transfer-unclipped": "transfer, not clipped",
  fgsm: "white-box FGSM, usual loss",
  "fgsm-log-odds": "white-box FGSM, log odds",
  pgd: "white-box PGD, log odds",
};

/** The first training images (what the source attacked fits the training set) or test images (its code asks for them, its text names no set). */
export const imageSets = ["train", "test"] as const;
export type ImageSet = (typeof imageSets)[number];

/** Accuracy in % at an epsilon, or undefined where it was not measured. */
export const accuracyAt = (
  { epsilons }: Pick<MnistAdversarialResult, "epsilons">,
  network: Pick<AdversarialNetwork, "attacked"> | undefined,
  { set, attack, epsilon }: { readonly set: ImageSet; readonly attack: AttackName; readonly epsilon: number },
): number | undefined =>
  network?.attacked.find((one) => one.set === set && one.attack === attack)?.accuracyPercent[epsilons.indexOf(epsilon)];

/** "our networks, 400 units" */
export const ownerLabel = ({ owner, units }: Pick<AdversarialNetwork, "owner" | "units">): string =>
  `${owner === "ours" ? "our networks" : "the source's networks"}, ${units} units`;

export interface AttackSetting {
  readonly posterior: Posterior;
  readonly data: Data;
  readonly epsilons: readonly number[];
  readonly draws: number;
  readonly pgdSteps: number;
  /** Of the network: its draws, those of a second evaluation and PGD's starting points. */
  readonly key: Key;
}

/** At epsilon 0 the images are the clean ones: the wrong ones at each epsilon, by the draws attacked, and how many by others if there are draws. */
export async function attackNetwork(attack: AttackName, setting: AttackSetting, transfer: TransferImages) {
  const { posterior, data, epsilons, draws, pgdSteps, key } = setting;
  const predictive = adversarial.fixedPredictive(posterior, { draws, key: key.child("draws") });
  const perturbed = (epsilon: number) => {
    const options = { epsilon, clip: pixelRange, loss: attack === "fgsm" ? ("negativeLogProb" as const) : ("logOdds" as const) };
    if (attack !== "pgd") return adversarial.fgsm(predictive, data, options);
    return adversarial.pgd(predictive, data, { ...options, steps: pgdSteps, start: key.child("start") });
  };
  const wrong: (readonly number[])[] = [];
  const fresh: number[] = [];
  for (const epsilon of epsilons) {
    const shared = attack === "transfer" || attack === "transfer-unclipped" ? transfer[attack].get(epsilon)! : data.x;
    const x = epsilon > 0 && shared === data.x ? perturbed(epsilon) : shared;
    const wrongBy = async (by: string) => (await scorePosterior(posterior, { x, y: data.y, draws, key: key.child(by) })).wrong;
    wrong.push(await wrongBy("draws"));
    if (!posterior.support) fresh.push((await wrongBy("other draws")).length);
    if (x !== shared) x.dispose();
  }
  return { wrong, freshWrong: posterior.support ? null : fresh };
}

/**
 * Shares of images in % whose loss or whole gradient float32 makes exactly 0: robustness that comes of it is none.
 *
 * @see athalye2018
 */
export async function measureMasking({ posterior, data, draws, key }: AttackSetting) {
  const predictive = adversarial.fixedPredictive(posterior, { draws, key: key.child("draws") });
  const { loss, gradient } = adversarial.inputGradient(predictive, data);
  const [losses, slopes] = [await loss.read(), await gradient.read()];
  for (const array of [loss, gradient]) array.dispose();
  const pixels = slopes.length / losses.length;
  const percentOf = (holds: (loss: number, image: number) => boolean) => (100 * Array.from(losses).filter(holds).length) / losses.length;
  return {
    zeroGradientPercent: percentOf((_, i) => slopes.subarray(i * pixels, (i + 1) * pixels).every((slope) => slope === 0)),
    // the log of a mean may round to either side of 0
    zeroLossPercent: percentOf((value) => value <= 0),
  };
}
