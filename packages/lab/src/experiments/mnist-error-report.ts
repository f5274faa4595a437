import { type Curve, curves } from "../report/charts/index.ts";
import type { Figure, Table } from "../report/figure.ts";
import { publishedCurves, publishedErrors, publishedUnits } from "./mnist-error-published.ts";
import { type MnistErrorResult, networkOf } from "./mnist-error-result.ts";
import { mnistNetworkLabels, mnistNetworkNames } from "./mnist-networks.ts";

/** Epochs between two points of the published Bayesian curves. */
const publishedEvery = 20;

const publishedTrainImages = 60_000;

/** Table 3 and Figure 18, the published numbers beside ours. */
export const mnistErrorReport = (result: MnistErrorResult): { figures: Figure[]; tables: Table[] } => ({
  figures: [learningCurves(result)],
  tables: [errorTable(result)],
});

function learningCurves(result: MnistErrorResult): Figure {
  const ours = result.networks.filter(({ trace }) => trace.length > 0);
  const lastEpoch = Math.max(...ours.flatMap(({ trace }) => trace.map(({ epoch }) => epoch)));
  // An epoch over a part of the images is another thing.
  const comparable = result.trainImages === publishedTrainImages;
  const panel = (units: number) => `${units} units`;
  const measured = ours.map(
    ({ network, units, trace }): Curve => ({
      label: mnistNetworkLabels[network],
      panel: panel(units),
      x: trace.map(({ epoch }) => epoch),
      y: trace.map(({ errorPercent }) => errorPercent),
    }),
  );
  const published = ours.flatMap(({ network, units }): Curve[] => {
    const curve = publishedCurves[network][units];
    if (!curve || !comparable) return [];
    // A short training is drawn beside about the same epochs of the published one, not beside all 600; at least beside its first
    // two points.
    const shown = curve.epoch.filter((epoch) => epoch <= Math.max(1.1 * lastEpoch, publishedEvery + 1)).length;
    const [x, y] = [curve.epoch.slice(0, shown), curve.errorPercent.slice(0, shown)];
    return [{ label: mnistNetworkLabels[network], panel: panel(units), published: true, x, y }];
  });
  return {
    name: "learning-curves",
    title: "Test error during training",
    published: "Figure 18",
    caption: [
      `Test error in % on ${result.testImages.toLocaleString("en-US")} images, ten weight draws for the Bayesian networks; learning rate ${result.learningRate}, ${result.schedule === "cosine" ? "falling to 0 by half a cosine" : "constant"}.`,
      comparable
        ? `Dashed: the source's stored runs (learning rate 0.0001, constant; its Bayesian curves have one point every ${publishedEvery} epochs).`
        : `Trained on ${result.trainImages.toLocaleString("en-US")} images only.`,
      "Figure 18 shows 1200 units; its curve named Gaussian is the mixture network.",
    ].join(" "),
    plot: (Plot, palette, space) =>
      curves(Plot, palette, {
        curves: [...measured, ...published],
        xLabel: "epoch",
        yLabel: "test error (%)",
        yScale: "log",
        space,
      }),
  };
}

function errorTable(result: MnistErrorResult): Table {
  const units = [...new Set([...publishedUnits, ...result.networks.map((one) => one.units)])].toSorted((a, b) => a - b);
  return {
    name: "test-error",
    title: "Test error in %",
    published: "Table 3",
    caption: `Error in % of the mean over 50 draws (as stated) and over 10 (as the source's code); mean negative log-likelihood (NLL, 50 draws) and KL per weight in nats. Stored run: what the network behind the cell gives, where the table's authors took another. A standard error of counting is about 0.12 points on 10,000 images; here ${result.testImages.toLocaleString("en-US")} were used.`,
    columns: [
      { label: "Network" },
      { label: "Units" },
      { label: "Epochs" },
      { label: "50 draws", digits: 2 },
      { label: "10 draws", digits: 2 },
      { label: "NLL", digits: 3 },
      { label: "KL per weight", digits: 2 },
      { label: "Table 3", digits: 2, published: true },
      { label: "Stored run", digits: 2, published: true },
      { label: "Blundell", digits: 2, published: true },
    ],
    rows: mnistNetworkNames.flatMap((network) =>
      units.map((size) => {
        const ours = networkOf(result, network, size);
        const theirs = publishedErrors[network][publishedUnits.indexOf(size as (typeof publishedUnits)[number])];
        return [
          mnistNetworkLabels[network],
          size,
          ours?.epochs ?? null,
          ours?.errorStated ?? null,
          ours?.errorPublished ?? null,
          ours?.nllPerDatum ?? null,
          ours?.complexityPerWeight ?? null,
          theirs?.stated ?? null,
          theirs?.stored ?? null,
          theirs?.blundell ?? null,
        ];
      }),
    ),
  };
}
