import { type Figure, imageGrid, leading, linesBy } from "@credence/lab/figures";
import { methodSlots } from "../methods/method-slots.ts";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { longestTrained } from "../mnist/trained-by.ts";
import { type Attack, type AttackName, accuracyAt, ownerLabel } from "./attack.ts";
import { attackers } from "./cnn.ts";
import type { AdversarialNetwork, MnistAdversarialResult } from "./mnist-adversarial.ts";
import { published } from "./published.ts";

type Result = MnistAdversarialResult;

/** Figures 4 and 22, and the white-box attacks beside them. */
export const mnistAdversarialFigures = (result: Result): Figure[] => [
  example(result),
  transfer(result, "train"),
  transfer(result, "test"),
  whiteBox(result),
];

export const setWords = { train: "training images", test: "test images" } as const;

/** "the first 1,024 test images" */
const imagesOf = ({ images }: Result, set: Attack["set"]) => `the first ${images.toLocaleString("en-US")} ${setWords[set]}`;

const missing = ({ networks }: Result): string =>
  networks.some(({ owner }) => owner === "source")
    ? ""
    : " The source's own networks are not here: name their folder by --option models=FOLDER or CREDENCE_MODELS=FOLDER.";

const attackerWords = ({ cnn: { name, epochs, errorPercent }, trainImages }: Result): string =>
  `The CNN (${attackers[name].layers}; ${epochs} ${epochs === 1 ? "epoch" : "epochs"} on ${trainImages.toLocaleString("en-US")} images, test error ${errorPercent.toFixed(2)} %) ${attackers[name].origin}.`;

function example(result: Result): Figure {
  const { pixels, signs, predictions, label } = result.example;
  const slopes = Array.from(signs, (sign) => ["-", "0", "+"].indexOf(sign) - 1);
  const original = slopes.map((_, i) => Number.parseInt(pixels.slice(2 * i, 2 * i + 2), 16));
  const says = predictions.map((one) => `CNN: ${one.label} (${(100 * one.probability).toFixed(0)} %)`);
  const perturbed = result.epsilons.map((epsilon, at) => ({
    pixels: original.map((pixel, i) => pixel + 255 * epsilon * slopes[i]),
    caption: [epsilon === 0 ? `original, label ${label}` : `epsilon ${epsilon.toFixed(2)}`, says[at]],
  }));
  const gradient = { pixels: slopes.map((slope) => 127.5 * (1 + slope)), caption: ["sign of gradient", "white +, black −"] };
  return {
    name: "examples",
    title: "An image, the sign of the gradient, and the adversarial images",
    published: "Figure 4",
    finding: `The CNN takes the ${label} for ${predictions.map((one) => one.label).join(", ")} at epsilon ${result.epsilons.join(", ")}.`,
    caption:
      "The first training image, the sign of the gradient of the CNN's loss by each pixel (grey: exactly 0), and x + epsilon sign, clipped to [0, 1]. Below each, what the CNN says of it.",
    method: attackerWords(result),
    plot: imageGrid({ images: perturbed.toSpliced(1, 0, gradient), size: 112 }),
  };
}

/** Accuracy of every network by epsilon; a row of panels for each attack, so that owners stand side by side. */
const accuracies = (result: Result, set: Attack["set"], attacks: Readonly<Partial<Record<AttackName, string>>>, beside?: "published") =>
  linesBy({
    series: (Object.keys(attacks) as AttackName[]).flatMap((attack) =>
      result.networks.map((one) => ({
        label: mnistNetworkLabels[one.network],
        panel: `${attacks[attack]}: ${ownerLabel(one)}`,
        points: result.epsilons.map((epsilon) => ({
          setting: epsilon,
          measured: accuracyAt(result, one, { set, attack, epsilon }) ?? null,
          published: (beside && published.find("accuracy", one.network, one.units, epsilon)) ?? null,
        })),
      })),
    ),
    xLabel: "epsilon (of a pixel's range)",
    yLabel: "accuracy (%)",
    yWindow: [0, 100],
    slots: methodSlots,
  });

/** What the source has of the images of a set. */
const publishedOf = {
  train:
    "Figure 22 shows 1200 units. The source's text: at 0.05 the BNN loses about 2 points, dropout 6, the plain network 12; at 0.10 the BNN has 84 %.",
  test: "The source's code asks for test images; its stored accuracies of 1.0 at epsilon 0 say images that fit the training set.",
};

/** Points of accuracy that an attack costs at 0.05, the least hurt network first. */
function lost(result: Result, what: string, { set, attack }: Attack): string {
  const networks = longestTrained(result.networks.map((one) => ({ ...one, origin: one.owner })));
  const drop = (one: AdversarialNetwork) => {
    const [before, after] = [0, 0.05].map((epsilon) => accuracyAt(result, one, { set, attack, epsilon }) ?? Number.NaN);
    return [mnistNetworkLabels[one.network], before - after] as const;
  };
  return leading(`loss to ${what} at epsilon 0.05 (${networks.slice(0, 1).map(ownerLabel)})`, networks.map(drop), {
    digits: 1,
    unit: "points",
  });
}

const transfer = (result: Result, set: Attack["set"]): Figure => ({
  name: `transfer-${set}`,
  title: `Accuracy on adversarial ${setWords[set]}, transfer attack`,
  published: "Figure 22",
  finding: lost(result, "images not clipped", { set, attack: "transfer-unclipped" }),
  caption: `Accuracy in % on ${imagesOf(result, set)} against epsilon: FGSM on a separate CNN, the same images for every network${set === "train" ? "; hollow, the source's stored numbers of the same size" : ""}.`,
  method: `${publishedOf[set]}${missing(result)} Epsilon is in units of a pixel's whole range. Mean over ${result.draws} draws for the Bayesian networks. The source's formula clips nothing, so that images not clipped are the ones its numbers are asked of; whether its code clipped is not known. ${attackerWords(result)}`,
  plot: accuracies(result, set, { transfer: "clipped", "transfer-unclipped": "not clipped" }, set === "train" ? "published" : undefined),
});

const whiteBox = (result: Result): Figure => ({
  name: "white-box",
  title: "Attacked through another network, and through themselves",
  finding: lost(result, "FGSM on a network's own prediction", { set: "test", attack: "fgsm" }),
  caption: `Accuracy in % on ${imagesOf(result, "test")}: by FGSM on the CNN (transfer, the only attack the source tried), and by FGSM and PGD on each network's own averaged prediction.`,
  method: `The loss is −log of the mean over ${result.draws} draws of p(label), the draws held fixed. PGD: ${result.pgdSteps} steps of 2.5 epsilon / steps from a random start, on the log odds, which have the loss's sign and do not underflow.${missing(result)}`,
  plot: accuracies(result, "test", { transfer: "transfer", fgsm: "FGSM", pgd: "PGD" }),
});
