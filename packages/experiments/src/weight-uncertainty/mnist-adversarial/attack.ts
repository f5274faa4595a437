import type { Key, Tensor } from "@credence/tensor";
import { adversarial, type Data, type Posterior } from "credence";
import { scorePosterior } from "../mnist/score-draws.ts";
import type { AdversarialNetwork, MnistAdversarialResult } from "./mnist-adversarial.ts";

const { fgsm, fixedPredictive, pgd } = adversarial;

/** The range of a pixel, to which perturbed images are clipped. */
export const clip = [0, 1] as const;

export interface AttackSetting {
  /** The network whose gradients make the images of the transfer attacks. */
  readonly attacker: adversarial.FixedPredictive;
  /** The network attacked, and the images. */
  readonly posterior: Posterior;
  readonly data: Data;
  readonly epsilons: readonly number[];
  readonly draws: number;
  readonly pgdSteps: number;
  /** Of the network: its draws, those of a second evaluation and PGD's starting points. */
  readonly key: Key;
}

/** The network's own averaged prediction, its draws held fixed. */
const own = ({ posterior, draws, key }: AttackSetting) => fixedPredictive(posterior, { draws, key: key.child("draws") });

/**
 * The perturbed images. Both transfers are FGSM on the attacker, the same images for all networks, clipped to the range of pixels or left as
 * they come (the source does not say which its were). The others attack the network's own averaged prediction.
 */
export const attacks = {
  transfer: ({ attacker, data }: AttackSetting, epsilon: number) => fgsm(attacker, data, { epsilon, clip }),
  "transfer-unclipped": ({ attacker, data }: AttackSetting, epsilon: number) => fgsm(attacker, data, { epsilon }),
  fgsm: (setting: AttackSetting, epsilon: number) => fgsm(own(setting), setting.data, { epsilon, clip }),
  "fgsm-log-odds": (setting: AttackSetting, epsilon: number) => fgsm(own(setting), setting.data, { epsilon, clip, loss: "logOdds" }),
  pgd: (setting: AttackSetting, epsilon: number) =>
    pgd(own(setting), setting.data, { epsilon, clip, loss: "logOdds", steps: setting.pgdSteps, start: setting.key.child("start") }),
};

export type AttackName = keyof typeof attacks;

export const attackNames = Object.keys(attacks) as readonly AttackName[];
export const transferNames = ["transfer", "transfer-unclipped"] as const;

/** Training images (what the source attacked fits its training set) and test images (its code asks for them); the first ones of each set. */
export const imageSets = ["train", "test"] as const;

/** The wrong images at each epsilon, by the draws attacked, and how many by others (null where there are no draws). At epsilon 0 images are clean. */
export async function attackNetwork(attack: AttackName, setting: AttackSetting) {
  const { posterior, data, epsilons, draws, key } = setting;
  const wrongOf = async (x: Tensor, by: string) => (await scorePosterior(posterior, { x, y: data.y, draws, key: key.child(by) })).wrong;
  const wrong: (readonly number[])[] = [];
  const fresh: number[] = [];
  for (const epsilon of epsilons) {
    const x = epsilon === 0 ? data.x : attacks[attack](setting, epsilon);
    wrong.push(await wrongOf(x, "draws"));
    if (!posterior.support) fresh.push((await wrongOf(x, "other draws")).length);
    if (x !== data.x) x.dispose();
  }
  return { wrong, freshWrong: posterior.support ? null : fresh };
}

/** Shares of images in % whose loss or whole gradient float32 makes exactly 0. */
export async function measureMasking(setting: AttackSetting) {
  const { examples, zeroGradient, zeroLoss } = await adversarial.gradientMasking(own(setting), setting.data);
  return { zeroGradientPercent: (100 * zeroGradient) / examples, zeroLossPercent: (100 * zeroLoss) / examples };
}

/** One attack on one set of images. */
export interface Attack {
  readonly set: (typeof imageSets)[number];
  readonly attack: AttackName;
}

/** Accuracy in % of a network of a result, of the draws attacked or of others; undefined where it was not measured. */
export const accuracyAt = (
  { epsilons }: Pick<MnistAdversarialResult, "epsilons">,
  network: AdversarialNetwork | undefined,
  { set, attack, epsilon }: Attack & { readonly epsilon: number },
  by: "accuracyPercent" | "freshDrawsPercent" = "accuracyPercent",
) => network?.attacked.find((one) => one.set === set && one.attack === attack)?.[by]?.[epsilons.indexOf(epsilon)];

/** "our networks, 400 units" */
export const ownerLabel = ({ owner, units }: Pick<AdversarialNetwork, "owner" | "units">): string =>
  `${owner === "ours" ? "our networks" : "the source's networks"}, ${units} units`;
