import { type ColumnOf, type Figure, formatDigits, formatNumber, leading, reliability, type Table, tableOf } from "@credence/lab/figures";
import { methodSlots } from "../methods/method-slots.ts";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { type CalibrationGroup, groupLabel, groupsOf, memberOf, type NetworkCalibration } from "./groups.ts";
import { recordedErrorBins } from "./measure.ts";
import type { MnistCalibrationResult } from "./mnist-calibration.ts";
import { figureUnits, published, publishedCurve } from "./published.ts";

/** Figure 19 for every size and for the source's networks: as its code drew it, and with top labels, beside temperature scaling. */
export const mnistCalibrationFigures = (result: MnistCalibrationResult): Figure[] =>
  groupsOf(result).flatMap((group) => [pooled(result, group), topLabel(result, group)]);

export const mnistCalibrationTables = (result: MnistCalibrationResult): Table[] => [scores(result), comparisons(result), lastBins(result)];

const images = ({ testImages }: MnistCalibrationResult) => `${testImages.toLocaleString("en-US")} test images`;

const methodOf = (result: MnistCalibrationResult, as: "stated" | "published"): string =>
  `${images(result)}, ${result.draws[as]} weight draws for the Bayesian networks.`;

/** The plain network's accuracy in the last bin as the source drew it, and with the scores that are exactly 1. */
function nearOne(group: CalibrationGroup): string {
  const [bin] = memberOf(group, "dnn").published.lastBins;
  const [without, all] = (["without", "with"] as const).map((side) => {
    const { right, count } = bin[side];
    return `${right === null ? "none" : `${formatDigits(100 * right, 1)} %`} of ${formatNumber(count)} scores`;
  });
  return `The plain network is right at ${without} in [0.9, 1), at ${all} with those of exactly 1.`;
}

const eceOf = ({ networks }: CalibrationGroup, as: "stated" | "scaled") =>
  networks.map((one) => [mnistNetworkLabels[one.network], 100 * one[as].ece] as const);

const scaledRange = (group: CalibrationGroup): string => {
  const errors = eceOf(group, "scaled").map(([, error]) => error);
  return `${formatDigits(Math.min(...errors), 2)} to ${formatDigits(Math.max(...errors), 2)} %`;
};

const pooled = (result: MnistCalibrationResult, group: CalibrationGroup): Figure => ({
  name: `pooled-${group.id}`,
  title: `Calibration as published, ${groupLabel(group)}`,
  published: "Figure 19",
  finding: nearOne(group),
  caption: `Accuracy against mean score in each bin, with its count and 95 % interval; dashed, Figure 19 (${figureUnits} units, 600 epochs, read off). The source says that the BNN is very close to the line and the plain network right about 70 % of the time at scores near 1.`,
  method: `As the source's code has it: all ten classes pooled, without scores of exactly 1, which are most of those near 1. ${methodOf(result, "published")}`,
  plot: reliability({
    slots: methodSlots,
    series: group.networks.map(({ network, published: { bins } }) => {
      const points = publishedCurve(network);
      const overlays = points ? [{ label: `published, ${figureUnits} units`, kind: "published" as const, points }] : [];
      return { label: mnistNetworkLabels[network], bins, overlays };
    }),
    xLabel: "mean score in the bin (all classes)",
  }),
});

const topLabel = (result: MnistCalibrationResult, group: CalibrationGroup): Figure => ({
  name: `top-label-${group.id}`,
  title: `Calibration of the top label, ${groupLabel(group)}`,
  published: "Figure 19",
  finding: `${leading("expected calibration error", eceOf(group, "stated"), { digits: 2, unit: "%" }).slice(0, -1)}; after temperature scaling ${scaledRange(group)}.`,
  caption:
    "Accuracy against mean score of the most probable class in each bin, with its count; hollow diamonds, after temperature scaling.",
  method: `${methodOf(result, "stated")} Scores of exactly 1 are among them. Each half of the images is scored at the temperature fitted to the other half, since the source keeps no validation set.`,
  plot: reliability({
    slots: methodSlots,
    series: group.networks.map(({ network, stated: { bins }, scaled }) => {
      const points = scaled.bins.flatMap(({ confidence, accuracy }) =>
        confidence === null || accuracy === null ? [] : [{ confidence, accuracy }],
      );
      return { label: mnistNetworkLabels[network], bins, overlays: [{ label: "after temperature scaling", kind: "variant", points }] };
    }),
    xLabel: "mean score in the bin (top label)",
  }),
});

type Row = NetworkCalibration & { readonly isSource: boolean };

const rowsOf = (result: MnistCalibrationResult): Row[] =>
  groupsOf(result).flatMap(({ id, networks }) => networks.map((network) => ({ ...network, isSource: id === "source" })));

const subject: readonly ColumnOf<Row>[] = [
  { label: "Network", of: ({ network, isSource }) => `${mnistNetworkLabels[network]}${isSource ? " (source's)" : ""}` },
  { label: "Units", of: ({ units }) => units },
];

