import { mean } from "@credence/lab";
import { curves, type Figure, imageGrid, panels, type Table, tableOf, told } from "@credence/lab/figures";
import { allRatios, errorAuroc, isWrong, published, runnersUp } from "./claims.ts";
import type { SeenImage, TrainingVotes, VariationRatioResult } from "./mnist-variation-ratio.ts";
import texts from "./texts.json" with { type: "json" };

const recordedRatios = (() => {
  const ranks = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 25];
  return { x: ranks, y: ranks.map((rank) => published.number("highest ratios", rank)) };
})();

/** The galleries of the first training, its six, and the ratios of all. */
export function figures({ trainings }: VariationRatioResult): Figure[] {
  const [first] = trainings;
  const { leastCertain, mostCertain, six, draws } = first;
  const ratios = { unanimous: (100 * unanimous(first)).toFixed(0), highest: first.ratios[0].toFixed(3), published: recordedRatios.y[0] };
  return [
    {
      ...told(texts.shown, "ratios", { ...ratios, draws }),
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
    gallery("least-certain", leastCertain),
    gallery("most-certain", mostCertain),
    ...(six ? [histograms(six, draws)] : []),
  ];
}

const unanimous = ({ images, ratios }: TrainingVotes) => 1 - ratios.length / images;

const gallery = (name: "least-certain" | "most-certain", images: readonly SeenImage[]): Figure => ({
  ...told(texts.shown, name, { images: images.length, wrong: images.filter(isWrong).length || "none" }),
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
    ...told(texts.shown, "six", {
      draws,
      sixes: six.votes[6],
      others: runnersUp(six).join(" and "),
      image: six.image,
      ratio: six.ratio.toFixed(2),
    }),
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

export const tables = ({ trainings }: VariationRatioResult): Table[] => [
  tableOf<TrainingVotes>({
    ...told(texts.shown, "trainings"),
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
