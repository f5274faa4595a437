import { type ColumnOf, type Table, tableOf } from "@credence/lab/figures";
import { sizeColumns, subjectColumns } from "../mnist/trained-by.ts";
import { conditions } from "./figures.ts";
import { accuracyLeft, pointAt } from "./layers.ts";
import type { MnistPruningResult, PrunedNetwork, PruningPoint } from "./mnist-pruning.ts";
import { accuracyAt, removedAt, type StoredRun, shares, storedEpochs, storedRuns, storedSays } from "./stored-runs.ts";

const runColumns: readonly ColumnOf<StoredRun>[] = [...sizeColumns, { label: "Epochs", of: ({ epochs }) => epochs }];

/** A network with one share removed. */
type Row = PrunedNetwork & { readonly point: PruningPoint };
const removed: ColumnOf<Row> = { label: "Removed", digits: 2, of: ({ point }) => point.share };
/** The stored run beside it. */
const recorded = ({ network, units, epochs }: PrunedNetwork): StoredRun => {
  return { network, units, epochs: epochs === storedEpochs.shorter ? epochs : storedEpochs.longer };
};

/** A network with one share removed of each layer alone. */
type Alone = PrunedNetwork & { readonly share: number };

/** Columns of a stored number at every share. */
const shareColumns = <Run extends StoredRun>(digits: number, of: (run: Run, share: number) => number | undefined): ColumnOf<Run>[] =>
  shares.map((share) => ({ label: `${Math.round(100 * share)} % removed`, digits, published: true, of: (run) => of(run, share) }));

/** Accuracies, what pruning saves, layers alone, and every stored run. */
export function mnistPruningTables(result: MnistPruningResult): Table[] {
  const networks = [...result.networks, ...result.shorterTraining];
  const points = networks.flatMap((network) => network.global.map((point) => ({ ...network, point })));
  const aloneShares = [...new Set(networks.flatMap(({ alone }) => alone.map(({ share }) => share)))];
  return [
    tableOf<Row>({
      name: "accuracy",
      title: "Accuracy in % and layers by the share of weights removed",
      published: "Figures 20, 21",
      caption:
        "Accuracy in % under one threshold for the network, the published way, and with the same share of every layer, beside the source's stored run. Layers: share of their weights that one threshold removes, from the input on.",
      method: `The stored run has 9984 images and 600 epochs, or 300 beside a training of 300; those of 300 are of the epoch with the lowest objective of a last minibatch. ${conditions(result)}`,
      rows: points,
      columns: [
        ...subjectColumns,
        removed,
        { label: "One threshold", digits: 2, of: ({ global, point }) => accuracyLeft(global, point.share)?.value },
        { label: "Per layer", digits: 2, of: ({ layer, point }) => accuracyLeft(layer, point.share)?.value },
        { label: "Stored run", digits: 2, published: true, of: (row) => accuracyAt(recorded(row), row.point.share) },
        ...["Layer 1", "Layer 2", "Output layer"].map(
          (label, layer): ColumnOf<Row> => ({ label, digits: 4, of: ({ point }) => point.removed[layer] }),
        ),
        { label: "Output layer, stored run", digits: 4, published: true, of: (row) => removedAt(recorded(row), 2, row.point.share) },
      ],
    }),
    tableOf<Row>({
      name: "savings",
      title: "Complexity and bytes after pruning",
      caption:
        "KL[q || prior] in nats of the weights that are left and the biases, and the sparse file in MB (10⁶ bytes) against the dense one, under one threshold for the network.",
      method:
        "Closed form, or 20 draws for the mixture. The sparse file holds mean and rho of the kept weights and one bit for every weight; loaded again it gives the same predictions.",
      rows: points,
      columns: [
        ...subjectColumns,
        removed,
        { label: "Complexity", digits: 0, of: ({ point }) => point.complexity },
        { label: "of the whole", digits: 3, of: ({ global, point }) => point.complexity / pointAt(global, 0)!.complexity },
        { label: "File (MB)", digits: 3, of: ({ point }) => point.sparseBytes / 1e6 },
        { label: "Dense file (MB)", digits: 3, of: ({ denseBytes }) => denseBytes / 1e6 },
        { label: "Times smaller", digits: 1, of: ({ denseBytes, point }) => denseBytes / point.sparseBytes },
      ],
    }),
    tableOf<Alone>({
      name: "layers-alone",
      title: "Accuracy in % where one layer alone loses weights",
      published: "Figure 21",
      caption: `Each layer without a share of its own weights, lowest |mean| / standard deviation first, the others whole, with the draws of the whole network. The output layer has the fewest weights. The source says that the output layer's weights are most critical to performance, and gives no number. ${conditions(result)}`,
      rows: networks.flatMap((network) => aloneShares.map((share) => ({ ...network, share }))),
      columns: [
        ...subjectColumns,
        { label: "Removed of one layer", digits: 2, of: ({ share }) => share },
        { label: "Whole network", digits: 2, of: ({ global }) => pointAt(global, 0)?.accuracies[0] },
        ...["layer 1's", "layer 2's", "the output layer's"].map(
          (whose, layer): ColumnOf<Alone> => ({
            ...{ label: `Without ${whose}`, digits: 2 },
            of: ({ alone, share }) => alone.find((one) => one.layer === layer && one.share === share)?.accuracy,
          }),
        ),
      ],
    }),
    tableOf<StoredRun>({
      name: "stored-accuracy",
      title: "What the source stored: accuracy in % by the share of weights removed",
      published: "Figure 20",
      caption: `Every run of the source, one threshold for the network. ${storedSays.gains}`,
      method: `9984 test images, 10 draws. ${storedSays.robustness}`,
      rows: storedRuns,
      columns: [...runColumns, ...shareColumns(2, accuracyAt)],
    }),
    tableOf<StoredRun & { readonly layer: number }>({
      name: "stored-layers",
      title: "What the source stored: share of each layer's weights removed, by the share of all",
      published: "Figure 21",
      caption: "Every run of the source, one threshold for the network; layers from the input on. Figure 21 shows runs of 600 epochs.",
      rows: storedRuns.flatMap((run) => [0, 1, 2].map((layer) => ({ ...run, layer }))),
      columns: [
        ...runColumns,
        { label: "Layer", of: ({ layer }) => ["1", "2", "output"][layer] },
        ...shareColumns(4, (run: StoredRun & { readonly layer: number }, share) => removedAt(run, run.layer, share)),
      ],
    }),
  ];
}
