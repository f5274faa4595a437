import { type Figure, imageGrid, linesBy, type SettingPoint, type Table } from "@credence/lab/figures";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { attackers } from "./cnn.ts";
import { publishedEpsilons, publishedRobustness, publishedRobustnessOf } from "./published.ts";
import {
  type AdversarialNetwork,
  type Attacked,
  type AttackName,
  attackLabels,
  type ImageSet,
  type MnistAdversarialResult,
  ownerLabel,
  transferNames,
} from "./result.ts";

const setWords = { train: "training images", test: "test images" } as const;

/** Figures 4 and 22, the white-box attacks beside them, and what float32 leaves of the gradients. */
export const mnistAdversarialReport = (result: MnistAdversarialResult): { figures: Figure[]; tables: Table[] } => ({
  figures: [exampleFigure(result), transferFigure(result, "train"), transferFigure(result, "test"), whiteBoxFigure(result)],
  tables: [transferTable(result), whiteBoxTable(result), maskingTable(result), publishedTable()],
});

const missing = ({ networks }: MnistAdversarialResult): string =>
  networks.some(({ owner }) => owner === "source")
    ? ""
    : " The source's own networks are not here: name their folder by --option models=FOLDER or CREDENCE_MODELS=FOLDER.";

const attackedBy = (network: AdversarialNetwork, attack: AttackName, set: ImageSet): Attacked | undefined =>
  network.attacked.find((one) => one.attack === attack && one.set === set);

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
  // A row of panels for each treatment, so that owners stand side by side.
  const series = transferNames.flatMap((attack) =>
    result.networks.map((network) => {
      const stored = set === "train" ? publishedRobustnessOf(network.network, network.units) : undefined;
      const ours = attackedBy(network, attack, set);
      return {
        label: mnistNetworkLabels[network.network],
        panel: `${attack === "transfer" ? "clipped" : "not clipped"}: ${ownerLabel(network)}`,
        points: result.epsilons.map(
          (epsilon, at): SettingPoint => ({
            setting: epsilon,
            measured: ours?.accuracyPercent[at] ?? null,
            published: stored?.accuracyPercent[publishedEpsilons.indexOf(epsilon as (typeof publishedEpsilons)[number])] ?? null,
          }),
        ),
      };
    }),
  );
  const published =
    set === "train"
      ? " Published: the source's stored numbers for the same size (its Figure 22 shows 1200 units; BNN 600 epochs; plain and dropout 300, at 1200 units 600). Its text: at 0.05 the BNN loses about 2 points, dropout 6, the plain network 12; at 0.10 the BNN has 84 %."
      : " The source's text names no set, its code asks for test images, and its stored accuracies of 1.0 at epsilon 0 say images that fit the training set.";
  return {
    name: `transfer-${set}`,
    title: `Accuracy on adversarial ${setWords[set]}, transfer attack`,
    published: "Figure 22",
    caption: `Accuracy in % on the first ${result.images.toLocaleString("en-US")} ${setWords[set]} against epsilon, mean over ${result.draws} draws for the Bayesian networks. A transfer attack: FGSM on a separate CNN, the same images for every network, clipped to the range of pixels or left as they come. The source's formula clips nothing, so that images not clipped are the ones its numbers are asked of; whether its code clipped is not known.${published} ${attackerWords(result)}${missing(result)}`,
    plot: linesBy({ series, xLabel: "epsilon (of a pixel's range)", yLabel: "accuracy (%)", yWindow: [0, 100] }),
  };
}

function whiteBoxFigure(result: MnistAdversarialResult): Figure {
  const shown = ["transfer", "fgsm", "pgd"] as const;
  const names = { transfer: "transfer", fgsm: "FGSM", pgd: "PGD" };
  // A row of panels for each attack, so that owners stand side by side.
  const series = shown.flatMap((attack) =>
    result.networks.map((network) => ({
      label: mnistNetworkLabels[network.network],
      panel: `${names[attack]}: ${ownerLabel(network)}`,
      points: result.epsilons.map((epsilon, at) => ({
        setting: epsilon,
        measured: attackedBy(network, attack, "test")?.accuracyPercent[at] ?? null,
      })),
    })),
  );
  return {
    name: "white-box",
    title: "Attacked through another network, and through themselves",
    caption: `Accuracy in % on the first ${result.images.toLocaleString("en-US")} test images. Transfer: FGSM on the CNN, as the source has it. White-box: on the loss of each network's own averaged prediction, −log of the mean over ${result.draws} draws of p(label), the draws held fixed: FGSM with the usual loss, and PGD with ${result.pgdSteps} steps of 2.5 epsilon / steps from a random start, on the log odds, which have the loss's sign and do not underflow. The source tried the transfer attack only.${missing(result)}`,
    plot: linesBy({ series, xLabel: "epsilon (of a pixel's range)", yLabel: "accuracy (%)", yWindow: [0, 100] }),
  };
}

const perturbations = (epsilons: readonly number[]) => epsilons.map((epsilon) => ({ label: epsilon.toFixed(2), digits: 1 }));

