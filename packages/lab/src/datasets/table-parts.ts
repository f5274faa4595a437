import { type Key, permutation, type Tensor, tensor } from "@credence/tensor";
import { type Data, type OutputScaling, scaleTargets, standardization } from "credence";
import { badInput } from "../host.ts";
import type { SplitTable } from "./split-table.ts";

/** Rows by number: those a network is fitted to, and those it is asked about. */
export interface TableRows {
  /** Of the rows a network is fitted to. */
  readonly fitted: Int32Array;
  /** Of those it is asked about. */
  readonly asked: Int32Array;
}

/** The same as arrays, every column of mean 0 and standard deviation 1 over the fitted rows. */
export interface TableParts {
  readonly fitted: Data;
  readonly asked: Data;
  /** Targets of the rows asked about, in their own units, [rows, 1]. */
  readonly truth: Tensor<"float32">;
  readonly targetScaling: OutputScaling;
}

/** The training and the test part of a split. @throws BadInput for a split that the table does not have */
export function rowsOfSplit({ name, rows, test }: SplitTable, split: number): TableRows {
  const asked = test[split];
  if (!asked) throw badInput(`${name}: ${test.length} splits, expected ${split + 1}; --option splits=${test.length} takes all`);
  const held = new Set(asked);
  return { asked, fitted: Int32Array.from({ length: rows }, (_, row) => row).filter((row) => !held.has(row)) };
}

/** Holds back a fifth of some rows, drawn by the key, to ask about. */
export function holdBackFifth(rows: Int32Array, key: Key): TableRows {
  const shuffled = Int32Array.from(permutation(key, rows.length), (place) => rows[place]!);
  const kept = Math.floor(0.8 * rows.length);
  return { fitted: shuffled.subarray(0, kept), asked: shuffled.subarray(kept) };
}

/** Rows of a table as arrays. */
export async function tableParts(table: SplitTable, { fitted, asked }: TableRows): Promise<TableParts> {
  const [own, other] = [arraysOf(table, fitted), arraysOf(table, asked)];
  const [inputScaling, targetScaling] = [await standardization(own.x), await standardization(own.y)];
  const scaled = async ({ x, y }: typeof own): Promise<Data> => ({
    x: await scaleTargets(x, inputScaling),
    y: await scaleTargets(y, targetScaling),
  });
  return { fitted: await scaled(own), asked: await scaled(other), truth: other.y, targetScaling };
}

function arraysOf({ features: { length: width }, x, y }: SplitTable, rows: Int32Array) {
  const cells = Float32Array.from({ length: rows.length * width }, (_, i) => x[rows[Math.floor(i / width)]! * width + (i % width)]!);
  const targets = Float32Array.from(rows, (row) => y[row]!);
  return { x: tensor(cells, [rows.length, width]), y: tensor(targets, [rows.length, 1]) };
}
