import { type Figure, powerOfE, type Table } from "@credence/lab/figures";
import { mnistNetworkLabels, mnistNetworkNames } from "../mnist/networks.ts";
import { errorCurves, freeEnergyCurves, objectiveCurves } from "./curves.ts";
import { mixtureGrid, publishedErrors, publishedUnits, publishedWeights } from "./published.ts";
import { type MnistErrorResult, networkOf } from "./result.ts";

/** Table 3 and Figure 18, the published numbers beside ours. */
export const mnistErrorReport = (result: MnistErrorResult): { figures: Figure[]; tables: Table[] } => ({
  figures: [errorCurves(result), objectiveCurves(result), freeEnergyCurves(result)],
  tables: [errorTable(result), mixtureTable()],
});

function errorTable(result: MnistErrorResult): Table {
  const units = [...new Set([...publishedUnits, ...result.networks.map((one) => one.units)])].toSorted((a, b) => a - b);
  return {
    name: "test-error",
    title: "Test error in %",
    published: "Table 3",
    caption: `Error in % of the mean over 50 draws (as stated) and over 10 (as the source's code); mean negative log-likelihood (NLL, 50 draws) and KL per weight in nats. Stored run: what the stored run of the named network gives; it differs where the table's authors read another's. A standard error of counting is about 0.12 points on 10,000 images; here ${result.testImages.toLocaleString("en-US")} were used. The text gives all networks 600 epochs; the stored plain and dropout networks of 400 and 800 units had 300.`,
    columns: [
      { label: "Network" },
      { label: "Units" },
      { label: "Weights" },
      { label: "Weights", published: true },
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
        const place = publishedUnits.indexOf(size as (typeof publishedUnits)[number]);
        const theirs = publishedErrors[network][place];
        return [
          mnistNetworkLabels[network],
          size,
          ours?.weights ?? null,
          publishedWeights[place]?.count ?? null,
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

/** The source's search, which no budget repeats. */
function mixtureTable(): Table {
  const sized = (kind: string) => publishedUnits.map((units) => ({ label: `${kind}, ${units} units`, digits: 2, published: true }));
  return {
    name: "mixtures",
    title: "The mixture priors the source tried",
    caption:
      "Test error in % of the source's stored networks after 300 epochs; nothing here is ours. 50 draws: an evaluation of its own; in training: the last evaluation there, 10 draws. Weight and σ₁: of the wide part. The text calls (1/2, 1, e⁻⁷) the best of its grid, chosen on the test images; (1/2, 1, 0.2), of no cell of that grid, has the lowest errors with 50 draws in every size.",
    columns: [{ label: "Weight" }, { label: "σ₁" }, { label: "σ₂" }, ...sized("50 draws"), ...sized("in training")],
    rows: mixtureGrid.map(({ weight, minusLogStdDev1, minusLogStdDev2, stdDev2, fiftyDraws, lastEvaluation }) => [
      weight,
      powerOfE(minusLogStdDev1),
      minusLogStdDev2 === null ? String(stdDev2) : powerOfE(minusLogStdDev2),
      ...fiftyDraws,
      ...(lastEvaluation ?? [null, null, null]),
    ]),
  };
}