function transferTable(result: MnistAdversarialResult): Table {
  return {
    name: "transfer-accuracy",
    title: "Accuracy in % on adversarial images of the CNN",
    published: "Figure 22",
    caption: `Columns: epsilon; the first ${result.images.toLocaleString("en-US")} training and test images. A standard error of counting is at most ${(50 / Math.sqrt(result.images)).toFixed(1)} points. Published: the stored network of that size; it belongs to images that fit the training set.${missing(result)}`,
    columns: [
      { label: "Networks" },
      { label: "Network" },
      { label: "Epochs" },
      { label: "Images" },
      { label: "Pixels" },
      ...perturbations(result.epsilons),
      ...publishedEpsilons.map((epsilon) => ({ label: `published ${epsilon.toFixed(2)}`, digits: 1, published: true })),
    ],
    rows: (["train", "test"] as const).flatMap((set) =>
      transferNames.flatMap((attack) =>
        result.networks.map((network) => {
          const stored = set === "train" ? publishedRobustnessOf(network.network, network.units) : undefined;
          return [
            ownerLabel(network),
            mnistNetworkLabels[network.network],
            network.epochs,
            setWords[set],
            attack === "transfer" ? "clipped" : "not clipped",
            ...result.epsilons.map((_, at) => attackedBy(network, attack, set)?.accuracyPercent[at] ?? null),
            ...publishedEpsilons.map((_, at) => stored?.accuracyPercent[at] ?? null),
          ];
        }),
      ),
    ),
  };
}

function whiteBoxTable(result: MnistAdversarialResult): Table {
  const shown = ["fgsm", "fgsm-log-odds", "pgd"] as const;
  return {
    name: "white-box-accuracy",
    title: "Accuracy in % under attacks on each network's own averaged prediction",
    caption: `Columns: epsilon. PGD: ${result.pgdSteps} steps. Usual loss: −log p(label) differentiated as always; log odds: a rising function of it whose gradient does not underflow. Other draws: the same images, seen by ${result.draws} draws of the weights that the attack did not know: an attack on few draws partly fits just those, so that this column flatters the Bayesian networks.${missing(result)}`,
    columns: [
      { label: "Networks" },
      { label: "Network" },
      { label: "Images" },
      { label: "Attack" },
      ...perturbations(result.epsilons),
      ...result.epsilons.filter((epsilon) => epsilon > 0).map((epsilon) => ({ label: `other draws ${epsilon.toFixed(2)}`, digits: 1 })),
    ],
    rows: (["train", "test"] as const).flatMap((set) =>
      result.networks.flatMap((network) =>
        shown.map((attack) => {
          const one = attackedBy(network, attack, set);
          return [
            ownerLabel(network),
            mnistNetworkLabels[network.network],
            setWords[set],
            attackLabels[attack],
            ...result.epsilons.map((_, at) => one?.accuracyPercent[at] ?? null),
            ...result.epsilons.flatMap((epsilon, at) => (epsilon > 0 ? [one?.freshDrawsPercent?.[at] ?? null] : [])),
          ];
        }),
      ),
    ),
  };
}

function maskingTable(result: MnistAdversarialResult): Table {
  const at = result.epsilons.indexOf(0.05);
  const accuracy = (network: AdversarialNetwork, attack: AttackName, set: ImageSet) =>
    attackedBy(network, attack, set)?.accuracyPercent[at] ?? null;
  return {
    name: "masking",
    title: "Do gradients tell the truth? Signs of gradient masking",
    caption:
      "In % of the images. Loss 0: the label's averaged probability rounds to 1 in float32; a gradient taken as p − 1 would be 0 by the label's logit there, ours is the sum of the other classes' probabilities. Gradient 0: all its pixels are exactly 0, so that FGSM with the usual loss leaves the image as it is. Then the accuracy at epsilon 0.05 of each attack. Robustness that one attack shows and a stronger one does not is masking: a white-box attack should never be weaker than a transfer attack, PGD never weaker than FGSM, and log odds and usual loss should agree.",
    columns: [
      { label: "Networks" },
      { label: "Network" },
      { label: "Images" },
      { label: "loss 0", digits: 1 },
      { label: "gradient 0", digits: 1 },
      { label: "transfer", digits: 1 },
      { label: "FGSM, usual loss", digits: 1 },
      { label: "FGSM, log odds", digits: 1 },
      { label: "PGD", digits: 1 },
    ],
    rows: (["train", "test"] as const).flatMap((set) =>
      result.networks.map((network) => {
        const masking = network.masking.find((one) => one.set === set);
        return [
          ownerLabel(network),
          mnistNetworkLabels[network.network],
          setWords[set],
          masking?.zeroLossPercent ?? null,
          masking?.zeroGradientPercent ?? null,
          accuracy(network, "transfer", set),
          accuracy(network, "fgsm", set),
          accuracy(network, "fgsm-log-odds", set),
          accuracy(network, "pgd", set),
        ];
      }),
    ),
  };
}

function publishedTable(): Table {
  return {
    name: "published",
    title: "What the source stored",
    published: "Figure 22",
    caption:
      "Accuracy in % of every network the source evaluated, 1024 images, 10 draws. Figure 22 draws those of 1200 units after 600 epochs.",
    columns: [
      { label: "Network" },
      { label: "Units" },
      { label: "Epochs" },
      ...publishedEpsilons.map((epsilon) => ({ label: epsilon.toFixed(2), digits: 2, published: true })),
    ],
    rows: publishedRobustness.map(({ network, units, epochs, accuracyPercent }) => [
      mnistNetworkLabels[network],
      units,
      epochs,
      ...accuracyPercent,
    ]),
  };
}
