import { type ColumnOf, type Table, tableOf } from "@credence/lab/figures";
import { mnistNetworkLabels, type TableNetworkName } from "../mnist/networks.ts";
import { type Attack, accuracyAt, imageSets, ownerLabel, transferNames } from "./attack.ts";
import { setWords } from "./figures.ts";
import type { AdversarialNetwork, MnistAdversarialResult } from "./mnist-adversarial.ts";
import { published, publishedEpsilons } from "./published.ts";

/** A network under one attack on one set of images. */
type Row = AdversarialNetwork & Attack;

const networkColumn = { label: "Network", of: (row: { readonly network: TableNetworkName }) => mnistNetworkLabels[row.network] };
const networkColumns: readonly ColumnOf<Row>[] = [{ label: "Networks", of: ownerLabel }, networkColumn];
const imagesColumn: ColumnOf<Row> = { label: "Images", of: ({ set }) => setWords[set] };
const percent = (label: string, of: (row: Row) => number | undefined): ColumnOf<Row> => ({ label, digits: 1, of });

/** A column for each epsilon. */
const byEpsilon = <One>(name: string, of: (row: One, epsilon: number) => number | undefined, column: Partial<ColumnOf<One>> = {}) =>
  publishedEpsilons.map(
    (epsilon): ColumnOf<One> => ({ label: `${name}${epsilon.toFixed(2)}`, digits: 1, ...column, of: (row) => of(row, epsilon) }),
  );

const attackLabels = { transfer: "transfer", fgsm: "FGSM, usual loss", "fgsm-log-odds": "FGSM, log odds", pgd: "PGD, log odds" };
const whiteBox = ["fgsm", "fgsm-log-odds", "pgd"] as const;

/** Transfer and white-box accuracies, what float32 leaves of the gradients, and every network the source evaluated. */
export function mnistAdversarialTables(result: MnistAdversarialResult): Table[] {
  const { networks, images, pgdSteps, draws } = result;
  const accuracies = byEpsilon<Row>("", (row, epsilon) => accuracyAt(result, row, { ...row, epsilon }));
  const otherDraws = byEpsilon<Row>("other draws ", (row, epsilon) => accuracyAt(result, row, { ...row, epsilon }, "freshDrawsPercent"));
  const maskingOf = ({ masking, set }: Row) => masking.find((one) => one.set === set);
  return [
    tableOf<Row>({
      name: "transfer-accuracy",
      title: "Accuracy in % on adversarial images of the CNN",
      published: "Figure 22",
      caption: `Columns: epsilon; the first ${images.toLocaleString("en-US")} training and test images. A standard error of counting is at most ${(50 / Math.sqrt(images)).toFixed(1)} points. Published: the stored network of that size, on images that fit the training set.`,
      rows: imageSets.flatMap((set) => transferNames.flatMap((attack) => networks.map((one) => ({ ...one, set, attack })))),
      columns: [
        ...networkColumns,
        { label: "Epochs", of: ({ epochs }) => epochs },
        imagesColumn,
        { label: "Pixels", of: ({ attack }) => (attack === "transfer" ? "clipped" : "not clipped") },
        ...accuracies,
        ...byEpsilon<Row>(
          "published ",
          ({ set, network, units }, epsilon) => (set === "train" ? published.find("accuracy", network, units, epsilon) : undefined),
          { published: true },
        ),
      ],
    }),
    tableOf<Row & { readonly attack: (typeof whiteBox)[number] }>({
      name: "white-box-accuracy",
      title: "Accuracy in % under attacks on each network's own averaged prediction",
      caption: `Columns: epsilon. PGD: ${pgdSteps} steps. Log odds: a rising function of −log p(label) whose gradient does not underflow. Other draws: the same images, seen by ${draws} draws that the attack did not know; as an attack on few draws partly fits just those, this flatters the Bayesian networks.`,
      rows: imageSets.flatMap((set) => networks.flatMap((one) => whiteBox.map((attack) => ({ ...one, set, attack })))),
      columns: [
        ...networkColumns,
        imagesColumn,
        { label: "Attack", of: ({ attack }) => `white-box ${attackLabels[attack]}` },
        ...accuracies,
        ...otherDraws.slice(1),
      ],
    }),
    tableOf<Row>({
      name: "masking",
      title: "Do gradients tell the truth? Signs of gradient masking",
      caption:
        "In % of the images. Loss 0: the label's averaged probability rounds to 1 in float32. Gradient 0: all pixels' are exactly 0, so that FGSM on the usual loss changes nothing. Then accuracies at epsilon 0.05: a white-box attack weaker than a transfer attack, PGD weaker than FGSM, or the two losses disagreeing is masking.",
      rows: imageSets.flatMap((set) => networks.map((one) => ({ ...one, set, attack: "transfer" as const }))),
      columns: [
        ...networkColumns,
        imagesColumn,
        percent("loss 0", (row) => maskingOf(row)?.zeroLossPercent),
        percent("gradient 0", (row) => maskingOf(row)?.zeroGradientPercent),
        ...(["transfer", ...whiteBox] as const).map((attack) =>
          percent(attackLabels[attack], (row) => accuracyAt(result, row, { set: row.set, attack, epsilon: 0.05 })),
        ),
      ],
    }),
    stored,
  ];
}

const storedRows = (["accuracy", "accuracy after 300 epochs"] as const).flatMap((record) =>
  (published.names(record) as TableNetworkName[]).flatMap((network) =>
    published.names(record, network).map((units) => ({ record, network, units })),
  ),
);

const stored = tableOf({
  name: "published",
  title: "What the source stored",
  published: "Figure 22",
  caption:
    "Accuracy in % of every network the source evaluated, 1024 images, 10 draws. Figure 22 draws those of 1200 units after 600 epochs.",
  rows: storedRows,
  columns: [
    networkColumn,
    { label: "Units", of: ({ units }) => Number(units) },
    { label: "Epochs", of: ({ record, network, units }) => (record === "accuracy" ? published.number("epochs", network, units) : 300) },
    ...byEpsilon<(typeof storedRows)[number]>(
      "",
      ({ record, network, units }, epsilon) => published.number(record, network, units, epsilon),
      { digits: 2, published: true },
    ),
  ],
});
