import { type Figure, linesBy, type Table, tableOf } from "@credence/lab/figures";
import { methodSlots } from "../methods/method-slots.ts";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { measuredOf, measures, recordedOf } from "./claims.ts";
import type { ImportedNetworksResult } from "./imported-networks.ts";

const rowsOf = ({ networks }: ImportedNetworksResult) =>
  networks.flatMap((ours) =>
    measures.flatMap(({ record, quantity, setting, unit }) => {
      const measured = measuredOf(record, ours);
      const { value, stdDev = null } = recordedOf(record, ours.name);
      if (!measured || value === undefined) return [];
      const label = mnistNetworkLabels[ours.name];
      return [{ label, quantity, setting, unit, measured: measured.value, spread: measured.error?.size ?? null, published: value, stdDev }];
    }),
  );

/** Errors by the number of draws, beside those of another program. */
export function importedNetworksFigures(result: ImportedNetworksResult): Figure[] {
  const errors = rowsOf(result).filter(({ quantity }) => quantity === "error");
  return [
    {
      name: "error-by-draws",
      title: "Test error of the source's networks by the number of weight draws",
      published: "Table 3, 400 units",
      finding: `Largest difference from the other program: ${Math.max(...errors.map(({ measured, published }) => Math.abs(measured - published))).toFixed(2)} points of ${errors.length} errors, on ${result.testImages.toLocaleString("en-US")} images here and 10,000 there.`,
      caption: `Test error in %, with bars of one standard deviation over evaluations; crosses, another program on the same files. "Weights" takes a point network, or the means of a posterior, as one network.`,
      method: `${result.evaluations} evaluations of ${result.draws} draws, which also make the tens and the single draws.`,
      plot: linesBy({
        series: [...new Set(errors.map(({ label }) => label))].map((label) => ({
          label,
          points: errors.filter((row) => row.label === label),
        })),
        ...{ slots: methodSlots, beside: "another program" },
        xLabel: "prediction",
        yLabel: "test error (%)",
      }),
    },
  ];
}

export const importedNetworksTables = (result: ImportedNetworksResult): Table[] => [
  tableOf({
    name: "recorded",
    title: "Measured here and recorded elsewhere",
    caption: `Recorded: another program (float32) on the same files and 10,000 images; here ${result.testImages.toLocaleString("en-US")} images. Spreads are standard deviations of one evaluation.`,
    rows: rowsOf(result),
    columns: [
      { label: "Network", of: ({ label }) => label },
      { label: "Quantity", of: ({ quantity, setting, unit }) => `${quantity}, ${setting} (${unit})` },
      { label: "Measured", digits: 4, of: ({ measured }) => measured },
      { label: "Spread", digits: 4, of: ({ spread }) => spread },
      { label: "Recorded", digits: 4, published: true, of: (row) => row.published },
      { label: "Spread recorded", digits: 4, published: true, of: (row) => row.stdDev },
    ],
  }),
];
