import { mean } from "@credence/lab";
import { type Draw, type Figure, histogramDensity, type LinesByOptions, linesBy, type SettingPoint } from "@credence/lab/figures";
import { methodSlots } from "../methods/method-slots.ts";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { layerNames, longestTrained, priorName } from "../mnist/trained-by.ts";
import { accuracyLeft, pointAt } from "./layers.ts";
import type { MnistPruningResult, PrunedNetwork, PruningPoint } from "./mnist-pruning.ts";
import { accuracyAt, removedAt, type StoredRun, shares, storedEpochs, storedRuns, storedSays } from "./stored-runs.ts";

const { longer, shorter } = storedEpochs;

/** The points at the shares that the source removed, whose accuracies are ours where we have them. */
const pointsBeside = (ours: PrunedNetwork | undefined) =>
  shares.map((share) => pointAt(ours?.global ?? [], share) ?? { share, accuracies: [], removed: [] });

const sizeOf = (one: Pick<StoredRun, "network" | "units">): string => `${priorName(one)}, ${one.units} units`;
const panelOf = (one: PrunedNetwork): string => `${sizeOf(one)}, ${one.origin === "source" ? "the source's" : "ours"}`;

/** Beside a stored run. With every weight gone the accuracy is a tenth, which would flatten everything else; the table has it. */
const accuracyPoints = (global: readonly Pick<PruningPoint, "share" | "accuracies">[], run: StoredRun): SettingPoint[] =>
  global.flatMap(({ share }) => {
    const [left, published] = [accuracyLeft(global, share), accuracyAt(run, share) ?? null];
    return share < 1 ? [{ setting: share, measured: left?.value ?? null, spread: left?.error?.size ?? null, published }] : [];
  });

/** Per cent that are kept where a share is removed. */
const keptAt = (share: number): number => Number((100 * (1 - share)).toPrecision(6));

/** Lines by the weights kept, on a logarithmic axis from all to few: what happens between 75 % and 99 % removed takes most of it. */
const byKept = (
  series: LinesByOptions["series"],
  { of = "", ...labels }: Pick<LinesByOptions, "yLabel" | "yScale"> & { readonly of?: string },
): Draw => {
  const kept = series.map(({ points, ...one }) => ({
    ...one,
    points: points.filter(({ setting }) => Number(setting) < 1).map((point) => ({ ...point, setting: keptAt(Number(point.setting)) })),
  }));
  const fewest = Math.min(100, ...kept.flatMap(({ points }) => points.map(({ setting }) => setting)));
  const ticks = [100, 50, 25, 10, 5, 2, 1].filter((tick) => tick >= fewest);
  const xAxis = { from: 100, to: fewest, ticks };
  return linesBy({ series: kept, xLabel: `${of}weights kept (%)`, xScale: "log", xAxis, slots: methodSlots, ...labels });
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
  const early = networks.some(({ origin, epochs }) => origin === "ours" && epochs < longer);
  const hollow = `hollow, the source's stored runs of ${longer} epochs`;
  const unlike = early ? `Ours of fewer than ${longer} epochs cannot meet them. ` : "";
  const compared = storedRuns.filter((run) => storedRuns.some((other) => sizeOf(other) === sizeOf(run) && find(other, other.epochs)));
  const filled = storedRuns.some((run) => find(run, run.epochs)) ? "; filled, ours" : "";
  const percent = (value: number | undefined) => (value === undefined ? undefined : `${value.toFixed(1)} %`);
  /** What the longest trained networks have where 95 % are removed. */
  const atNinetyFive = (write: (network: PrunedNetwork) => string | undefined): string =>
    longestTrained(networks)
      .flatMap((one) => (write(one) ? `${write(one)} (${panelOf(one)})` : []))
      .join(", ") || "not measured in this run";
  const errorsOf = ({ global, layer }: PrunedNetwork) => {
    const [one, each] = [global, layer].map((points) => accuracyLeft(points, 0.95)?.value);
    return one === undefined || each === undefined ? undefined : `${percent(100 - one)} and ${percent(100 - each)}`;
  };
  return [
    {
      name: "accuracy-by-removed",
      title: "Accuracy by the weights kept",
      published: "Figure 20",
      finding: `Accuracy with 95 % of the weights removed: ${atNinetyFive(({ global }) => percent(accuracyLeft(global, 0.95)?.value))}.`,
      caption: `Accuracy in % by the weights kept, one threshold for the network; ${hollow}. The source says that the accuracy remains at around 98.5 % until 95 % are removed, about the same for all sizes and priors.`,
      method: `The lowest |mean| / standard deviation go first; biases stay. ${unlike}${conditions(result)} ${storedSays.robustness}`,
      plot: byKept(
        networks.map((one) => {
          const training = one.origin === "source" ? "the source's" : `${one.epochs} epochs here`;
          const points = accuracyPoints(one.global, { ...one, epochs: longer });
          return { label: mnistNetworkLabels[one.network], panel: `${one.units} units, ${training}`, points };
        }),
        { yLabel: "accuracy (%)" },
      ),
    },
    ...(compared.length > 0
      ? [
          {
            name: "accuracy-by-training",
            title: `Accuracy after ${shorter} epochs and after ${longer}`,
            published: "Figure 20b",
            finding: storedSays.gains,
            caption: `Accuracy in % by the weights kept after two trainings; hollow, the source's stored runs${filled}. The source says that ${longer} epochs make a network significantly more robust to pruning than ${shorter}.`,
            method: `Of the shorter training it is the network of the epoch whose last minibatch had the lowest objective, theirs and ours. ${conditions(result)}`,
            plot: byKept(
              compared
                .toSorted((a, b) => a.units - b.units)
                .map((run) => {
                  const points = accuracyPoints(pointsBeside(find(run, run.epochs)), run);
                  return { label: `${run.epochs} epochs`, panel: sizeOf(run), points };
                }),
              { yLabel: "accuracy (%)" },
            ),
          },
        ]
      : []),
    {
      name: "one-threshold-or-one-per-layer",
      title: "Test error under one threshold for the network, or one for each layer",
      published: "Figure 20",
      finding: `Test error with 95 % removed, under one threshold and under one per layer: ${atNinetyFive(errorsOf)}.`,
      caption:
        "Test error in %, on a logarithmic axis, by the weights kept: under one threshold for all layers, as the source has it, and with the same share of every layer.",
      method: conditions(result),
      plot: byKept(
        networks.flatMap((network) =>
          (["global", "layer"] as const).map((threshold) => ({
            label: threshold === "global" ? "one threshold" : "one threshold per layer",
            panel: panelOf(network),
            points: network[threshold].map((point) => ({ setting: point.share, measured: 100 - mean(point.accuracies) })),
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
      caption: `Share of a layer's weights removed by the weights kept of all; ${hollow}. The source says that the output layer's weights are the most critical: they go last.`,
      plot: byKept(
        networks.flatMap((one) =>
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
      finding: `Median signal-to-noise ratios of the layers, from the input on: ${atNinetyFive(({ layers }) => layers.map(({ median }) => median.toFixed(2)).join(" / "))}.`,
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
