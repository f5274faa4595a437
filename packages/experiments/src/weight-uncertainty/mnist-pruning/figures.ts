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
  const hollow = `hollow, the source's stored runs of ${longer} epochs`;
  const unlike = `${early ? `Ours of fewer than ${longer} epochs cannot meet them. ` : ""}${drawn.length > networks.length ? "Sizes without filled points were not trained in this run. " : ""}`;
  const filled = storedRuns.some((run) => find(run, run.epochs)) ? "; filled, ours" : "";
  const percent = (value: number | undefined) => (value === undefined ? undefined : `${value.toFixed(1)} %`);
  /** What every pruned network has where 95 % are removed. */
  const atNinetyFive = (write: (network: PrunedNetwork) => string | undefined): string =>
    networks.flatMap((one) => (write(one) ? `${write(one)} (${panelOf(one)})` : [])).join(", ") || "not measured in this run";
  const errorsOf = ({ global, layer }: PrunedNetwork) => {
    const [one, each] = [global, layer].map((points) => accuracyLeft(points, 0.95)?.value);
    return one === undefined || each === undefined ? undefined : `${percent(100 - one)} and ${percent(100 - each)}`;
  };
  return [
    {
      name: "accuracy-by-removed",
      title: "Accuracy by the share of weights removed",
      published: "Figure 20",
      finding: `Accuracy with 95 % of the weights removed: ${atNinetyFive(({ global }) => percent(accuracyLeft(global, 0.95)?.value))}.`,
      caption: `Accuracy in % by the share of weights removed, one threshold for the network; ${hollow}. The source says that the accuracy remains at around 98.5 % until 95 % are removed, about the same for all sizes and priors.`,
      method: `The lowest |mean| / standard deviation go first; biases stay. ${unlike}${conditions(result)} ${storedSays.robustness}`,
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
      finding: storedSays.gains,
      caption: `Accuracy in % by the share of weights removed after two trainings; hollow, the source's stored runs${filled}. The source says that ${longer} epochs make a network significantly more robust to pruning than ${shorter}.`,
      method: `Of the shorter training it is the network of the epoch whose last minibatch had the lowest objective, theirs and ours. ${conditions(result)}`,
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
      finding: `Test error with 95 % removed, under one threshold and under one per layer: ${atNinetyFive(errorsOf)}.`,
      caption:
        "Test error in %, on a logarithmic axis, by the share of weights removed: under one threshold for all layers, as the source has it, and with the same share of every layer.",
      method: `With all weights removed the biases name one digit. ${conditions(result)}`,
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
      finding: `Where 95 % of all weights are removed the output layer loses ${atNinetyFive(({ global }) => percent(100 * (pointAt(global, 0.95)?.removed.at(-1) ?? Number.NaN)))}.`,
      caption: `Share of a layer's weights removed by the share removed of all; ${hollow}. The source says that the output layer's weights are the most critical: they go last.`,
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
      finding: `Median ratios from the input on: ${atNinetyFive(({ layers }) => layers.map(({ median }) => median.toFixed(2)).join(" / "))}.`,
      caption:
        "Density per dB of 10 log₁₀(|mean| / standard deviation), one curve per layer. The source says that the output layer has the highest ratios.",
      method: "Gaussian kernel with Silverman's bandwidth; 0 dB is a mean of one standard deviation.",
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
