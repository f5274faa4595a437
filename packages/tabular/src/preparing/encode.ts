import { badInput } from "@credence/lab";
import { onCircle } from "../elementary-functions.ts";
import { missingColumn } from "../schema/schema.ts";
import { type Column, findColumn, isMissing, type Table, textAt } from "../table.ts";
import { type CategoryFeature, type DateFeature, type Feature, type NumberFeature, widthOf } from "./feature.ts";
import { timeAt } from "./fit-features.ts";
import { levelPlaces } from "./level-places.ts";

/** Rows of a table as inputs of the network. */
export interface EncodedRows {
  /** [rows, inputs], row-major. */
  readonly inputs: Float32Array<ArrayBuffer>;
  readonly width: number;
  /** Names of the columns whose value lies outside what training saw, by the place of the row. */
  readonly outOfRange: ReadonlyMap<number, readonly string[]>;
  /** Names of the columns with a level that training did not see, by the place of the row. */
  readonly unseenCategory: ReadonlyMap<number, readonly string[]>;
}

interface Place {
  readonly inputs: Float32Array;
  /** Of the row among those encoded. */
  readonly index: number;
  /** Of its first input of the feature. */
  readonly at: number;
}

type Encode = (row: number, place: Place) => "out of range" | "unseen" | undefined;

/**
 * Encodes some rows of a table, in the order given.
 * @throws BadInput for a column that is not there, and for a cell that is no number or no date where training had them
 */
export function encodeRows(
  table: Table,
  { features, rows }: { readonly features: readonly Feature[]; readonly rows: Int32Array },
): EncodedRows {
  const width = features.reduce((total, feature) => total + widthOf(feature), 0);
  const inputs = new Float32Array(rows.length * width);
  const flags = { "out of range": new Map<number, string[]>(), unseen: new Map<number, string[]>() };
  let offset = 0;
  for (const feature of features) {
    const encode = encoderOf(table, feature);
    for (let index = 0; index < rows.length; index++) {
      const flag = encode(rows[index], { inputs, index, at: index * width + offset });
      if (flag) flags[flag].set(index, [...(flags[flag].get(index) ?? []), feature.name]);
    }
    offset += widthOf(feature);
  }
  return { inputs, width, outOfRange: flags["out of range"], unseenCategory: flags.unseen };
}

function encoderOf(table: Table, feature: Feature): Encode {
  const column = findColumn(table, feature.name);
  if (column === undefined) throw missingColumn(table, feature.name, "which the model was fitted with");
  if (feature.kind === "number") return numbers(table, column, feature);
  return feature.kind === "date" ? dates(table, column, feature) : categories(column, feature);
}

function expected(table: Table, column: Column, { row, kind }: { readonly row: number; readonly kind: string }): Error {
  return badInput(`${table.place(row)}, column "${column.name}": ${JSON.stringify(textAt(column, row))}, expected a ${kind}`);
}

function numbers(table: Table, column: Column, feature: NumberFeature): Encode {
  const { median, mean, stdDev, least, greatest, indicator } = feature;
  const scale = stdDev > 0 ? 1 / stdDev : 1;
  return (row, { inputs, at }) => {
    const missing = isMissing(column, row);
    const value = missing ? median : column.numbers[row];
    if (!Number.isFinite(value)) throw expected(table, column, { row, kind: "finite number" });
    inputs[at] = (value - mean) * scale;
    if (!Number.isFinite(inputs[at])) throw expected(table, column, { row, kind: "number nearer to those of the training part" });
    if (indicator) inputs[at + 1] = Number(missing);
    const strange = missing ? !indicator : value < least || value > greatest;
    return strange ? "out of range" : undefined;
  };
}

const day = 86_400_000;
/** Days in a year, and in a week, of which the first day since 1970 was a Thursday. */
const cycles = [365.2425, 7];

function dates(table: Table, column: Column, feature: DateFeature): Encode {
  const { median, mean, stdDev, least, greatest, indicator } = feature;
  const scale = stdDev > 0 ? 1 / stdDev : 1;
  return (row, { inputs, at }) => {
    const missing = isMissing(column, row);
    const value = missing ? median : timeAt(column, row) / day;
    if (Number.isNaN(value)) throw expected(table, column, { row, kind: "date such as 2024-01-31" });
    inputs[at] = (value - mean) * scale;
    for (const [index, length] of cycles.entries()) {
      const { sine, cosine } = onCircle(value / length);
      inputs[at + 1 + 2 * index] = sine;
      inputs[at + 2 + 2 * index] = cosine;
    }
    if (indicator) inputs[at + 5] = Number(missing);
    const strange = missing ? !indicator : value < least || value > greatest;
    return strange ? "out of range" : undefined;
  };
}

function categories(column: Column, feature: CategoryFeature): Encode {
  const { levels, encoding, frequencies, missing, mean, stdDev } = feature;
  const placeOfLevel = levelPlaces(levels);
  const placeOf = (row: number): number | "missing" | "unseen" => {
    if (isMissing(column, row)) return missing > 0 ? "missing" : "unseen";
    return placeOfLevel(textAt(column, row)!) ?? "unseen";
  };
  return (row, { inputs, at }) => {
    const place = placeOf(row);
    if (encoding === "one-hot") inputs[at + (place === "unseen" ? levels.length + 1 : place === "missing" ? levels.length : place)] = 1;
    else {
      // a level that training did not see has no frequency: as a missing number, it is in the middle and says so
      const frequency = place === "unseen" ? mean : place === "missing" ? missing : frequencies[place];
      inputs[at] = (frequency - mean) / stdDev;
      inputs[at + 1] = Number(place === "unseen");
    }
    return place === "unseen" ? "unseen" : undefined;
  };
}
