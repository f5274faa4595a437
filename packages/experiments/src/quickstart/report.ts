import { bands, type Figure, histogram, histogramDensity, imageGrid, reliability, type Table } from "@credence/lab/figures";
import { trainingRegion } from "../regression/measures.ts";
import type { JudgedImage } from "./digits.ts";
import type { QuickstartResult } from "./result.ts";

/** Figures and numbers of a first look, from the result alone. */
export function quickstartReport(result: QuickstartResult): { figures: Figure[]; tables: Table[] } {
  return {
    figures: [bandsFigure(result), uncertaintyFigure(result), imagesFigure(result), reliabilityFigure(result)],
    tables: [numbersTable(result)],
  };
}

function bandsFigure({ regression }: QuickstartResult): Figure {
  const { bands: drawn, points } = regression;
  return {
    name: "bands",
    title: "A regression that knows where it has seen nothing",
    caption:
      "Bayes by backprop on noisy points of y = x + 0.3 sin(2 pi x) + 0.3 sin(4 pi x), all of them in the shaded region (every fourth is drawn). " +
      "The bands hold half and nine tenths of the functions drawn from the posterior.",
    plot: bands({
      panels: [
        {
          x: drawn.x,
          centre: drawn.median,
          bands: [
            { label: "5% to 95%", lower: drawn.q05, upper: drawn.q95 },
            { label: "25% to 75%", lower: drawn.q25, upper: drawn.q75 },
          ],
          points,
          truth: { x: drawn.x, y: drawn.x.map((x) => x + 0.3 * Math.sin(2 * Math.PI * x) + 0.3 * Math.sin(4 * Math.PI * x)) },
        },
      ],
      xLabel: "x",
      yLabel: "y",
      yWindow: [-1, 2],
      trainingRegion,
    }),
  };
}

function uncertaintyFigure({ digits: { digits, letters, auroc, draws } }: QuickstartResult): Figure {
  const upper = Math.max(...digits.epistemic, ...letters.epistemic);
  const density = (values: readonly number[]) => histogram(values, { lower: 0, upper, points: 30 });
  return {
    name: "uncertainty",
    title: "Unsure of letters",
    caption:
      `Epistemic uncertainty (mutual information of label and weights, nats, ${draws} draws) of a network trained on digits only: test digits against ` +
      `letters A to J, ${digits.epistemic.length} of each. A random letter is above a random digit with probability ${auroc.epistemic.toFixed(3)} (AUROC).`,
    plot: histogramDensity({
      series: [
        { label: "digits", density: density(digits.epistemic) },
        { label: "letters", density: density(letters.epistemic) },
      ],
      xLabel: "epistemic uncertainty (nats)",
      shape: "steps",
    }),
  };
}

function imagesFigure({ digits: { digits, letters } }: QuickstartResult): Figure {
  return {
    name: "images",
    title: "What the classifier is sure and unsure of",
    caption:
      "Under each image the digit the classifier takes it for, with its probability, and the epistemic uncertainty in nats; " +
      "in a row at most one image for each digit it was taken for. It never saw a letter.",
    plot: (Plot, palette, space) => {
      const columns = space.width < 560 ? 4 : 8;
      const rows: [string, readonly JudgedImage[]][] = [
        ["digits,\nsurest", digits.mostCertain],
        ["digits,\nleast sure", digits.leastCertain],
        ["letters,\nsurest", letters.mostCertain],
        ["letters,\nleast sure", letters.leastCertain],
      ];
      return imageGrid(Plot, palette, {
        images: rows.flatMap(([, images]) =>
          images.slice(0, columns).map(({ pixels, predicted, probability, epistemic }) => ({
            pixels,
            caption: [`${predicted} (${(100 * probability).toFixed(0)}%)`, `${epistemic.toFixed(3)} nats`],
          })),
        ),
        columns,
        rowLabels: rows.map(([label]) => label),
        size: 56,
        space,
      });
    },
  };
}

function reliabilityFigure({ digits }: QuickstartResult): Figure {
  return {
    name: "reliability",
    title: "Is it right as often as it is sure?",
    caption:
      `Test digits by the probability of the predicted class, in ten bins: the share that is right against the mean probability. ` +
      `Expected calibration error ${digits.expectedCalibrationError.toFixed(3)}.`,
    plot: reliability({ series: [{ label: "MC dropout", bins: digits.reliability }] }),
  };
}

function numbersTable({ regression, digits }: QuickstartResult): Table {
  const { stdDevInside, stdDevOutside, coverage } = regression.bands;
  return {
    name: "numbers",
    title: "Numbers",
    caption: "Standard deviations are those of f(x) over draws, without observation noise, in the units of y.",
    columns: [{ label: "measure" }, { label: "value", digits: 4 }],
    rows: [
      ["regression: mean sd where there is data", stdDevInside],
      ["regression: mean sd in [-0.2, 1.4] where there is none", stdDevOutside],
      ["regression: share of training points in the 5-95% band of f", coverage],
      ["digits: test accuracy", digits.accuracy],
      ["digits: expected calibration error", digits.expectedCalibrationError],
      ["letters against digits: AUROC of epistemic uncertainty", digits.auroc.epistemic],
      ["letters against digits: AUROC of total uncertainty", digits.auroc.total],
    ],
  };
}
