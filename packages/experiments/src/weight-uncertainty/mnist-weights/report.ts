import { type Curve, curves, type Figure, histogramDensity, type Table } from "@credence/lab/figures";
import { type MnistNetworkName, mnistNetworkLabels } from "../mnist/networks.ts";
import { trainedBy } from "../mnist/trained-by.ts";
import { windows } from "./densities.ts";
import { publishedPeaks, publishedSize, publishedStdDevs } from "./published.ts";
import type { MnistWeightsResult, NetworkWeights } from "./result.ts";

/** Figures 16 and 17, the layers apart as the text beside Figure 21 has them, and their numbers. */
export const mnistWeightsReport = (result: MnistWeightsResult): { figures: Figure[]; tables: Table[] } => ({
  figures: [
    densityFigure(result, {
      name: "weights-by-network",
      title: "Trained weights of a Bayesian, a dropout and a plain network",
      published: "Figure 16",
      of: ["bnn-gaussian", "dnn-dropout", "dnn"],
      says: "The source says that it agrees with the original paper, and draws its Bayesian network's weights as the broadest.",
    }),
    densityFigure(result, {
      name: "weights-by-prior",
      title: "Trained weights under three priors",
      published: "Figure 17",
      of: ["bnn-gaussian", "bnn-mixture", "bnn-laplace"],
      says: "The source says that the mixture prior's weights are much narrower than the Gaussian prior's, and those of the Laplace prior (b = 0.15) similar to them.",
    }),
    layerFigure(result),
  ],
  tables: [weightTable(result)],
});

const panelOf = ({ origin, units }: NetworkWeights): string => `${units} units, ${origin === "source" ? "the source's" : "ours"}`;

/** Half the length of the dash that marks a published peak, in units of weight. */
const peakMark = 0.025;

function densityFigure(
  { networks, trainImages }: MnistWeightsResult,
  {
    name,
    title,
    published,
    of,
    says,
  }: Pick<Figure, "name" | "title"> & { published: string; of: readonly MnistNetworkName[]; says: string },
): Figure {
  const shown = networks.filter(({ network }) => of.includes(network)).toSorted((a, b) => of.indexOf(a.network) - of.indexOf(b.network));
  const trained = [...new Set(shown.filter(({ origin }) => origin === "ours").map(({ epochs }) => epochs))];
  const measured = shown.map(
    (one): Curve => ({ label: mnistNetworkLabels[one.network], panel: panelOf(one), x: one.density.x, y: one.density.density }),
  );
  const peaks = shown
    .filter(({ origin, units }) => origin === "ours" && units === publishedSize.units)
    .map(
      (one): Curve => ({
        label: mnistNetworkLabels[one.network],
        panel: panelOf(one),
        published: true,
        x: [-peakMark, peakMark],
        y: [publishedPeaks[one.network], publishedPeaks[one.network]],
      }),
    );
  const early = shown.some(({ origin, draws, epochs }) => origin === "ours" && draws > 1 && epochs < publishedSize.epochs);
  const source = networks.some(({ origin }) => origin === "source");
  return {
    name,
    title,
    published,
    caption: [
      `Density per unit of weight of all weights, biases excluded, in [−${windows.network}, ${windows.network}]: Gaussian kernel with Scott's bandwidth; ten draws of a Bayesian network, the weights of the others. Ours were trained for ${trained.join(" or ")} epochs on ${trainImages.toLocaleString("en-US")} images.`,
      peaks.length > 0
        ? "Dashes: the published peaks."
        : `The published densities are of ${publishedSize.units} units and ${publishedSize.epochs} epochs, with peaks ${of.map((network) => `${publishedPeaks[network]} (${mnistNetworkLabels[network]})`).join(", ")}.`,
      says,
      ...(early ? ["After a short training a Bayesian network's weights still show where they started, uniform in [−0.2, 0.2]."] : []),
      ...(source ? [] : ["The source's own networks were not at hand (--option models=FOLDER)."]),
    ].join(" "),
    plot: curves({ curves: [...measured, ...peaks], xLabel: "weight", yLabel: "density per unit of weight" }),
  };
}

const layerNames = ["784 inputs to hidden 1", "hidden 1 to hidden 2", "hidden 2 to 10 outputs"];

function layerFigure({ networks }: MnistWeightsResult): Figure {
  const bayesian = networks.filter(({ network }) => network === "bnn-gaussian" || network === "bnn-mixture");
  return {
    name: "weights-by-layer",
    title: "Drawn weights of each layer",
    published: "Figure 21",
    caption: `Density per unit of weight of ten draws of each layer's weights in [−${windows.layer}, ${windows.layer}], Gaussian kernel with Scott's bandwidth. Beside Figure 21 the source says that the output layer has the broadest weights.`,
    plot: histogramDensity({
      series: bayesian.flatMap((one) =>
        one.layers.map(({ density }, layer) => ({
          label: layerNames[layer],
          panel: `${one.network === "bnn-gaussian" ? "Gaussian" : "mixture"}, ${panelOf(one)}`,
          density,
        })),
      ),
      xLabel: "weight",
      yLabel: "density per unit of weight",
      shape: "line",
    }),
  };
}

function weightTable({ networks, shorterTraining }: MnistWeightsResult): Table {
  return {
    name: "weights",
    title: "Drawn weights",
    published: "Figures 16, 17",
    caption: `Peak: the largest density per unit of weight; published: read off the figures (±0.1), ${publishedSize.units} units and ${publishedSize.epochs} epochs. Spread: standard deviation of the drawn weights. Outside: share of them beyond ±${windows.network}. Mean σ: of the weights' own standard deviations in each layer, from the input on; published: the source's Gaussian runs of 300 epochs, first layer, whose other two are within 3 % of it.${shorterTraining.length > 0 ? " Last rows: our Gaussian network of a shorter training, which those stand beside: of the epoch whose last minibatch had the lowest objective, theirs and ours." : ""}`,
    columns: [
      { label: "Network" },
      { label: "Units" },
      { label: "Trained by" },
      { label: "Peak", digits: 2 },
      { label: "Published peak", digits: 2, published: true },
      { label: "Bandwidth", digits: 4 },
      { label: "Spread", digits: 4 },
      { label: "Outside", digits: 4 },
      { label: "Mean σ, layer 1", digits: 4 },
      { label: "Layer 2", digits: 4 },
      { label: "Output layer", digits: 4 },
      { label: "Published σ, 300 epochs", digits: 4, published: true },
    ],
    rows: [...networks, ...shorterTraining].map((one) => [
      mnistNetworkLabels[one.network],
      one.units,
      trainedBy(one),
      one.peak,
      one.units === publishedSize.units && !shorterTraining.includes(one) ? publishedPeaks[one.network] : null,
      one.bandwidth,
      one.stdDev,
      one.outside,
      ...one.layers.map(({ meanStdDev }) => meanStdDev),
      one.network === "bnn-gaussian" ? (publishedStdDevs.find(({ units }) => units === one.units)?.means[0] ?? null) : null,
    ]),
  };
}
