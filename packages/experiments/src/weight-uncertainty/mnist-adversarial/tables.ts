import { type ColumnOf, type Table, tableOf } from "@credence/lab/figures";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { type AttackName, accuracyAt, attackLabels, type ImageSet, imageSets, ownerLabel, transferNames } from "./attack.ts";
import { missing, setWords } from "./figures.ts";
import type { AdversarialNetwork, MnistAdversarialResult } from "./mnist-adversarial.ts";
import { published, publishedEpsilons, type StoredNetwork, storedAccuracy, storedNetworks } from "./published.ts";

/** A network under one attack on one set of images. */
interface Row {
  readonly network: AdversarialNetwork;
  readonly set: ImageSet;
  readonly attack: AttackName;
}

const networkColumns: readonly ColumnOf<Row>[] = [
  { label: "Networks", of: ({ network }) => ownerLabel(network) },
  { label: "Network", of: ({ network }) => mnistNetworkLabels[network.network] },
];
const images: ColumnOf<Row> = { label: "Images", of: ({ set }) => setWords[set] };

/** Transfer and white-box accuracies, what float32 leaves of the gradients, and every network the source evaluated. */
export function mnistAdversarialTables(result: MnistAdversarialResult): Table[] {
  const { networks, epsilons } = result;
  const at = (epsilon: number, attack?: AttackName) => (row: Row) =>
    accuracyAt(result, row.network, { set: row.set, attack: attack ?? row.attack, epsilon });
  const perturbations = epsilons.map((epsilon): ColumnOf<Row> => ({ label: epsilon.toFixed(2), digits: 1, of: at(epsilon) }));
  const masking = (label: string, measure: "zeroLossPercent" | "zeroGradientPercent"): ColumnOf<Row> => ({
    ...{ label, digits: 1 },
    of: ({ network, set }) => network.masking.find((one) => one.set === set)?.[measure],
  });
  return [
    tableOf<Row>({
      name: "transfer-accuracy",
      title: "Accuracy in % on adversarial images of the CNN",
      published: "Figure 22",
      caption: `Columns: epsilon; the first ${result.images.toLocaleString("en-US")} training and test images. A standard error of counting is at most ${(50 / Math.sqrt(result.images)).toFixed(1)} points. Published: the stored network of that size; it belongs to images that fit the training set.${missing(result)}`,
      rows: imageSets.flatMap((set) => transferNames.flatMap((attack) => networks.map((network) => ({ network, set, attack })))),
      columns: [
        ...networkColumns,
        { label: "Epochs", of: ({ network }) => network.epochs },
        images,
        { label: "Pixels", of: ({ attack }) => (attack === "transfer" ? "clipped" : "not clipped") },
        ...perturbations,
        ...publishedEpsilons.map(
          (epsilon): ColumnOf<Row> => ({
            ...{ label: `published ${epsilon.toFixed(2)}`, digits: 1, published: true },
            of: ({ network, set }) => (set === "train" ? storedAccuracy(network.network, network.units, epsilon) : undefined),
          }),
        ),
      ],
    }),
    tableOf<Row>({
      name: "white-box-accuracy",
      title: "Accuracy in % under attacks on each network's own averaged prediction",
      caption: `Columns: epsilon. PGD: ${result.pgdSteps} steps. Usual loss: −log p(label) differentiated as always; log odds: a rising function of it whose gradient does not underflow. Other draws: the same images, seen by ${result.draws} draws of the weights that the attack did not know, which flatters the Bayesian networks: an attack on few draws partly fits just those.${missing(result)}`,
      rows: imageSets.flatMap((set) =>
        networks.flatMap((network) => (["fgsm", "fgsm-log-odds", "pgd"] as const).map((attack) => ({ network, set, attack }))),
      ),
      columns: [
        ...networkColumns,
        images,
        { label: "Attack", of: ({ attack }) => attackLabels[attack] },
        ...perturbations,
        ...epsilons.flatMap((epsilon, place): ColumnOf<Row>[] => {
          const fresh = ({ network, set, attack }: Row) =>
            network.attacked.find((one) => one.set === set && one.attack === attack)?.freshDrawsPercent?.[place];
          return epsilon > 0 ? [{ label: `other draws ${epsilon.toFixed(2)}`, digits: 1, of: fresh }] : [];
        }),
      ],
    }),
    tableOf<Row>({
      name: "masking",
      title: "Do gradients tell the truth? Signs of gradient masking",
      caption:
        "In % of the images. Loss 0: the label's averaged probability rounds to 1 in float32. Gradient 0: all its pixels are exactly 0, so that FGSM with the usual loss leaves the image as it is. Then the accuracy at epsilon 0.05 of each attack. Robustness that one attack shows and a stronger one does not is masking: a white-box attack should never be weaker than a transfer attack, PGD never weaker than FGSM, and log odds and usual loss should agree.",
      rows: imageSets.flatMap((set) => networks.map((network) => ({ network, set, attack: "transfer" as const }))),
      columns: [
        ...networkColumns,
        images,
        masking("loss 0", "zeroLossPercent"),
        masking("gradient 0", "zeroGradientPercent"),
        ...(["transfer", "fgsm", "fgsm-log-odds", "pgd"] as const).map(
          (attack, i): ColumnOf<Row> => ({
            ...{ label: ["transfer", "FGSM, usual loss", "FGSM, log odds", "PGD"][i]!, digits: 1 },
            of: at(0.05, attack),
          }),
        ),
      ],
    }),
    tableOf<StoredNetwork>({
      name: "published",
      title: "What the source stored",
      published: "Figure 22",
      caption:
        "Accuracy in % of every network the source evaluated, 1024 images, 10 draws. Figure 22 draws those of 1200 units after 600 epochs.",
      rows: storedNetworks,
      columns: [
        { label: "Network", of: ({ network }) => mnistNetworkLabels[network] },
        { label: "Units", of: ({ units }) => units },
        { label: "Epochs", of: ({ epochs }) => epochs },
        ...publishedEpsilons.map(
          (epsilon, place): ColumnOf<StoredNetwork> => ({
            ...{ label: epsilon.toFixed(2), digits: 2, published: true },
            of: ({ network, units, epochs }) => published.find("accuracy", network, units, epochs, place),
          }),
        ),
      ],
    }),
  ];
}
