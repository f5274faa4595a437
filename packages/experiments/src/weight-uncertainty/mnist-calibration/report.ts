import { type Figure, type ReliabilityOverlay, reliability, type Table } from "@credence/lab/figures";
import type { metrics } from "credence";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { publishedCurves, publishedFigureUnits, recordedErrorBins, recordedErrors, recordedLastBins } from "./published.ts";
import {
  type Calibration,
  type CalibrationGroup,
  groupLabel,
  groupsOf,
  type MnistCalibrationResult,
  type NetworkCalibration,
} from "./result.ts";

/** Figure 19 for every size and for the source's networks: as its code drew it, and with top labels, beside temperature scaling. */
export const mnistCalibrationReport = (result: MnistCalibrationResult): { figures: Figure[]; tables: Table[] } => ({
  figures: groupsOf(result).flatMap((group) => [pooledFigure(result, group), topLabelFigure(result, group)]),
  tables: [scoreTable(result), comparisonTable(result), lastBinTable(result)],
});

const images = ({ testImages }: MnistCalibrationResult) => `${testImages.toLocaleString("en-US")} test images`;

const epochsOf = ({ networks: [{ epochs }], id }: CalibrationGroup) => (id === "source" || epochs === null ? "" : `, ${epochs} epochs`);

function pooledFigure(result: MnistCalibrationResult, group: CalibrationGroup): Figure {
  return {
    name: `pooled-${group.id}`,
    title: `Calibration as published, ${groupLabel(group)}`,
    published: "Figure 19",
    caption: `Share of the scores in a bin that were right against their mean, ${images(result)}, ${result.draws.published} weight draws for the Bayesian networks${epochsOf(group)}: the scores of all ten classes pooled, without those of exactly 1, as the source's code has it; in each bin its count. Dashed: Figure 19 (${publishedFigureUnits} units, 600 epochs, read off; the source gives no counts). The source says that the BNN is very close to the line and that the plain network is right about 70% of the time at scores near 1; the last bin lacks the scores that are 1 in float32, which are most of those near 1 once a network is trained for long.`,
    plot: reliability({
      series: group.networks.map((one) => ({
        label: mnistNetworkLabels[one.network],
        bins: one.published.bins,
        overlays: publishedOverlay(one),
      })),
      xLabel: "mean score in the bin (all classes)",
    }),
  };
}

function publishedOverlay({ network }: NetworkCalibration): ReliabilityOverlay[] {
  const curve = publishedCurves[network];
  if (!curve) return [];
  const points = curve.confidence.map((confidence, i) => ({ confidence, accuracy: curve.accuracy[i] }));
  return [{ label: "published, 1200 units", kind: "published", points }];
}

function topLabelFigure(result: MnistCalibrationResult, group: CalibrationGroup): Figure {
  return {
    name: `top-label-${group.id}`,
    title: `Calibration of the top label, ${groupLabel(group)}`,
    published: "Figure 19",
    caption: `Share of the predictions in a bin that were right against their mean score, ${images(result)}, ${result.draws.stated} weight draws for the Bayesian networks${epochsOf(group)}: the most probable class of each image, scores of exactly 1 among them; in each bin its count. Hollow: after temperature scaling, each half of the images at the temperature fitted to the other half, since the source keeps no validation set.`,
    plot: reliability({
      series: group.networks.map(({ network, stated, scaled }) => ({
        label: mnistNetworkLabels[network],
        bins: stated.bins,
        overlays: [{ label: "after temperature scaling", kind: "variant", points: filled(scaled.bins) }],
      })),
      xLabel: "mean score in the bin (top label)",
    }),
  };
}

const filled = (bins: readonly metrics.ReliabilityBin[]): { confidence: number; accuracy: number }[] =>
  bins.flatMap(({ confidence, accuracy }) => (confidence === null || accuracy === null ? [] : [{ confidence, accuracy }]));

const nameOf = (group: CalibrationGroup, { network }: NetworkCalibration) =>
  `${mnistNetworkLabels[network]}${group.id === "source" ? " (source's)" : ""}`;

