import { mean } from "@credence/lab";
import { type Draw, type Figure, histogramDensity, linesBy, type SettingPoint } from "@credence/lab/figures";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { accuracyLeft, pointAt } from "./layers.ts";
import type { MnistPruningResult, PrunedNetwork } from "./mnist-pruning.ts";
import {
  accuracyAt,
  longerRuns,
  removedAt,
  type StoredRun,
  shares,
  storedEpochs,
  storedGains,
  storedRobustness,
  storedRuns,
} from "./stored-runs.ts";

const { longer, shorter } = storedEpochs;
const layerNames = ["784 inputs to hidden 1", "hidden 1 to hidden 2", "hidden 2 to 10 outputs"];

const sizeOf = ({ network, units }: Pick<PrunedNetwork, "network" | "units">): string =>
  `${network === "bnn-gaussian" ? "Gaussian" : "mixture"}, ${units} units`;
const panelOf = (network: PrunedNetwork): string => `${sizeOf(network)}, ${network.origin === "source" ? "the source's" : "ours"}`;

/** The stored runs of the figures that no network of ours stands beside. */
const untrained = ({ networks }: MnistPruningResult): StoredRun[] =>
  longerRuns.filter(
    ({ network, units }) => !networks.some((one) => one.origin === "ours" && one.network === network && one.units === units),
  );

const sharesOf = ({ global }: PrunedNetwork): number[] => global.map(({ share }) => share);
type Points = PrunedNetwork["global"];
/** Accuracies beside those of a stored run. With every weight gone it is a tenth, which would flatten everything else; the table has it. */
const accuracyPoints = (run: StoredRun, settings: readonly number[], ours: Points = []): SettingPoint[] =>
  settings
    .filter((share) => share < 1)
    .map((share) => {
      const left = accuracyLeft(ours, share);
      return {
        setting: share,
        measured: left?.value ?? null,
        spread: left?.error?.size ?? null,
        published: accuracyAt(run, share) ?? null,
      };
    });
const layerSeries = (run: StoredRun, panel: string, settings: readonly number[], ours: Points = []) =>
  layerNames.map((label, layer) => ({
    label,
    panel,
    points: settings.map((share): SettingPoint => {
      const measured = pointAt(ours, share)?.removed[layer] ?? null;
      return { setting: share, measured, published: removedAt(run, layer, share) ?? null };
    }),
  }));

/** Lines by the share removed; the shares crowd where the accuracy falls, so that ticks stand at fifths instead of at each. */
const byShare =
  (options: Parameters<typeof linesBy>[0]): Draw =>
  (Plot, palette, space) => {
    const drawing = linesBy(options)(Plot, palette, space);
    return { ...drawing, x: { ...drawing.x, domain: [0, 1], ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], tickFormat: "~g" } };
  };

/** Of how many images and draws the accuracies are. */
export const conditions = ({ testImages, draws, networks }: MnistPruningResult): string => {
  const source = networks.some(({ origin }) => origin === "source");
  return `${testImages.toLocaleString("en-US")} test images, ${draws} draws${source ? "" : "; the source's own networks were not at hand (--option models=FOLDER)"}.`;
};

/** What hollow points are, and how far they compare. */
function hollow(result: MnistPruningResult): string {
  const early = result.networks.some((network) => network.origin === "ours" && network.epochs < longer);
  const missing = untrained(result).length > 0 ? " Sizes without filled points were not trained in this run." : "";
  return `Hollow: the source's stored runs of ${longer} epochs${early ? ", which ours of fewer epochs cannot meet" : ""}.${missing}`;
}

