import { ambiguityBins, learning } from "@credence/lab";
import { countedDensity, type Figure, histogramDensity, imageGrid, type Table, tableOf } from "@credence/lab/figures";
import { publishedPoints } from "../mnist/form-claims.ts";
import { askedFigure, byLabels, labelsNeeded, properFigures, properTable, publishedTable, theirs } from "../mnist/form-figures.ts";
import { signFigure } from "../mnist/sign-figure.ts";
import { labelOf } from "../mnist/strategies.ts";
import type { DirtyResult, Images } from "./active-dirty-mnist.ts";
import { ambiguousShare, published } from "./claims.ts";

export function activeDirtyMnistFigures(result: DirtyResult): Figure[] {
  const pointsOf = (strategies: readonly string[]) => strategies.map((strategy) => [strategy, publishedPoints(result, strategy)] as const);
  const trainings = result.published[0]?.points[0]?.accuracies.length ?? 0;
  return [
    ...imageFigures(result.images),
    {
      name: "as-published",
      title: "As published: margin, and BALD and entropy with their signs wrong",
      caption: `Test accuracy by labels, k of each class by the true labels${learning.shadedOver(trainings, "trainings")}. Dashed: the source's figure.`,
      published: "the comparison on Dirty-MNIST",
      ...byLabels(pointsOf(["margin", "bald", "entropy"]), { xScale: "log", beside: theirs(published) }),
    },
    {
      name: "sign-corrected",
      title: "The signs of BALD and entropy alone",
      caption: "The same protocol as published; BALD and entropy by the smallest score, as the source's code sorts, and by the largest.",
      ...byLabels(pointsOf(["margin", "bald", "bald-corrected", "entropy", "entropy-corrected"]), { xScale: "log" }),
    },
    ...properFigures(result),
    signFigure(result, {
      over: "margin",
      of: [
        { wrong: "bald", corrected: "bald-corrected", proper: "bald" },
        { wrong: "entropy", corrected: "entropy-corrected", proper: "maxEntropy" },
      ],
    }),
    askedFigure(result),
  ];
}

/** How ambiguous the images are, and some of them. */
function imageFigures({ count, ambiguity, gallery }: Images): Figure[] {
  const grid: Figure = {
    name: "ambiguous-images",
    title: "Ambiguous images",
    finding: `${gallery.length} of ${count.toLocaleString("en-US")} ambiguous images, each with ten labels.`,
    caption: ambiguity
      ? "From the least ambiguous to the most, the ten labels of each below it."
      : "The published ones, the ten labels of each below it.",
    plot: imageGrid({
      columns: 10,
      size: 56,
      images: gallery.map(({ pixels, labels }) => ({ pixels, caption: [labels.slice(0, 5), labels.slice(5)] })),
    }),
  };
  if (!ambiguity) return [grid];
  const { decoded, kept, chosen, median } = ambiguity;
  const share = (100 * kept.reduce((sum, bin) => sum + bin, 0)) / decoded;
  return [
    {
      name: "entropies",
      title: "How ambiguous the images are",
      finding: `Of ${decoded.toLocaleString("en-US")} decoded images the judges keep ${share.toFixed(1)} %; the ${count.toLocaleString("en-US")} chosen have a median entropy of ${median.toFixed(2)} nats.`,
      caption:
        "Entropy of the judges' averaged prediction, of all images kept and of those chosen, among which rare entropies are more frequent.",
      method:
        "Kept: mutual information at most 0.05 nats and entropy from 0.05 to 1.6 nats. Chosen: a bin of entropy counts by its size to the power 0.2.",
      plot: histogramDensity({
        series: [
          { label: "kept", density: countedDensity(kept, ambiguityBins) },
          { label: "chosen", density: countedDensity(chosen, ambiguityBins) },
        ],
        xLabel: "entropy (nats)",
        shape: "steps",
      }),
    },
    grid,
  ];
}

export const activeDirtyMnistTables = (result: DirtyResult): Table[] => [
  labelsNeeded(result, {
    percents: [50, 60, 70, 90, 95],
    caption: "Labels of ambiguous images are drawn, so that no network is right about all.",
  }),
  properTable(result),
  publishedTable(result, published),
  tableOf({
    name: "ambiguous-share",
    title: "How many ambiguous images are asked about",
    caption: "Share of ambiguous images (%) among all that a strategy asked about, the mean over trials under the proper protocol.",
    rows: [...result.published, ...result.proper.filter(({ trial }) => trial === 1)],
    columns: [
      { label: "strategy", of: ({ strategy }) => labelOf(strategy) },
      { label: "form", of: ({ form }) => (form === "proper" ? "proper" : "per class") },
      {
        label: "ambiguous",
        digits: 1,
        of: (curve) => (curve.form === "proper" ? ambiguousShare(result, curve.strategy) : curve.ambiguous),
      },
    ],
  }),
];