function scoreTable(result: MnistCalibrationResult): Table {
  const row = (calibration: Calibration) => [
    100 * calibration.ece,
    100 * calibration.mce,
    100 * calibration.overconfidence.mean,
    calibration.nllPerDatum,
    calibration.brier,
  ];
  const measures = [
    { label: "ECE (%)", digits: 2 },
    { label: "MCE (%)", digits: 1 },
    { label: "Overconfidence (%)", digits: 2 },
    { label: "NLL", digits: 4 },
    { label: "Brier", digits: 4 },
  ];
  return {
    name: "scores",
    title: "Calibration of the top label, before and after temperature scaling",
    caption: `${images(result)}, ${result.draws.stated} weight draws. Expected (ECE) and maximum (MCE) calibration error over ten bins, mean score less share right (overconfidence), negative log-likelihood in nats per datum (NLL), Brier score summed over classes. The MCE is that of the worst bin, however few it holds. T: temperatures fitted by likelihood to either half of the images (even and odd places), of a Bayesian network's averaged probabilities; an image is scored at that of the other half.`,
    columns: [
      { label: "Network" },
      { label: "Units" },
      { label: "Error (%)", digits: 2 },
      ...measures,
      { label: "T, even", digits: 3 },
      { label: "T, odd", digits: 3 },
      ...measures.map(({ label, digits }) => ({ label: `${label}, scaled`, digits })),
    ],
    rows: groupsOf(result).flatMap((group) =>
      group.networks.map((one) => [
        nameOf(group, one),
        one.units,
        one.stated.errorPercent,
        ...row(one.stated),
        ...one.scaled.temperatures,
        ...row(one.scaled),
      ]),
    ),
  };
}

function comparisonTable(result: MnistCalibrationResult): Table {
  const rows = {
    bnnLessPlain: "BNN, Gaussian prior, less plain network",
    bnnLessDropout: "BNN, Gaussian prior, less dropout 0.5",
    plainScaledLessPlain: "plain network after temperature scaling less before",
    bnnLessPlainScaled: "BNN, Gaussian prior, less plain network after temperature scaling",
  } as const;
  const names = Object.keys(rows) as (keyof typeof rows)[];
  return {
    name: "comparisons",
    title: "Differences of expected calibration error",
    caption: `In points of probability, of the top label over ten bins on the same ${images(result)}; the standard error is that of ${result.resamples} resamplings of the images, temperatures as fitted. Below 0 the first is the better calibrated.`,
    columns: [{ label: "Units" }, { label: "Difference" }, { label: "ECE (points)", digits: 2 }, { label: "Standard error", digits: 2 }],
    rows: groupsOf(result).flatMap((group) =>
      names.map((name) => {
        const { difference, standardError } = group.comparisons[name];
        return [`${group.units}${group.id === "source" ? " (source's)" : ""}`, rows[name], 100 * difference, 100 * standardError];
      }),
    ),
  };
}

function lastBinTable(result: MnistCalibrationResult): Table {
  return {
    name: "last-bin",
    title: "Scores near 1, without and with those that are exactly 1",
    published: "Figure 19",
    caption: `The last of ten bins: how many scores, and the share of them that was right; ${images(result)}, the first ${result.draws.published} weight draws. Without: [0.9, 1), as the source drew it. With: 1.0 in float32 too. Published: Figure 19 for ${publishedFigureUnits} units; for the source's networks of 400 units what another program recorded, as it did the expected calibration error (ECE) over ${recordedErrorBins} bins, here of the top label and the same draws.${result.source ? "" : " The source's own networks were not read: --option models=FOLDER names where they are."}`,
    columns: [
      { label: "Network" },
      { label: "Units" },
      { label: "Without", digits: 0 },
      { label: "right", digits: 4 },
      { label: "With", digits: 0 },
      { label: "right", digits: 4 },
      { label: "Without, published", digits: 0, published: true },
      { label: "right", digits: 4, published: true },
      { label: "With, published", digits: 0, published: true },
      { label: "right", digits: 4, published: true },
      { label: "ECE (%)", digits: 3 },
      { label: "ECE (%), published", digits: 3, published: true },
    ],
    rows: groupsOf(result).flatMap((group) =>
      group.networks.map((one) => {
        const { without, with: all } = one.published.lastBins[0];
        const measured = [without.count, without.right, all.count, all.right];
        const recorded = group.id === "source" ? 100 * recordedErrors[one.network] : null;
        return [nameOf(group, one), one.units, ...measured, ...publishedLastBin(group, one), 100 * one.published.errors[0], recorded];
      }),
    ),
  };
}

function publishedLastBin({ id }: CalibrationGroup, { network, units }: NetworkCalibration): (number | null)[] {
  const recorded = id === "source" ? recordedLastBins[network] : undefined;
  if (recorded) return [recorded.without.count, recorded.without.right, recorded.with.count, recorded.with.right];
  const figure = units === publishedFigureUnits ? publishedCurves[network] : undefined;
  return [null, figure?.accuracy.at(-1) ?? null, null, null];
}
