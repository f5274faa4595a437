import { integers, tensor } from "@credence/tensor";
import type { Data } from "credence";
import { arrayOf, type Inputs } from "../models/moments.ts";
import { type EncodedRows, encodeRows } from "../preparing/encode.ts";
import type { Feature } from "../preparing/feature.ts";
import { classPlaces, type TargetCode } from "../preparing/target-scale.ts";
import { byPart, type PartName, type Split } from "../splitting/split.ts";
import { type Column, findColumn, type Table } from "../table.ts";

/** A part of the rows, encoded. */
export interface Part<Encoded extends Inputs = Inputs> {
  /** Inputs of the network. */
  readonly encoded: Encoded;
  /** Numbers in units of the target, or places of classes. */
  readonly truth: Float64Array | Int32Array;
}

/** Encodes every part by what the training part taught. */
export function encodeParts(
  table: Table,
  {
    split,
    features,
    target,
    code,
  }: { readonly split: Split; readonly features: readonly Feature[]; readonly target: string; readonly code: TargetCode },
): Readonly<Record<PartName, Part<EncodedRows>>> {
  const column = findColumn(table, target)!;
  return byPart((name) => {
    const rows = split[name];
    return { encoded: encodeRows(table, { features, rows }), truth: truthOf(column, { rows, code }) };
  });
}

const truthOf = (column: Column, { rows, code }: { readonly rows: Int32Array; readonly code: TargetCode }): Part["truth"] =>
  code.kind === "number" ? Float64Array.from(rows, (row) => column.numbers[row]) : classPlaces(column, rows, code.classes);

/** Some rows of a part, in the order given. */
export function rowsOfPart({ encoded, truth }: Part, places: Int32Array): Part {
  const { inputs, width } = encoded;
  const own = new Float32Array(places.length * width);
  for (const [index, place] of places.entries()) own.set(inputs.subarray(place * width, (place + 1) * width), index * width);
  return { encoded: { ...encoded, inputs: own }, truth: truthAt(truth, places) };
}

const truthAt = (truth: Part["truth"], places: Int32Array): Part["truth"] =>
  truth instanceof Float64Array ? Float64Array.from(places, (place) => truth[place]) : Int32Array.from(places, (place) => truth[place]);

/** A part as arrays of the engine, its numbers scaled. */
export function dataOf({ encoded, truth }: Part, code: TargetCode): Data {
  const x = arrayOf(encoded);
  if (code.kind === "class") return { x, y: integers(truth as Int32Array) };
  const y = Float32Array.from(truth, (value) => (value - code.mean) / code.stdDev);
  return { x, y: tensor(y, [y.length, 1]) };
}
