import type { Table } from "@credence/lab/figures";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { trainedBy } from "../mnist/trained-by.ts";
import { publishedPruning, publishedRun, publishedShares } from "./published.ts";
import { accuracyOf, type MnistPruningResult, type PrunedNetwork, pointAt } from "./result.ts";
import { accuracyAt, publishedEpochs, removedAt, storedGains, storedRobustness } from "./stored-runs.ts";

const trainingsOf = ({ networks, shorterTraining }: MnistPruningResult): PrunedNetwork[] => [...networks, ...shorterTraining];

const recorded = ({ network, units, epochs }: PrunedNetwork) =>
  publishedRun(network, units, epochs === publishedEpochs.shorter ? publishedEpochs.shorter : publishedEpochs.longer);

const conditions = ({ testImages, draws, networks }: MnistPruningResult): string => {
  const source = networks.some(({ origin }) => origin === "source");
  return `${testImages.toLocaleString("en-US")} test images, ${draws} draws${source ? "" : "; the source's own networks were not at hand (--option models=FOLDER)"}.`;
};

export function accuracyTable(result: MnistPruningResult): Table {
  return {
    name: "accuracy",
    title: "Accuracy in % and layers by the share of weights removed",
    published: "Figures 20, 21",
    caption: `One threshold: the published way; per layer: the same share of every layer. Stored run: the source's own at this size and prior, 9984 images, of 600 epochs, or of 300 beside a training of 300; those of 300 are of the epoch whose last minibatch had the lowest objective, theirs and ours. Layers: share of their weights that one threshold removes, from the input on. ${conditions(result)}`,
    columns: [
      { label: "Network" },
      { label: "Units" },
      { label: "Trained by" },
      { label: "Removed", digits: 2 },
      { label: "One threshold", digits: 2 },
      { label: "Per layer", digits: 2 },
      { label: "Stored run", digits: 2, published: true },
      { label: "Layer 1", digits: 4 },
      { label: "Layer 2", digits: 4 },
      { label: "Output layer", digits: 4 },
      { label: "Output layer, stored run", digits: 4, published: true },
    ],
    rows: trainingsOf(result).flatMap((network) =>
      network.global.map((point) => {
        const { share, removed } = point;
        const perLayer = pointAt(network.layer, share);
        const run = recorded(network);
        return [
          mnistNetworkLabels[network.network],
          network.units,
          trainedBy(network),
          share,
          accuracyOf(point),
          perLayer ? accuracyOf(perLayer) : null,
          (run && accuracyAt(run, share)) ?? null,
          ...removed,
          (run && removedAt(run, 2, share)) ?? null,
        ];
      }),
    ),
  };
}

export function savingTable(result: MnistPruningResult): Table {
  return {
    name: "savings",
    title: "Complexity and bytes after pruning",
    caption:
      "Complexity: KL[q || prior] in nats of the weights that are left and the biases (closed form, or 20 draws for the mixture); before pruning it is that at share 0. File: the sparse file, which holds mean and rho of the kept weights and one bit for every weight, in MB (10⁶ bytes), against the dense file; loaded again it gives the same predictions. One threshold for the network.",
    columns: [
      { label: "Network" },
      { label: "Units" },
      { label: "Trained by" },
      { label: "Removed", digits: 2 },
      { label: "Complexity", digits: 0 },
      { label: "of the whole", digits: 3 },
      { label: "File (MB)", digits: 3 },
      { label: "Dense file (MB)", digits: 3 },
      { label: "Times smaller", digits: 1 },
    ],
    rows: trainingsOf(result).flatMap((network) => {
      const whole = pointAt(network.global, 0);
      return network.global.map(({ share, complexity, sparseBytes }) => [
        mnistNetworkLabels[network.network],
        network.units,
        trainedBy(network),
        share,
        complexity,
        whole ? complexity / whole.complexity : null,
        sparseBytes / 1e6,
        network.denseBytes / 1e6,
        network.denseBytes / sparseBytes,
      ]);
    }),
  };
}

export function aloneTable(result: MnistPruningResult): Table {
  const shares = [...new Set(trainingsOf(result).flatMap(({ alone }) => alone.map(({ share }) => share)))];
  return {
    name: "layers-alone",
    title: "Accuracy in % where one layer alone loses weights",
    published: "Figure 21",
    caption: `Each layer without a share of its own weights, lowest |mean| / standard deviation first, while the others stay whole; the draws are those of the whole network. The output layer has the fewest weights, so that the same share is the smallest number of them. The source says that the output layer's weights are most critical to performance, and gives no number. ${conditions(result)}`,
    columns: [
      { label: "Network" },
      { label: "Units" },
      { label: "Trained by" },
      { label: "Removed of one layer", digits: 2 },
      { label: "Whole network", digits: 2 },
      { label: "Without layer 1's", digits: 2 },
      { label: "Without layer 2's", digits: 2 },
      { label: "Without the output layer's", digits: 2 },
    ],
    rows: trainingsOf(result).flatMap((network) =>
      shares.map((share) => [
        mnistNetworkLabels[network.network],
        network.units,
        trainedBy(network),
        share,
        pointAt(network.global, 0)?.accuracies[0] ?? null,
        ...[0, 1, 2].map((layer) => network.alone.find((one) => one.layer === layer && one.share === share)?.accuracy ?? null),
      ]),
    ),
  };
}

/** Columns of a stored number at every share. */
const shareColumns = (digits: number) =>
  publishedShares.map((share) => ({ label: `${Math.round(100 * share)} % removed`, digits, published: true }));

export const storedAccuracyTable = (): Table => ({
  name: "stored-accuracy",
  title: "What the source stored: accuracy in % by the share of weights removed",
  published: "Figure 20",
  caption: `Every run of the source, 9984 test images, 10 draws, one threshold for the network. ${storedRobustness()} ${storedGains()}`,
  columns: [{ label: "Network" }, { label: "Units" }, { label: "Epochs" }, ...shareColumns(2)],
  rows: publishedPruning.map(({ network, units, epochs, accuracy }) => [mnistNetworkLabels[network], units, epochs, ...accuracy]),
});

export const storedLayerTable = (): Table => ({
  name: "stored-layers",
  title: "What the source stored: share of each layer's weights removed, by the share of all",
  published: "Figure 21",
  caption: "Every run of the source, one threshold for the network; layers from the input on. Figure 21 shows runs of 600 epochs.",
  columns: [{ label: "Network" }, { label: "Units" }, { label: "Epochs" }, { label: "Layer" }, ...shareColumns(4)],
  rows: publishedPruning.flatMap(({ network, units, epochs, removed }) =>
    removed.map((shares, layer) => [mnistNetworkLabels[network], units, epochs, ["1", "2", "output"][layer], ...shares]),
  ),
});
