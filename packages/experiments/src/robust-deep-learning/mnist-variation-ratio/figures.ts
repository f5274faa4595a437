import { mean } from "@credence/lab";
import { curves, type Figure, imageGrid, panels, type Table, tableOf } from "@credence/lab/figures";
import { allRatios, errorAuroc, published, runnersUp } from "./claims.ts";
import type { SeenImage, TrainingVotes, VariationRatioResult } from "./mnist-variation-ratio.ts";

/** The galleries of the first training, its six, and the ratios of all. */
export function variationRatioFigures({ trainings }: VariationRatioResult): Figure[] {
  const [first] = trainings;
  const { leastCertain, mostCertain, six, draws } = first;
  const wrong = (images: readonly SeenImage[]) => images.filter(({ predicted, label }) => predicted !== label).length;
  return [
    {
      name: "ratios",
      title: "How far the votes are from unanimous",
      finding: `The votes are unanimous on ${(100 * unanimous(first)).toFixed(0)}% of the digits; the highest ratio is ${first.ratios[0].toFixed(3)} (published ${recordedRatios.y[0]}).`,
      caption: `Variation ratio of the test digits, from the least certain, ${draws} dropout networks voting. Dashed: the source's ten highest and its 25th.`,
      plot: curves({
        curves: [
          ...trainings.map((training) => {
            const y = allRatios(training).slice(0, 1000);
            return { label: trainings.length === 1 ? "ours" : "our trainings", x: y.map((_, i) => i + 1), y };
          }),
          { label: "the source", published: true, ...recordedRatios },
        ],
        xLabel: "rank, from the least certain",
        yLabel: "variation ratio",
        xScale: "log",
      }),
    },
    {
      ...gallery(leastCertain),
      name: "least-certain",
      title: "The least certain digits",
      finding: `Of the ${leastCertain.length} least certain digits the votes get ${wrong(leastCertain)} wrong.`,
      caption: "Under each digit the class with most votes, the true class in brackets, and the variation ratio.",
      published: "the gallery of low confidence",
    },
    {
      ...gallery(mostCertain),
      name: "most-certain",
      title: "Certain digits",
      finding: `Of ${mostCertain.length} certain digits the votes get ${wrong(mostCertain) === 0 ? "none" : wrong(mostCertain)} wrong.`,
      caption: "Ranks 8,000 to 8,024 of 10,000 by rising confidence (the same share of a smaller test set).",
      published: "the gallery of high confidence",
    },
    ...(six ? [histograms(six, draws)] : []),
  ];
}

const recordedRatios = (() => {
  const ranks = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 25];
  return { x: ranks, y: ranks.map((rank) => published.number("highest ratios", rank)) };
})();

const unanimous = ({ images, ratios }: TrainingVotes) => 1 - ratios.length / images;

const gallery = (images: readonly SeenImage[]): Pick<Figure, "plot"> => ({
  plot: imageGrid({
    images: images.map(({ pixels = [], predicted, label, ratio }) => ({ pixels, caption: [`${predicted} (${label})`, ratio.toFixed(2)] })),
    size: 48,
  }),
});

/** Votes and mean probabilities of the classes for one digit. */
function histograms(six: SeenImage, draws: number): Figure {
  const shares = [
    { panel: "share of votes", values: six.votes.map((count) => count / draws) },
    { panel: "mean probability", values: six.probabilities },
  ];
  return {
    name: "six",
    title: "Votes on a doubtful six",
    finding: `${six.votes[6]} of ${draws} networks take the six for a six; the runners-up are ${runnersUp(six).join(" and ")}.`,
    caption: `The votes of ${draws} dropout networks on test digit ${six.image}, a six with variation ratio ${six.ratio.toFixed(2)}, and the mean of their probabilities.`,
    published: "the histograms of one six",
    plot(Plot, palette, space) {
      const layout = panels(Plot, palette, { titles: shares.map(({ panel }) => panel), space });
      const bars = shares.flatMap(({ panel, values }) => [
        Plot.barY(values, { ...layout.place(panel), x: values.map((_, digit) => digit), y: values, fill: palette.series[0] }),
      ]);
      return {
        ...layout.options,
        x: { label: "class", type: "band", domain: six.votes.map((_, digit) => digit) },
        y: { label: "share", grid: true, domain: [0, 1], labelAnchor: "center" },
        marks: [...bars, Plot.ruleY([0], { stroke: palette.muted }), ...layout.marks],
      };
    },
  };
}

export function variationRatioTables({ trainings }: VariationRatioResult): Table[] {
  return [
    tableOf<TrainingVotes>({
      name: "trainings",
      title: "The trainings",
      caption: "Test accuracy of the vote, variation ratios, and how well the ratio tells errors (AUROC, errors positive).",
      rows: trainings,
      columns: [
        { label: "training", of: ({ seed }) => String(seed) },
        { label: "accuracy (%)", digits: 2, of: ({ accuracy }) => 100 * accuracy },
        { label: "highest ratio", digits: 3, of: ({ ratios }) => ratios[0], beside: () => published.number("highest ratios", 1) },
        { label: "mean ratio", digits: 4, of: (training) => mean(allRatios(training)) },
        { label: "unanimous (%)", digits: 1, of: (training) => 100 * unanimous(training) },
        { label: "AUROC of errors", digits: 4, of: errorAuroc },
      ],
    }),
  ];
}
