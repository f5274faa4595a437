import { type Figure, imageGrid, linesBy, type SettingPoint } from "@credence/lab/figures";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { type AttackName, accuracyAt, type ImageSet, ownerLabel, transferNames } from "./attack.ts";
import { attackers } from "./cnn.ts";
import type { MnistAdversarialResult } from "./mnist-adversarial.ts";
import { storedAccuracy } from "./published.ts";

export const setWords = { train: "training images", test: "test images" } as const;

/** Figures 4 and 22, and the white-box attacks beside them. */
export const mnistAdversarialFigures = (result: MnistAdversarialResult): Figure[] => [
  exampleFigure(result),
  transferFigure(result, "train"),
  transferFigure(result, "test"),
  whiteBoxFigure(result),
];

/** That the source's networks are not here, where they are not. */
export const missing = ({ networks }: MnistAdversarialResult): string =>
  networks.some(({ owner }) => owner === "source")
    ? ""
    : " The source's own networks are not here: name their folder by --option models=FOLDER or CREDENCE_MODELS=FOLDER.";

/** Accuracy in % of every network at each epsilon, a row of panels for each attack, so that owners stand side by side. */
const accuracies = (
  result: MnistAdversarialResult,
  { set, attacks }: { readonly set: ImageSet; readonly attacks: readonly { readonly attack: AttackName; readonly name: string }[] },
  stored: typeof storedAccuracy = () => undefined,
) =>
  linesBy({
    series: attacks.flatMap(({ attack, name }) =>
      result.networks.map((network) => ({
        label: mnistNetworkLabels[network.network],
        panel: `${name}: ${ownerLabel(network)}`,
        points: result.epsilons.map(
          (epsilon): SettingPoint => ({
            setting: epsilon,
            measured: accuracyAt(result, network, { set, attack, epsilon }) ?? null,
            published: stored(network.network, network.units, epsilon) ?? null,
          }),
        ),
      })),
    ),
    xLabel: "epsilon (of a pixel's range)",
    yLabel: "accuracy (%)",
    yWindow: [0, 100],
  });

const attackerWords = ({ cnn, trainImages }: MnistAdversarialResult): string =>
  `The CNN (${attackers[cnn.name].layers}; ${cnn.epochs} ${cnn.epochs === 1 ? "epoch" : "epochs"} on ${trainImages.toLocaleString("en-US")} images, test error ${cnn.errorPercent.toFixed(2)} %) ${attackers[cnn.name].origin}.`;

function exampleFigure(result: MnistAdversarialResult): Figure {
  const { pixels, signs, predictions, label } = result.example;
  const original = Array.from({ length: signs.length }, (_, i) => Number.parseInt(pixels.slice(2 * i, 2 * i + 2), 16));
  const slope = Array.from(signs, (sign) => (sign === "+" ? 1 : sign === "-" ? -1 : 0));
  const perturbed = (epsilon: number) => original.map((pixel, i) => Math.min(255, Math.max(0, pixel + 255 * epsilon * slope[i]!)));
  const says = (at: number) => `CNN: ${predictions[at]!.label} (${(100 * predictions[at]!.probability).toFixed(0)} %)`;
  const images = [
    { pixels: original, caption: [`original, label ${label}`, says(0)] },
    { pixels: slope.map((sign) => 127.5 * (1 + sign)), caption: ["sign of gradient", "white +, black −"] },
    ...result.epsilons.flatMap((epsilon, at) =>
      epsilon === 0 ? [] : [{ pixels: perturbed(epsilon), caption: [`epsilon ${epsilon.toFixed(2)}`, says(at)] }],
    ),
  ];
  return {
    name: "examples",
    title: "An image, the sign of the gradient, and the adversarial images",
    published: "Figure 4",
    caption: `The first training image, the sign of the gradient of the CNN's loss with respect to each pixel (grey: exactly 0), and x + epsilon sign, clipped to [0, 1]; epsilon in units of a pixel's whole range. Below each, what the CNN says of it. ${attackerWords(result)}`,
    plot: imageGrid({ images, size: 112 }),
  };
}

function transferFigure(result: MnistAdversarialResult, set: ImageSet): Figure {
  const training = set === "train";
  return {
    name: `transfer-${set}`,
    title: `Accuracy on adversarial ${setWords[set]}, transfer attack`,
    published: "Figure 22",
    caption: `Accuracy in % on the first ${result.images.toLocaleString("en-US")} ${setWords[set]} against epsilon: FGSM on a separate CNN, the same images for every network, clipped to the range of pixels or left as they come, as the source's formula has them.${training ? " Published: the source's stored numbers for the same size. Its text: at 0.05 the BNN loses about 2 points, dropout 6, the plain network 12; at 0.10 the BNN has 84 %." : ""}${missing(result)}`,
    method: `Mean over ${result.draws} draws for the Bayesian networks. ${training ? "Figure 22 shows 1200 units; BNN 600 epochs; plain and dropout 300, at 1200 units 600. Whether the source's code clipped is not known." : "The source's text names no set, its code asks for test images, and its stored accuracies of 1.0 at epsilon 0 say images that fit the training set."} ${attackerWords(result)}`,
    plot: accuracies(
      result,
      { set, attacks: transferNames.map((attack) => ({ attack, name: attack === "transfer" ? "clipped" : "not clipped" })) },
      training ? storedAccuracy : undefined,
    ),
  };
}

const whiteBoxFigure = (result: MnistAdversarialResult): Figure => ({
  name: "white-box",
  title: "Attacked through another network, and through themselves",
  caption: `Accuracy in % on the first ${result.images.toLocaleString("en-US")} test images. Transfer: FGSM on the CNN, as the source has it. White-box: on the loss of each network's own averaged prediction, FGSM and PGD. The source tried the transfer attack only.${missing(result)}`,
  method: `The loss is −log of the mean over ${result.draws} draws of p(label), the draws held fixed: FGSM with the usual loss, and PGD with ${result.pgdSteps} steps of 2.5 epsilon / steps from a random start, on the log odds, which have the loss's sign and do not underflow.`,
  plot: accuracies(result, {
    set: "test",
    attacks: [
      { attack: "transfer", name: "transfer" },
      { attack: "fgsm", name: "FGSM" },
      { attack: "pgd", name: "PGD" },
    ],
  }),
});
