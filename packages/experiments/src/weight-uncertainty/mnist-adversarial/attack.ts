import type { Key, Tensor } from "@credence/tensor";
import { adversarial, type Data, type Posterior } from "credence";
import { predictClasses, scoreDraws } from "../mnist/score-draws.ts";
import { pixelRange, type TransferImages } from "./cnn.ts";
import type { AttackName, TransferName } from "./result.ts";

/** What one attack did: the wrong images at each epsilon, by the draws attacked and (where there are draws) by others. */
export type AttackOutcome = {
  readonly wrong: readonly (readonly number[])[];
  readonly freshWrong: readonly number[] | null;
};

export interface AttackSetting {
  readonly posterior: Posterior;
  readonly data: Data;
  readonly epsilons: readonly number[];
  readonly draws: number;
  readonly pgdSteps: number;
  /** Of the network: its draws, those of a second evaluation and PGD's starting points. */
  readonly key: Key;
}

const isTransfer = (attack: AttackName): attack is TransferName => attack === "transfer" || attack === "transfer-unclipped";

/** The perturbed images of an attack on the network's own averaged prediction. */
function perturbed(attack: Exclude<AttackName, TransferName>, epsilon: number, setting: AttackSetting): Tensor {
  const { posterior, data, draws, pgdSteps, key } = setting;
  const predictive = adversarial.fixedPredictive(posterior, { draws, key: key.child("draws") });
  const common = { epsilon, clip: pixelRange };
  if (attack === "fgsm") return adversarial.fgsm(predictive, data, common);
  if (attack === "fgsm-log-odds") return adversarial.fgsm(predictive, data, { ...common, loss: "logOdds" });
  return adversarial.pgd(predictive, data, { ...common, loss: "logOdds", steps: pgdSteps, start: key.child("start") });
}

/** Attacks a network and counts the wrong images. At epsilon 0 the images are the clean ones. */
export async function attackNetwork(attack: AttackName, setting: AttackSetting, transfer: TransferImages): Promise<AttackOutcome> {
  const { posterior, data, epsilons, draws, key } = setting;
  const wrongOf = async (x: Tensor, by: string) => {
    const predictive = await predictClasses(posterior, { x, draws, key: key.child(by) });
    const { wrong } = await scoreDraws(predictive, { y: data.y });
    predictive.probabilities.dispose();
    return wrong;
  };
  const wrong: (readonly number[])[] = [];
  const fresh: number[] = [];
  for (const epsilon of epsilons) {
    const own = epsilon === 0 || isTransfer(attack) ? undefined : perturbed(attack, epsilon, setting);
    const x = own ?? (isTransfer(attack) ? transfer[attack].get(epsilon)! : data.x);
    wrong.push(await wrongOf(x, "draws"));
    if (!posterior.support) fresh.push((await wrongOf(x, "other draws")).length);
    own?.dispose();
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
  loss.dispose();
  gradient.dispose();
  const images = losses.length;
  const pixels = slopes.length / images;
  const flat = Array.from({ length: images }, (_, i) => slopes.subarray(i * pixels, (i + 1) * pixels).every((value) => value === 0));
  return {
    zeroGradientPercent: (100 * flat.filter(Boolean).length) / images,
    // the log of a mean may round to either side of 0
    zeroLossPercent: (100 * Array.from(losses).filter((value) => value <= 0).length) / images,
  };
}
