import { type Drawing, type Figure, histogramDensity, linesBy, type Table } from "@credence/lab/figures";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { type PublishedPruning, publishedPruning, publishedRun, publishedShares } from "./published.ts";
import { accuracyTable, aloneTable, savingTable, storedAccuracyTable, storedLayerTable } from "./report-tables.ts";
import { accuracyOf, accuracySpread, type MnistPruningResult, type PrunedNetwork, type PruningPoint, pointAt } from "./result.ts";
import { accuracyAt, publishedEpochs, removedAt, storedGains, storedRobustness } from "./stored-runs.ts";

/** Figures 20 and 21, one threshold beside one per layer, the ratios behind them, what pruning saves, and every stored run. */
export const mnistPruningReport = (result: MnistPruningResult): { figures: Figure[]; tables: Table[] } => ({
  figures: [accuracyFigure(result), trainingFigure(result), thresholdFigure(result), layerFigure(result), signalFigure(result)],
  tables: [accuracyTable(result), savingTable(result), aloneTable(result), storedAccuracyTable(), storedLayerTable()],
});

const layerNames = ["784 inputs to hidden 1", "hidden 1 to hidden 2", "hidden 2 to 10 outputs"];

/** "BNN, Gaussian prior, 400 units, 600 epochs here" is too long above a panel. */
const panelOf = ({ origin, network, units }: PrunedNetwork): string =>
  `${sizeOf({ network, units })}, ${origin === "source" ? "the source's" : "ours"}`;

const sizeOf = ({ network, units }: Pick<PrunedNetwork, "network" | "units">): string =>
  `${network === "bnn-gaussian" ? "Gaussian" : "mixture"}, ${units} units`;

const recorded = ({ network, units }: PrunedNetwork) => publishedRun(network, units, publishedEpochs.longer);

/** The stored runs of the figures that no network of ours stands beside. */
const untrained = ({ networks }: MnistPruningResult): PublishedPruning[] =>
  publishedPruning.filter(
    (run) =>
      run.epochs === publishedEpochs.longer &&
      !networks.some(({ origin, network, units }) => origin === "ours" && network === run.network && units === run.units),
  );

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
function hollow(result: MnistPruningResult): string {
  const { longer } = publishedEpochs;
  const early = result.networks.some((network) => network.origin === "ours" && network.epochs < longer);
  return [
    `Hollow: the source's stored runs of ${longer} epochs${early ? ", which ours of fewer epochs cannot meet" : ""}.`,
    ...(untrained(result).length > 0 ? ["Sizes without filled points were not trained in this run."] : []),
  ].join(" ");
}

function accuracyFigure(result: MnistPruningResult): Figure {
  return {
    name: "accuracy-by-removed",
    title: "Accuracy by the share of weights removed",
    published: "Figure 20",
    caption: `Accuracy in % by the share of weights removed, lowest |mean| / standard deviation first, one threshold for the network; biases stay. ${conditions(result)} ${hollow(result)} The source says that the accuracy remains at around 98.5 % until 95 % are removed, about the same for all sizes and priors. ${storedRobustness()}`,
    plot: (Plot, palette, space) =>
      withFifths(
        linesBy(Plot, palette, {
          series: [
            ...result.networks.map((network) => ({
              label: mnistNetworkLabels[network.network],
              panel:
                network.origin === "source"
                  ? `${network.units} units, the source's`
                  : `${network.units} units, ${network.epochs} epochs here`,
              points: drawn(network.global).map((point) => ({
                setting: point.share,
                measured: accuracyOf(point),
                spread: accuracySpread(point),
                published: publishedAt(recorded(network), point.share),
              })),
            })),
            ...untrained(result).map((run) => ({
              label: mnistNetworkLabels[run.network],
              panel: `${run.units} units, not trained here`,
              points: storedPoints(run),
            })),
          ],
          xLabel: "share of weights removed",
          yLabel: "accuracy (%)",
          space,
        }),
      ),
  };
}

const publishedAt = (run: PublishedPruning | undefined, share: number): number | null => (run && accuracyAt(run, share)) ?? null;

/** A stored run alone: nothing of ours was measured. */
const storedPoints = (run: PublishedPruning) =>
  drawn(publishedShares.map((share) => ({ share }))).map(({ share }) => ({
    setting: share,
    measured: null,
    published: publishedAt(run, share),
  }));

function trainingFigure(result: MnistPruningResult): Figure {
  const { longer, shorter } = publishedEpochs;
  const ours = [...result.networks, ...result.shorterTraining].filter(({ origin }) => origin === "ours");
  const beside = (run: PublishedPruning) =>
    ours.find(({ network, units, epochs }) => network === run.network && units === run.units && epochs === run.epochs);
  const runs = publishedPruning.toSorted((a, b) => a.units - b.units);
  return {
    name: "accuracy-by-training",
    title: `Accuracy after ${shorter} epochs and after ${longer}`,
    published: "Figure 20b",
    caption: `Accuracy in % by the share of weights removed, one threshold for the network, after two trainings; of the shorter one the network of the epoch whose last minibatch had the lowest objective, theirs and ours. Hollow: the source's stored runs; ${runs.some(beside) ? `filled: ours, where this run trained them for ${shorter} or for ${longer} epochs` : "this run trained none of ours for so long"}. ${conditions(result)} The source says that ${longer} epochs make a network significantly more robust to pruning than ${shorter}. ${storedGains()}`,
    plot: (Plot, palette, space) =>
      withFifths(
        linesBy(Plot, palette, {
          series: runs.map((run) => {
            const measured = beside(run);
            return {
              label: `${run.epochs} epochs`,
              panel: sizeOf(run),
              points: storedPoints(run).map((stored) => {
                const point = measured && pointAt(measured.global, stored.setting);
                return { ...stored, measured: point ? accuracyOf(point) : null };
              }),
            };
          }),
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
    caption: `Share of a layer's weights removed by the share removed of all. ${hollow(result)} The source says that the output layer's weights have the highest signal-to-noise ratio and are most critical to performance: they go last; what each layer's weights are worth is in the table of layers pruned alone.`,
    plot: (Plot, palette, space) =>
      withFifths(
        linesBy(Plot, palette, {
          series: [
            ...result.networks.flatMap((network) =>
              layerNames.map((label, layer) => {
                const run = recorded(network);
                return {
                  label,
                  panel: panelOf(network),
                  points: network.global.map(({ share, removed }) => ({
                    setting: share,
                    measured: removed[layer],
                    published: (run && removedAt(run, layer, share)) ?? null,
                  })),
                };
              }),
            ),
            ...untrained(result).flatMap((run) =>
              layerNames.map((label, layer) => ({
                label,
                panel: `${sizeOf(run)}, stored run`,
                points: publishedShares.map((share) => ({
                  setting: share,
                  measured: null,
                  published: removedAt(run, layer, share) ?? null,
                })),
              })),
            ),
          ],
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
    plot: histogramDensity({
      series: result.networks.flatMap((network) =>
        network.layers.map(({ density }, layer) => ({ label: layerNames[layer], panel: panelOf(network), density })),
      ),
      xLabel: "signal-to-noise ratio (dB)",
      yLabel: "density per dB",
      shape: "line",
    }),
  };
}
