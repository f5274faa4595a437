import { histogramDensity, linesBy } from "../../report/charts/index.ts";
import type { Drawing, Figure, Table } from "../../report/figure.ts";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { publishedRun, publishedShares } from "./published.ts";
import { accuracyOf, accuracySpread, type MnistPruningResult, type PrunedNetwork, type PruningPoint, pointAt } from "./result.ts";

/** Figures 20 and 21, one threshold beside one per layer, the ratios behind them, and what pruning saves. */
export const mnistPruningReport = (result: MnistPruningResult): { figures: Figure[]; tables: Table[] } => ({
  figures: [accuracyFigure(result), thresholdFigure(result), layerFigure(result), signalFigure(result)],
  tables: [accuracyTable(result), savingTable(result)],
});

const layerNames = ["784 inputs to hidden 1", "hidden 1 to hidden 2", "hidden 2 to 10 outputs"];

const trainedBy = ({ origin, epochs }: PrunedNetwork): string =>
  origin === "source" ? `the source, ${epochs} epochs` : `${epochs} epochs here`;

/** "BNN, Gaussian prior, 400 units, 600 epochs here" is too long above a panel. */
const panelOf = ({ origin, network, units }: PrunedNetwork): string =>
  `${network === "bnn-gaussian" ? "Gaussian" : "mixture"}, ${units} units, ${origin === "source" ? "the source's" : "ours"}`;

const recorded = ({ network, units }: PrunedNetwork) => publishedRun(network, units, 600);

const publishedPlace = (share: number): number => publishedShares.indexOf(share as (typeof publishedShares)[number]);

/** With every weight gone the accuracy is a tenth, which would flatten everything else; the table has it. */
const drawn = <Point extends { readonly share: number }>(points: readonly Point[]): Point[] => points.filter(({ share }) => share < 1);

/** The shares crowd where the accuracy falls: ticks stand at fifths instead of at each. */
const withFifths = (drawing: Drawing): Drawing => ({
  ...drawing,
  x: { ...drawing.x, domain: [0, 1], ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], tickFormat: "~g" },
});

const conditions = ({ testImages, draws, networks }: MnistPruningResult): string => {
  const source = networks.some(({ origin }) => origin === "source");
  return `${testImages.toLocaleString("en-US")} test images, ${draws} draws${source ? "" : "; the source's own networks were not at hand (--option models=FOLDER)"}.`;
};

/** What hollow points are, and how far they compare. */
const hollow = (result: MnistPruningResult): string =>
  result.networks.some((network) => network.origin === "ours" && network.epochs < 600)
    ? "Hollow: the source's stored runs of 600 epochs, which ours of fewer epochs cannot meet."
    : "Hollow: the source's stored runs of 600 epochs.";

function accuracyFigure(result: MnistPruningResult): Figure {
  return {
    name: "accuracy-by-removed",
    title: "Accuracy by the share of weights removed",
    published: "Figure 20",
    caption: `Accuracy in % by the share of weights removed, lowest |mean| / standard deviation first, one threshold for the network; biases stay. ${conditions(result)} ${hollow(result)} The source says that the accuracy remains at around 98.5 % until 95 % are removed, about the same for all sizes and priors: its stored runs have that at 1200 units only.`,
    plot: (Plot, palette, space) =>
      withFifths(
        linesBy(Plot, palette, {
          series: result.networks.map((network) => ({
            label: mnistNetworkLabels[network.network],
            panel:
              network.origin === "source"
                ? `${network.units} units, the source's`
                : `${network.units} units, ${network.epochs} epochs here`,
            points: drawn(network.global).map((point) => ({
              setting: point.share,
              measured: accuracyOf(point),
              spread: accuracySpread(point),
              published: recorded(network)?.accuracy[publishedPlace(point.share)] ?? null,
            })),
          })),
          xLabel: "share of weights removed",
          yLabel: "accuracy (%)",
          space,
        }),
      ),
  };
}