/** Figures 20 and 21, one threshold beside one per layer, and the ratios behind them. */
export const mnistPruningFigures = (result: MnistPruningResult): Figure[] => [
  {
    name: "accuracy-by-removed",
    title: "Accuracy by the share of weights removed",
    published: "Figure 20",
    caption: `Accuracy in % by the share of weights removed, lowest |mean| / standard deviation first, one threshold for the network; biases stay. ${hollow(result)} The source says that the accuracy remains at around 98.5 % until 95 % are removed, about the same for all sizes and priors.`,
    method: `${conditions(result)} ${storedRobustness()}`,
    plot: byShare({
      series: [
        ...result.networks.map((network) => ({
          label: mnistNetworkLabels[network.network],
          panel: `${network.units} units, ${network.origin === "source" ? "the source's" : `${network.epochs} epochs here`}`,
          points: accuracyPoints({ ...network, epochs: longer }, sharesOf(network), network.global),
        })),
        ...untrained(result).map((run) => ({
          label: mnistNetworkLabels[run.network],
          panel: `${run.units} units, not trained here`,
          points: accuracyPoints(run, shares),
        })),
      ],
      xLabel: "share of weights removed",
      yLabel: "accuracy (%)",
    }),
  },
  trainingFigure(result),
  {
    name: "one-threshold-or-one-per-layer",
    title: "Test error under one threshold for the network, or one for each layer",
    published: "Figure 20",
    caption: `Test error in %, on a logarithmic axis, by the share of weights removed: the published way, one threshold for all layers, beside the same share of every layer, which takes from the output layer, whose ratios are the highest, as much as from the others. The source has the first only. With all weights removed the biases name one digit.`,
    method: conditions(result),
    plot: byShare({
      series: result.networks.flatMap((network) =>
        (["global", "layer"] as const).map((threshold) => ({
          label: threshold === "global" ? "one threshold" : "one threshold per layer",
          panel: panelOf(network),
          // A logarithmic axis has no place for no error at all: half an image of 10,000 is less than any.
          points: network[threshold].map(({ share, accuracies }) => ({
            setting: share,
            measured: Math.max(0.005, 100 - mean(accuracies)),
          })),
        })),
      ),
      xLabel: "share of weights removed",
      yLabel: "test error (%)",
      yScale: "log",
    }),
  },
  {
    name: "removed-by-layer",
    title: "Share of each layer's weights that one threshold removes",
    published: "Figure 21",
    caption: `Share of a layer's weights removed by the share removed of all. ${hollow(result)} The source says that the output layer's weights have the highest signal-to-noise ratio and are most critical to performance: they go last.`,
    plot: byShare({
      series: [
        ...result.networks.flatMap((network) =>
          layerSeries({ ...network, epochs: longer }, panelOf(network), sharesOf(network), network.global),
        ),
        ...untrained(result).flatMap((run) => layerSeries(run, `${sizeOf(run)}, stored run`, shares)),
      ],
      xLabel: "share of all weights removed",
      yLabel: "share of the layer removed",
    }),
  },
  {
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
  },
];

function trainingFigure(result: MnistPruningResult): Figure {
  const ours = [...result.networks, ...result.shorterTraining].filter(({ origin }) => origin === "ours");
  const beside = (run: StoredRun) =>
    ours.find(({ network, units, epochs }) => network === run.network && units === run.units && epochs === run.epochs);
  const filled = storedRuns.some(beside)
    ? `filled: ours, where this run trained them for ${shorter} or for ${longer} epochs`
    : "this run trained none of ours for so long";
  return {
    name: "accuracy-by-training",
    title: `Accuracy after ${shorter} epochs and after ${longer}`,
    published: "Figure 20b",
    caption: `Accuracy in % by the share of weights removed, one threshold for the network, after two trainings. Hollow: the source's stored runs; ${filled}. The source says that ${longer} epochs make a network significantly more robust to pruning than ${shorter}.`,
    method: `Of the shorter training it is the network of the epoch whose last minibatch had the lowest objective, theirs and ours. ${conditions(result)} ${storedGains()}`,
    plot: byShare({
      series: storedRuns
        .toSorted((a, b) => a.units - b.units)
        .map((run) => ({ label: `${run.epochs} epochs`, panel: sizeOf(run), points: accuracyPoints(run, shares, beside(run)?.global) })),
      xLabel: "share of weights removed",
      yLabel: "accuracy (%)",
    }),
  };
}
