import { type ColumnOf, type Table, tableOf } from "@credence/lab/figures";
import { mnistNetworkLabels, type TableNetworkName } from "../mnist/networks.ts";
import { type AttackName, accuracyAt, attackLabels, type ImageSet, imageSets, ownerLabel, transferNames } from "./attack.ts";
import { missing, setWords } from "./figures.ts";
import type { AdversarialNetwork, MnistAdversarialResult } from "./mnist-adversarial.ts";
import { published, publishedEpsilons, storedAccuracy, storedNetworks } from "./published.ts";

/** A network under one attack on one set of images. */
type Row = AdversarialNetwork & { readonly set: ImageSet; readonly attack: AttackName };

const network = { label: "Network", of: (row: { readonly network: TableNetworkName }) => mnistNetworkLabels[row.network] };
const networks: readonly ColumnOf<Row>[] = [{ label: "Networks", of: ownerLabel }, network];
const images: ColumnOf<Row> = { label: "Images", of: ({ set }) => setWords[set] };

/** A column for each epsilon. */
const byEpsilon = <One>(name: string, of: (row: One, epsilon: number) => number | undefined, column: Partial<ColumnOf<One>> = {}) =>
  publishedEpsilons.map(
    (epsilon): ColumnOf<One> => ({ label: `${name}${epsilon.toFixed(2)}`, digits: 1, ...column, of: (row) => of(row, epsilon) }),
  );

/** Transfer and white-box accuracies, what float32 leaves of the gradients, and every network the source evaluated. */
export function mnistAdversarialTables(result: MnistAdversarialResult): Table[] {
  const accuracies = byEpsilon<Row>("", (row, epsilon) => accuracyAt(result, row, { ...row, epsilon }));
  const under = (label: string, attack: AttackName): ColumnOf<Row> => ({
    ...{ label, digits: 1 },
    of: (row) => accuracyAt(result, row, { set: row.set, attack, epsilon: 0.05 }),
  });
  const masking = (label: string, measure: "zeroLossPercent" | "zeroGradientPercent"): ColumnOf<Row> => ({
    ...{ label, digits: 1 },
    of: ({ masking, set }) => masking.find((one) => one.set === set)?.[measure],
  });
  const otherDraws = ({ attacked, set, attack }: Row, epsilon: number) =>
    attacked.find((one) => one.set === set && one.attack === attack)?.freshDrawsPercent?.[result.epsilons.indexOf(epsilon)];
  return [
    tableOf<Row>({
      name: "transfer-accuracy",
      title: "Accuracy in % on adversarial images of the CNN",
      published: "Figure 22",
      caption: `Columns: epsilon; the first ${result.images.toLocaleString("en-US")} training and test images. A standard error of counting is at most ${(50 / Math.sqrt(result.images)).toFixed(1)} points. Published: the stored network of that size; it belongs to images that fit the training set.${missing(result)}`,
      rows: imageSets.flatMap((set) => transferNames.flatMap((attack) => result.networks.map((one) => ({ ...one, set, attack })))),
      columns: [
        ...networks,
        { label: "Epochs", of: ({ epochs }) => epochs },
        images,
        { label: "Pixels", of: ({ attack }) => (attack === "transfer" ? "clipped" : "not clipped") },
        ...accuracies,
        ...byEpsilon<Row>(
          "published ",
          ({ set, network, units }, epsilon) => (set === "train" ? storedAccuracy(network, units, epsilon) : undefined),
          { published: true },
        ),
      ],
    }),
    tableOf<Row>({
      name: "white-box-accuracy",
      title: "Accuracy in % under attacks on each network's own averaged prediction",
      caption: `Columns: epsilon. PGD: ${result.pgdSteps} steps. Usual loss: −log p(label) differentiated as always; log odds: a rising function of it whose gradient does not underflow. Other draws: the same images, seen by ${result.draws} draws of the weights that the attack did not know, which flatters the Bayesian networks: an attack on few draws partly fits just those.${missing(result)}`,
      rows: imageSets.flatMap((set) =>
        result.networks.flatMap((one) => (["fgsm", "fgsm-log-odds", "pgd"] as const).map((attack) => ({ ...one, set, attack }))),
      ),
      columns: [
        ...networks,
        images,
        { label: "Attack", of: ({ attack }) => attackLabels[attack] },
        ...accuracies,
        ...byEpsilon("other draws ", otherDraws).slice(1),
      ],
    }),
    tableOf<Row>({
      name: "masking",
      title: "Do gradients tell the truth? Signs of gradient masking",
      caption:
        "In % of the images. Loss 0: the label's averaged probability rounds to 1 in float32. Gradient 0: all its pixels are exactly 0, so that FGSM with the usual loss leaves the image as it is. Then the accuracy at epsilon 0.05 of each attack. Robustness that one attack shows and a stronger one does not is masking: a white-box attack should never be weaker than a transfer attack, PGD never weaker than FGSM, and log odds and usual loss should agree.",
      rows: imageSets.flatMap((set) => result.networks.map((one) => ({ ...one, set, attack: "transfer" as const }))),
      columns: [
        ...networks,
        images,
        masking("loss 0", "zeroLossPercent"),
        masking("gradient 0", "zeroGradientPercent"),
        under("transfer", "transfer"),
        under("FGSM, usual loss", "fgsm"),
        under("FGSM, log odds", "fgsm-log-odds"),
        under("PGD", "pgd"),
      ],
    }),
    tableOf<(typeof storedNetworks)[number]>({
      name: "published",
      title: "What the source stored",
      published: "Figure 22",
      caption:
        "Accuracy in % of every network the source evaluated, 1024 images, 10 draws. Figure 22 draws those of 1200 units after 600 epochs.",
      rows: storedNetworks,
      columns: [
        network,
        { label: "Units", of: ({ units }) => units },
        { label: "Epochs", of: ({ epochs }) => epochs },
        ...byEpsilon<(typeof storedNetworks)[number]>(
          "",
          ({ network, units, epochs }, epsilon) => published.find("accuracy", network, units, epochs, publishedEpsilons.indexOf(epsilon)),
          { digits: 2, published: true },
        ),
      ],
    }),
  ];
}
