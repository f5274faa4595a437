import { mean } from "@credence/lab";
import { type Draw, type Figure, histogramDensity, type LinesByOptions, linesBy, type SettingPoint } from "@credence/lab/figures";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { layerNames, priorName } from "../mnist/trained-by.ts";
import { accuracyLeft, pointAt } from "./layers.ts";
import type { MnistPruningResult, PrunedNetwork, PruningPoint } from "./mnist-pruning.ts";
import { accuracyAt, longerRuns, removedAt, type StoredRun, shares, storedEpochs, storedRuns, storedSays } from "./stored-runs.ts";

const { longer, shorter } = storedEpochs;

/** A network, or a stored run, whose accuracies are ours where we have them. */
interface Drawn extends StoredRun {
  readonly origin: PrunedNetwork["origin"] | "stored";
  readonly global: readonly Pick<PruningPoint, "share" | "accuracies" | "removed">[];
}
const stored = (run: StoredRun, ours?: PrunedNetwork): Drawn => {
  const global = shares.map((share) => pointAt(ours?.global ?? [], share) ?? { share, accuracies: [], removed: [] });
  return { ...run, origin: "stored", global };
};

const sizeOf = (one: Pick<Drawn, "network" | "units">): string => `${priorName(one)}, ${one.units} units`;
const panelOf = (one: Pick<Drawn, "network" | "units" | "origin">): string =>
  `${sizeOf(one)}, ${{ source: "the source's", ours: "ours", stored: "stored run" }[one.origin]}`;

/** Beside a stored run. With every weight gone the accuracy is a tenth, which would flatten everything else; the table has it. */
const accuracyPoints = ({ global }: Drawn, run: StoredRun): SettingPoint[] =>
  global.flatMap(({ share }) => {
    const [left, published] = [accuracyLeft(global, share), accuracyAt(run, share) ?? null];
    return share < 1 ? [{ setting: share, measured: left?.value ?? null, spread: left?.error?.size ?? null, published }] : [];
  });

/** Lines by the share removed; the shares crowd where the accuracy falls, so that ticks stand at fifths instead of at each. */
const byShare =
  (series: LinesByOptions["series"], labels: Pick<LinesByOptions, "yLabel" | "yScale"> & { readonly of?: "all " }): Draw =>
  (Plot, palette, space) => {
    const { of = "", ...rest } = labels;
    const drawing = linesBy({ series, xLabel: `share of ${of}weights removed`, ...rest })(Plot, palette, space);
    return { ...drawing, x: { ...drawing.x, domain: [0, 1], ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], tickFormat: "~g" } };
  };

/** Of how many images and draws the accuracies are. */
export const conditions = ({ testImages, draws, networks }: MnistPruningResult): string =>
  `${testImages.toLocaleString("en-US")} test images, ${draws} draws${networks.some(({ origin }) => origin === "source") ? "" : "; the source's own networks were not at hand (--option models=FOLDER)"}.`;

