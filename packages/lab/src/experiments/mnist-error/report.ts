import type { Figure, Table } from "../../report/figure.ts";
import { mnistNetworkLabels, mnistNetworkNames } from "../mnist/networks.ts";
import { errorCurves, freeEnergyCurves, objectiveCurves } from "./curves.ts";
import { publishedErrors, publishedUnits } from "./published.ts";
import { type MnistErrorResult, networkOf } from "./result.ts";

/** Table 3 and Figure 18, the published numbers beside ours. */
export const mnistErrorReport = (result: MnistErrorResult): { figures: Figure[]; tables: Table[] } => ({
  figures: [errorCurves(result), objectiveCurves(result), freeEnergyCurves(result)],
  tables: [errorTable(result)],
});

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
