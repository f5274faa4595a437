import { asks, explained, publishedNumbers, type Quantity, type Repeated, type Said, within } from "@credence/lab";
import { mnistNetworkLabels, type TableNetworkName } from "../mnist/networks.ts";
import { importedNetworkList } from "../mnist/source-networks.ts";
import type { ImportedNetworksResult, ImportedResult } from "./imported-networks.ts";
import numbers from "./published.json" with { type: "json" };
import { reasons } from "./reasons.ts";

type RecordName = keyof typeof numbers;

const published = publishedNumbers(numbers);

/** A network's number of the table, or of another program: a mean has the standard deviation of one evaluation, or of one draw. */
export const recordedOf = (record: RecordName, name: TableNetworkName) => ({
  value: published.find(record, name) ?? published.find(record, name, "mean"),
  stdDev: published.find(record, name, "stdDev"),
});

/** Our number, or mean over evaluations, beside that of a record. */
export function measuredOf(record: RecordName, { point, ...ours }: ImportedResult): Quantity | null {
  const named: Record<RecordName, number | null | Repeated> = {
    ...ours,
    pointError: point.errorPercent,
    pointNll: point.nllPerDatum,
    // the Bayesian ones with ten draws, as the source evaluated them
    table: ours.draws10 ?? point.errorPercent,
  };
  const found = named[record];
  if (found === null) return null;
  return typeof found === "number" ? { value: found } : { value: found.mean, error: { of: "draws", size: found.stdDev, n: found.count } };
}

/** Of the weights, or their means, as one network, and of the mean over draws of the weights. `width` is asked where no draws are compared. */
export const measures = [
  { record: "pointError", id: "point-error", quantity: "error", setting: "weights", unit: "%", width: 1e-6 },
  { record: "pointNll", id: "point-nll", quantity: "NLL", setting: "weights", unit: "nats", width: 1e-5 },
  { record: "oneDraw", id: "draws-1", quantity: "error", setting: "1 draw", unit: "%", width: 0 },
  { record: "draws10", id: "draws-10", quantity: "error", setting: "10 draws", unit: "%", width: 0 },
  { record: "draws50", id: "draws-50", quantity: "error", setting: "50 draws", unit: "%", width: 0 },
  { record: "nll50", id: "nll-50", quantity: "NLL", setting: "50 draws", unit: "nats", width: 0 },
] as const;

const others = [
  // two evaluations of one network: the source used 9984 random images, and dropped the rest
  { record: "table", id: "table-3", quantity: "Table 3: test error", setting: "400 units", unit: "%", width: 0.1 },
  // where it is a closed form: 478,410 float32 terms, two parts in a million
  { record: "complexity", id: "complexity", quantity: "KL[q || prior]", setting: "exact or 20 draws", unit: "nats", width: 2 },
] as const;

/** Evaluations of one network may lie this far from the recorded mean. */
const stdDevs = 3;

const said = [...measures.map((one) => ({ ...one, quantity: `Test ${one.quantity}` })), ...others];

const claims = importedNetworkList.flatMap(({ name }) => {
  const ours = ({ networks }: ImportedNetworksResult) => networks.find((one) => one.name === name);
  return said.flatMap(({ record, id, quantity, setting, unit, width }): Said<ImportedNetworksResult>[] => {
    const { value, stdDev } = recordedOf(record, name);
    if (value === undefined) return [];
    const misread = id === "table-3" && name === "dnn-dropout" ? " (the table's number is that of 1200 units)" : "";
    const spread = stdDev ? `within ${stdDevs} standard deviations of one (${stdDev})` : "";
    return [
      {
        id: `${name}-${id}`,
        variant: id === "table-3" ? "as stated" : "external",
        statement: `${quantity} in ${unit}, ${setting}, ${mnistNetworkLabels[name]}${misread}`,
        published: value,
        measured: (result) => measuredOf(record, ours(result)!),
        where: (result) => ours(result) !== undefined,
        asks: stdDev ? asks(spread, within(stdDevs * stdDev).holds) : within(width, unit),
        tested: (_, budget) => budget !== "smoke" || id === "complexity",
      },
    ];
  });
});

/** Recorded numbers against ours, then Table 3 against the network it was read from. All but the complexity need every test image. */
export const importedNetworksClaims: readonly Said<ImportedNetworksResult>[] = explained(claims, reasons);