const measures = (of: (row: Row) => Row["stated"], suffix = ""): ColumnOf<Row>[] => [
  { label: `ECE (%)${suffix}`, digits: 2, of: (row) => 100 * of(row).ece },
  { label: `MCE (%)${suffix}`, digits: 1, of: (row) => 100 * of(row).mce },
  { label: `Overconfidence (%)${suffix}`, digits: 2, of: (row) => 100 * of(row).overconfidence.mean },
  { label: `NLL${suffix}`, digits: 4, of: (row) => of(row).nllPerDatum },
  { label: `Brier${suffix}`, digits: 4, of: (row) => of(row).brier },
];

const scores = (result: MnistCalibrationResult): Table =>
  tableOf({
    name: "scores",
    title: "Calibration of the top label, before and after temperature scaling",
    caption: `${images(result)}, ${result.draws.stated} weight draws. Expected (ECE) and maximum (MCE) calibration error over ten bins, mean score less accuracy (overconfidence), nats per datum (NLL), Brier score summed over classes. T: temperatures fitted to the images at even and at odd places; an image is scored at that of the other half.`,
    rows: rowsOf(result),
    columns: [
      ...subject,
      { label: "Error (%)", digits: 2, of: ({ stated }) => stated.errorPercent },
      ...measures(({ stated }) => stated),
      ...["even", "odd"].map((half, i) => ({ label: `T, ${half}`, digits: 3, of: ({ scaled }: Row) => scaled.temperatures[i] })),
      ...measures(({ scaled }) => scaled, ", scaled"),
    ],
  });

const pairs = {
  bnnLessPlain: "BNN, Gaussian prior, less plain network",
  bnnLessDropout: "BNN, Gaussian prior, less dropout 0.5",
  plainScaledLessPlain: "plain network after temperature scaling less before",
  bnnLessPlainScaled: "BNN, Gaussian prior, less plain network after temperature scaling",
} as const;

const comparisons = (result: MnistCalibrationResult): Table =>
  tableOf({
    name: "comparisons",
    title: "Differences of expected calibration error",
    caption: `In points of probability, of the top label over ten bins on the same ${images(result)}; the standard error is that of ${result.resamples} resamplings of the images, temperatures as fitted. Below 0 the first is the better calibrated.`,
    rows: groupsOf(result).flatMap(({ id, units, comparisons: all }) =>
      (Object.keys(pairs) as (keyof typeof pairs)[]).map((pair) => ({ id, units, pair: pairs[pair], ...all[pair] })),
    ),
    columns: [
      { label: "Units", of: ({ id, units }) => `${units}${id === "source" ? " (source's)" : ""}` },
      { label: "Difference", of: ({ pair }) => pair },
      { label: "ECE (points)", digits: 2, of: ({ difference }) => 100 * difference },
      { label: "Standard error", digits: 2, of: ({ standardError }) => 100 * standardError },
    ],
  });

const inLastBin = (["without", "with"] as const).flatMap((side) => (["count", "right"] as const).map((what) => ({ side, what })));

/** Of the source's networks the recorded number, of the figure's size the accuracy without exact ones. */
function publishedIn({ isSource, network, units }: Row, { side, what }: (typeof inLastBin)[number]): number | undefined {
  if (isSource) return published.find("last bin", network, side, what);
  return units === figureUnits && side === "without" && what === "right" ? publishedCurve(network)?.at(-1)?.accuracy : undefined;
}

const lastBins = (result: MnistCalibrationResult): Table =>
  tableOf({
    name: "last-bin",
    title: "Scores near 1, without and with those that are exactly 1",
    published: "Figure 19",
    caption: `The last of ten bins: scores and accuracy; ${images(result)}, the first ${result.draws.published} weight draws. Without: [0.9, 1), as the source drew it. With: 1.0 in float32 too. Published: Figure 19 for ${figureUnits} units; for the source's networks what another program recorded. ECE of the top label over ${recordedErrorBins} bins.${result.source ? "" : " The source's own networks were not read: --option models=FOLDER names where they are."}`,
    rows: rowsOf(result),
    columns: [
      ...subject,
      ...[false, true].flatMap((isPublished) =>
        inLastBin.map(({ side, what }): ColumnOf<Row> => {
          const label = what === "right" ? "right" : `${side === "with" ? "With" : "Without"}${isPublished ? ", published" : ""}`;
          const digits = what === "count" ? 0 : 4;
          if (isPublished) return { label, digits, published: true, of: (row) => publishedIn(row, { side, what }) };
          return { label, digits, of: (row) => row.published.lastBins[0][side][what] };
        }),
      ),
      {
        label: "ECE (%)",
        digits: 3,
        of: ({ published: { errors } }) => 100 * errors[0],
        beside: ({ isSource, network }) => (isSource ? 100 * published.number("calibration error", network) : null),
      },
    ],
  });