function thresholdFigure(result: MnistPruningResult): Figure {
  return {
    name: "one-threshold-or-one-per-layer",
    title: "Test error under one threshold for the network, or one for each layer",
    published: "Figure 20",
    caption: `Test error in %, on a logarithmic axis that shows where it begins to rise, by the share of weights removed: the published way, one threshold for all layers, beside the same share of every layer, which takes from the output layer, whose ratios are the highest, as much as from the others. ${conditions(result)} The source has the first only. With all weights removed the biases name one digit for every image.`,
    plot: (Plot, palette, space) =>
      withFifths(
        linesBy(Plot, palette, {
          series: result.networks.flatMap((network) =>
            (["global", "layer"] as const).map((threshold) => ({
              label: threshold === "global" ? "one threshold" : "one threshold per layer",
              panel: panelOf(network),
              points: network[threshold].map((point) => ({ setting: point.share, measured: errorOf(point), published: null })),
            })),
          ),
          xLabel: "share of weights removed",
          yLabel: "test error (%)",
          yScale: "log",
          space,
        }),
      ),
  };
}

/** A logarithmic axis has no place for no error at all: half an image of 10,000 is less than any. */
const errorOf = (point: PruningPoint): number => Math.max(0.005, 100 - accuracyOf(point));

function layerFigure(result: MnistPruningResult): Figure {
  return {
    name: "removed-by-layer",
    title: "Share of each layer's weights that one threshold removes",
    published: "Figure 21",
    caption: `Share of a layer's weights removed by the share removed of all. ${hollow(result)} The source says that the output layer's weights have the highest signal-to-noise ratio and are most critical to performance: they go last.`,
    plot: (Plot, palette, space) =>
      withFifths(
        linesBy(Plot, palette, {
          series: result.networks.flatMap((network) =>
            layerNames.map((label, layer) => ({
              label,
              panel: panelOf(network),
              points: network.global.map(({ share, removed }) => ({
                setting: share,
                measured: removed[layer],
                published: recorded(network)?.removed?.[layer][publishedPlace(share)] ?? null,
              })),
            })),
          ),
          xLabel: "share of all weights removed",
          yLabel: "share of the layer removed",
          space,
        }),
      ),
  };
}

function signalFigure(result: MnistPruningResult): Figure {
  return {
    name: "signal-to-noise",
    title: "Signal-to-noise ratios of each layer",
    published: "Figure 21",
    caption:
      "Density per dB of 10 log₁₀(|mean| / standard deviation), Gaussian kernel with Silverman's bandwidth, one curve per layer. 0 dB is a mean of one standard deviation. The source says that the output layer has the highest ratios.",
    plot: (Plot, palette, space) =>
      histogramDensity(Plot, palette, {
        series: result.networks.flatMap((network) =>
          network.layers.map(({ density }, layer) => ({ label: layerNames[layer], panel: panelOf(network), density })),
        ),
        xLabel: "signal-to-noise ratio (dB)",
        yLabel: "density per dB",
        shape: "line",
        space,
      }),
  };
}

function accuracyTable(result: MnistPruningResult): Table {
  return {
    name: "accuracy",
    title: "Accuracy in % and layers by the share of weights removed",
    published: "Figures 20, 21",
    caption: `One threshold: the published way; per layer: the same share of every layer. Stored run: the source's own at this size and prior, 600 epochs, 9984 images. Layers: share of their weights that one threshold removes, from the input on. ${conditions(result)}`,
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
    rows: result.networks.flatMap((network) =>
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
          run?.accuracy[publishedPlace(share)] ?? null,
          ...removed,
          run?.removed?.[2][publishedPlace(share)] ?? null,
        ];
      }),
    ),
  };
}

function savingTable({ networks }: MnistPruningResult): Table {
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
    rows: networks.flatMap((network) => {
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
