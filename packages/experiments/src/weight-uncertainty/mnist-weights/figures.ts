import { type Curve, curves, type Figure, histogramDensity, leading, type Table, tableOf } from "@credence/lab/figures";
import { methodSlots } from "../methods/method-slots.ts";
import { type MnistNetworkName, mnistNetworkLabels } from "../mnist/networks.ts";
import { layerNames, longestTrained, priorName, subjectColumns } from "../mnist/trained-by.ts";
import { published, publishedSize } from "./claims.ts";
import { windows } from "./densities.ts";
import type { MnistWeightsResult, NetworkWeights } from "./mnist-weights.ts";

const panelOf = ({ origin, units }: NetworkWeights): string => `${units} units, ${origin === "source" ? "the source's" : "ours"}`;

/** Half the length of the dash that marks a published peak, in units of weight. */
const peakMark = 0.025;

const axes = { xLabel: "weight", yLabel: "density per unit of weight" } as const;
const kernel = "Gaussian kernel with Scott's bandwidth";

/** Figures 16 and 17, the layers apart as the text beside Figure 21 has them. */
export const mnistWeightsFigures = (result: MnistWeightsResult): Figure[] => [
  densityFigure(result, ["bnn-gaussian", "dnn-dropout", "dnn"], {
    name: "weights-by-network",
    title: "Trained weights of a Bayesian, a dropout and a plain network",
    published: "Figure 16",
    says: "The source draws its Bayesian network's weights as the broadest",
  }),
  densityFigure(result, ["bnn-gaussian", "bnn-mixture", "bnn-laplace"], {
    name: "weights-by-prior",
    title: "Trained weights under three priors",
    published: "Figure 17",
    says: "The source finds the mixture prior's much narrower than the Gaussian prior's, and the Laplace prior's (b = 0.15) similar",
  }),
  layerFigure(result),
];

type Named = Pick<Figure, "name" | "title"> & { readonly published: string; readonly says: string };

function densityFigure({ networks, trainImages }: MnistWeightsResult, of: readonly MnistNetworkName[], { says, ...named }: Named): Figure {
  const shown = of.flatMap((name) => networks.filter(({ network }) => network === name));
  const told = longestTrained(shown);
  const ours = shown.filter(({ origin }) => origin === "ours");
  const alike = ours.filter(({ units }) => units === publishedSize.units);
  const curveOf = (one: NetworkWeights) => ({ label: mnistNetworkLabels[one.network], panel: panelOf(one) });
  const peakOf = (name: MnistNetworkName) => published.number("peaks", name);
  const theirs = of.map((name) => `${peakOf(name)} (${mnistNetworkLabels[name]})`).join(", ");
  const sized = `The published densities are of ${publishedSize.units} units and ${publishedSize.epochs} epochs, with peaks ${theirs}.`;
  const isEarly = ours.some(({ draws, epochs }) => draws > 1 && epochs < publishedSize.epochs);
  const early = "After a short training a Bayesian network's weights still show where they started, uniform in [−0.2, 0.2].";
  return {
    ...named,
    finding: leading(
      `peak density (${told.slice(0, 1).map(panelOf)})`,
      told.map((one) => [mnistNetworkLabels[one.network], one.peak]),
      { digits: 2 },
    ),
    caption: `Density per unit of weight of all weights, biases excluded${alike.length > 0 ? "; dashes, the published peaks" : ""}. ${says}.`,
    method: `${sized} ${isEarly ? `${early} ` : ""}${kernel}; ten draws of a Bayesian network, the weights of the others. Ours were trained for ${[...new Set(ours.map(({ epochs }) => epochs))].join(" or ")} epochs on ${trainImages.toLocaleString("en-US")} images.`,
    plot: curves({
      ...{ ...axes, slots: methodSlots },
      curves: [
        ...shown.map((one): Curve => ({ ...curveOf(one), x: one.density.x, y: one.density.density })),
        ...alike.map((one): Curve => {
          const peak = peakOf(one.network);
          return { ...curveOf(one), published: true, x: [-peakMark, peakMark], y: [peak, peak] };
        }),
      ],
    }),
  };
}

const hasLayers = ({ network }: NetworkWeights) => network === "bnn-gaussian" || network === "bnn-mixture";

const layerFigure = ({ networks }: MnistWeightsResult): Figure => ({
  name: "weights-by-layer",
  title: "Drawn weights of each layer",
  published: "Figure 21",
  finding: `Standard deviations of the layers' weights, from the input on: ${longestTrained(networks.filter(hasLayers))
    .map((one) => `${one.layers.map(({ stdDev }) => stdDev.toFixed(3)).join(" / ")} (${priorName(one)}, ${panelOf(one)})`)
    .join(", ")}.`,
  caption: "Density per unit of weight of each layer's weights. The source says that the output layer has the broadest weights.",
  method: `${kernel}; ten draws, in [−${windows.layer}, ${windows.layer}].`,
  plot: histogramDensity({
    ...axes,
    series: networks.filter(hasLayers).flatMap((one) => {
      const panel = `${priorName(one)}, ${panelOf(one)}`;
      return one.layers.map(({ density }, layer) => ({ label: layerNames[layer], panel, density }));
    }),
    shape: "line",
  }),
});

export function mnistWeightsTables({ networks, shorterTraining }: MnistWeightsResult): Table[] {
  const isFigures = (one: NetworkWeights) => one.units === publishedSize.units && !shorterTraining.includes(one);
  const isGaussian = ({ network }: NetworkWeights) => network === "bnn-gaussian";
  const weights = tableOf({
    name: "weights",
    title: "Drawn weights",
    published: "Figures 16, 17",
    caption: `Largest density per unit of weight, standard deviation of the drawn weights, fraction of them beyond ±${windows.network}, and mean of the weights' own standard deviations σ.`,
    method: `Published peaks: read off the figures (±0.1), ${publishedSize.units} units and ${publishedSize.epochs} epochs; published σ: the source's Gaussian runs of 300 epochs, first layer.${shorterTraining.length > 0 ? " Last rows: our shorter training beside those, the network of the epoch with the lowest objective." : ""}`,
    rows: [...networks, ...shorterTraining],
    columns: [
      ...subjectColumns,
      { label: "Peak", digits: 2, of: ({ peak }) => peak, beside: (one) => (isFigures(one) ? published.find("peaks", one.network) : null) },
      { label: "Bandwidth", digits: 4, of: ({ bandwidth }) => bandwidth },
      { label: "Spread", digits: 4, of: ({ stdDev }) => stdDev },
      { label: "Outside", digits: 4, of: ({ outside }) => outside },
      ...["Mean σ, layer 1", "Layer 2", "Output layer"].map((label, layer) => ({
        label,
        digits: 4,
        of: ({ layers }: NetworkWeights) => layers[layer].meanStdDev,
      })),
      {
        label: "Published σ, 300 epochs",
        digits: 4,
        published: true,
        of: (one) => (isGaussian(one) ? published.findList("meanStdDevs", one.units)?.[0] : null),
      },
    ],
  });
  return [weights];
}
