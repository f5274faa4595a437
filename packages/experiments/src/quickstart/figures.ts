import { blundellCurve } from "@credence/lab";
import { bands, type Figure, histogram, histogramDensity, imageGrid, reliability, type Table, tableOf } from "@credence/lab/figures";
import { trainingRegion } from "./measures.ts";
import type { QuickstartResult } from "./quickstart.ts";

/** What a first look shows, from the result alone. */
export function quickstartFigures({ regression: { bands: f, points }, digits: classifier }: QuickstartResult): Figure[] {
  const { digits, letters, draws, auroc, expectedCalibrationError } = classifier;
  const sets = Object.entries({ digits, letters });
  const upper = Math.max(...digits.epistemic, ...letters.epistemic);
  const series = sets.map(([label, { epistemic }]) => ({ label, density: histogram(epistemic, { lower: 0, upper, points: 30 }) }));
  const band = (label: string, lower: readonly number[], upper: readonly number[]) => ({ label, lower, upper });
  const quantiles = [band("5 % to 95 %", f.q05, f.q95), band("25 % to 75 %", f.q25, f.q75)];
  const panel = { x: f.x, centre: f.median, bands: quantiles, points, truth: { x: f.x, y: f.x.map((x) => blundellCurve(x)) } };
  const rows = sets.flatMap(([name, { mostCertain, leastCertain }]) => [
    { label: `${name},\nsurest`, seen: mostCertain },
    { label: `${name},\nleast sure`, seen: leastCertain },
  ]);
  return [
    {
      name: "bands",
      title: "A regression that knows where it has seen nothing",
      finding: `Where there are no data the functions differ ${(f.stdDevOutside / f.stdDevInside).toFixed(1)} times as much as where there are.`,
      caption: `Bayes by backprop on noisy points of y = x + 0.3 sin(2 pi x) + 0.3 sin(4 pi x), all in the shaded region (every fourth is drawn). The bands hold half and nine tenths of the functions drawn from the posterior.`,
      plot: bands({ panels: [panel], xLabel: "x", yLabel: "y", yWindow: [-1, 2], trainingRegion }),
    },
    {
      name: "uncertainty",
      title: "Unsure of letters",
      finding: `A random letter is less certain than a random digit with probability ${auroc.epistemic.toFixed(3)} (AUROC).`,
      caption: `Epistemic uncertainty (mutual information of label and weights, nats, ${draws} draws) of a network trained on digits: ${digits.epistemic.length} test digits, and as many letters A to J.`,
      plot: histogramDensity({ series, xLabel: "epistemic uncertainty (nats)", shape: "steps" }),
    },
    {
      name: "images",
      title: "What the classifier is sure and unsure of",
      finding: `The least certain letter has ${letters.leastCertain[0].epistemic.toFixed(3)} nats, the least certain digit ${digits.leastCertain[0].epistemic.toFixed(3)}; the classifier never saw a letter.`,
      caption: `Under each image the digit it is taken for, with its probability, and the epistemic uncertainty in nats; in a row at most one image for each digit.`,
      plot(Plot, palette, space) {
        const columns = space.width < 560 ? 4 : 8;
        const images = rows.flatMap(({ seen }) =>
          seen.slice(0, columns).map(({ pixels, predicted, probability, epistemic }) => ({
            pixels,
            caption: [`${predicted} (${(100 * probability).toFixed(0)} %)`, `${epistemic.toFixed(3)} nats`],
          })),
        );
        return imageGrid({ images, columns, rowLabels: rows.map(({ label }) => label), size: 56 })(Plot, palette, space);
      },
    },
    {
      name: "reliability",
      title: "Is it right as often as it is sure?",
      finding: `The probability and the share that is right differ by ${expectedCalibrationError.toFixed(3)} in the mean (expected calibration error).`,
      caption: `Test digits by the probability of the predicted class, in ten bins: the share that is right against the mean probability.`,
      plot: reliability({ series: [{ label: "MC dropout", bins: classifier.reliability }] }),
    },
  ];
}

export function quickstartTables({ regression: { bands: f }, digits }: QuickstartResult): Table[] {
  const rows = Object.entries({
    "regression: mean sd where there is data": f.stdDevInside,
    "regression: mean sd in [-0.2, 1.4] where there is none": f.stdDevOutside,
    "regression: share of training points in the 5-95 % band of f": f.coverage,
    "digits: test accuracy": digits.accuracy,
    "digits: expected calibration error": digits.expectedCalibrationError,
    "letters against digits: AUROC of epistemic uncertainty": digits.auroc.epistemic,
    "letters against digits: AUROC of total uncertainty": digits.auroc.total,
  });
  const caption = "Standard deviations are those of f(x) over draws, without observation noise, in the units of y.";
  const value = { label: "value", digits: 4, of: ([, number]: (typeof rows)[number]) => number };
  return [
    tableOf({ name: "numbers", title: "Numbers", caption, rows, columns: [{ label: "measure", of: ([measure]) => measure }, value] }),
  ];
}