/** Figures 20 and 21, one threshold beside one per layer, and the ratios behind them. */
export function mnistPruningFigures(result: MnistPruningResult): Figure[] {
  const { networks, shorterTraining } = result;
  const ours = [...networks, ...shorterTraining].filter(({ origin }) => origin === "ours");
  const find = (run: StoredRun, epochs?: number) =>
    ours.find((one) => one.network === run.network && one.units === run.units && (epochs ?? one.epochs) === one.epochs);
  const trained: readonly Drawn[] = networks;
  const drawn = [...trained, ...longerRuns.filter((run) => !find(run)).map((run) => stored(run))];
  const early = networks.some(({ origin, epochs }) => origin === "ours" && epochs < longer);
  const hollow = `Hollow: the source's stored runs of ${longer} epochs${early ? ", which ours of fewer epochs cannot meet" : ""}.${drawn.length > networks.length ? " Sizes without filled points were not trained in this run." : ""}`;
  const filled = storedRuns.some((run) => find(run, run.epochs))
    ? `filled: ours, where this run trained them for ${shorter} or for ${longer} epochs`
    : "this run trained none of ours for so long";
  return [
    {
      name: "accuracy-by-removed",
      title: "Accuracy by the share of weights removed",
      published: "Figure 20",
      caption: `Accuracy in % by the share of weights removed, lowest |mean| / standard deviation first, one threshold for the network; biases stay. ${hollow} The source says that the accuracy remains at around 98.5 % until 95 % are removed, about the same for all sizes and priors.`,
      method: `${conditions(result)} ${storedSays.robustness}`,
      plot: byShare(
        drawn.map((one) => {
          const training = { source: "the source's", ours: `${one.epochs} epochs here`, stored: "not trained here" }[one.origin];
          const points = accuracyPoints(one, { ...one, epochs: longer });
          return { label: mnistNetworkLabels[one.network], panel: `${one.units} units, ${training}`, points };
        }),
        { yLabel: "accuracy (%)" },
      ),
    },
    {
      name: "accuracy-by-training",
      title: `Accuracy after ${shorter} epochs and after ${longer}`,
      published: "Figure 20b",
      caption: `Accuracy in % by the share of weights removed, one threshold for the network, after two trainings. Hollow: the source's stored runs; ${filled}. The source says that ${longer} epochs make a network significantly more robust to pruning than ${shorter}.`,
      method: `Of the shorter training it is the network of the epoch whose last minibatch had the lowest objective, theirs and ours. ${conditions(result)} ${storedSays.gains}`,
      plot: byShare(
        storedRuns
          .toSorted((a, b) => a.units - b.units)
          .map((run) => {
            const points = accuracyPoints(stored(run, find(run, run.epochs)), run);
            return { label: `${run.epochs} epochs`, panel: sizeOf(run), points };
          }),
        { yLabel: "accuracy (%)" },
      ),
    },
    {
      name: "one-threshold-or-one-per-layer",
      title: "Test error under one threshold for the network, or one for each layer",
      published: "Figure 20",
      caption:
        "Test error in %, on a logarithmic axis, by the share of weights removed: the published way, one threshold for all layers, beside the same share of every layer, which takes from the output layer, whose ratios are the highest, as much as from the others. The source has the first only. With all weights removed the biases name one digit.",
      method: conditions(result),
      plot: byShare(
        networks.flatMap((network) =>
          (["global", "layer"] as const).map((threshold) => ({
            label: threshold === "global" ? "one threshold" : "one threshold per layer",
            panel: panelOf(network),
            // A logarithmic axis has no place for no error at all: half an image of 10,000 is less than any.
            points: network[threshold].map((point) => ({ setting: point.share, measured: Math.max(0.005, 100 - mean(point.accuracies)) })),
          })),
        ),
        { yLabel: "test error (%)", yScale: "log" },
      ),
    },
    {
      name: "removed-by-layer",
      title: "Share of each layer's weights that one threshold removes",
      published: "Figure 21",
      caption: `Share of a layer's weights removed by the share removed of all. ${hollow} The source says that the output layer's weights have the highest signal-to-noise ratio and are most critical to performance: they go last.`,
      plot: byShare(
        drawn.flatMap((one) =>
          layerNames.map((label, layer) => {
            const published = (share: number) => removedAt({ ...one, epochs: longer }, layer, share) ?? null;
            const points = one.global.map(({ share, removed }) => {
              return { setting: share, measured: removed[layer] ?? null, published: published(share) };
            });
            return { label, panel: panelOf(one), points };
          }),
        ),
        { of: "all ", yLabel: "share of the layer removed" },
      ),
    },
    {
      name: "signal-to-noise",
      title: "Signal-to-noise ratios of each layer",
      published: "Figure 21",
      caption:
        "Density per dB of 10 log₁₀(|mean| / standard deviation), Gaussian kernel with Silverman's bandwidth, one curve per layer. 0 dB is a mean of one standard deviation. The source says that the output layer has the highest ratios.",
      plot: histogramDensity({
        series: networks.flatMap((network) =>
          network.layers.map(({ density }, layer) => ({ label: layerNames[layer], panel: panelOf(network), density })),
        ),
        xLabel: "signal-to-noise ratio (dB)",
        yLabel: "density per dB",
        shape: "line",
      }),
    },
  ];
}
