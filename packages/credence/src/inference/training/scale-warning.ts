import type { Tensor } from "@credence/tensor";
import { rowBlocks, rowWidth } from "../../model/row-blocks.ts";

/** An array of a data set, [rows, ...]: the values of a row are its columns. */
export interface NamedRows {
  readonly name: string;
  readonly rows: Tensor;
}

/**
 * Root mean square of a column from which on it is said to be far from unit scale. Weights begin with pre-activations of the size of the inputs and
 * outputs below 1, and Adam moves a weight by some 0.001 a step: to reach a target of 20 by its bias alone takes 20,000 steps. Standardised columns
 * have 1, pixels of 0 to 1 less; pixels of 0 to 255 have some 80, years 2,000.
 */
const LARGE = 20;

/** Standard deviation of a column below which its differences are lost beside noise of standard deviation 1, or beside columns of unit scale. */
const SMALL = 0.01;

interface Column {
  readonly index: number;
  readonly mean: number;
  readonly stdDev: number;
}

const sizeOf = ({ mean, stdDev }: Column): number => Math.hypot(mean, stdDev);

/** Mean and standard deviation of each column, in one pass in float64 about the first row, so that equal values have no spread at all. */
async function columnsOf(x: Tensor): Promise<Column[]> {
  const width = rowWidth(x);
  const rows = x.size / width;
  const first = await x.read({ from: 0, count: width });
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  for await (const { values } of rowBlocks(x))
    for (let at = 0; at < values.length; at += width)
      for (let column = 0; column < width; column++) {
        const distance = values[at + column]! - first[column]!;
        sums[column]! += distance;
        squares[column]! += distance * distance;
      }
  return Array.from({ length: width }, (_, index) => {
    const distance = sums[index]! / rows;
    return { index, mean: first[index]! + distance, stdDev: Math.sqrt(Math.max(0, squares[index]! / rows - distance ** 2)) };
  });
}

/** Those of the columns that one value fills by half or more, as 0 does in indicators and in pixels of the border: its spread says how rare the others are. */
async function mostlyOneValue(x: Tensor, columns: readonly Column[]): Promise<ReadonlySet<Column>> {
  // a majority outlives every pairing of two different values (Boyer and Moore); by how much, says that it is one of three quarters
  const majorities = columns.map((column) => ({ column, candidate: Number.NaN, lead: 0 }));
  for await (const { values, width } of rowBlocks(x))
    for (const majority of majorities)
      for (let at = majority.column.index; at < values.length; at += width) {
        if (majority.lead === 0) majority.candidate = values[at]!;
        majority.lead += values[at] === majority.candidate ? 1 : -1;
      }
  const rows = x.size / rowWidth(x);
  return new Set(majorities.filter(({ lead }) => lead >= rows / 2).map(({ column }) => column));
}

/** The column farthest from unit scale, if one is far: the largest, else the one that varies least. */
async function farthest(x: Tensor): Promise<Column | undefined> {
  const columns = await columnsOf(x);
  const largest = columns.reduce((far, column) => (sizeOf(column) > sizeOf(far) ? column : far), columns[0]!);
  if (sizeOf(largest) > LARGE) return largest;
  const small = columns.filter(({ stdDev }) => stdDev > 0 && stdDev < SMALL);
  if (small.length === 0) return undefined;
  const rare = await mostlyOneValue(x, small);
  return small
    .filter((column) => !rare.has(column))
    .reduce<Column | undefined>((least, column) => (least && least.stdDev <= column.stdDev ? least : column), undefined);
}

const shown = (value: number): string => String(Number(value.toPrecision(3)));

/**
 * One line about inputs and real targets far from unit scale, where a fit with default settings ends in nonsense without a word; undefined where they
 * are near it.
 */
export async function scaleWarning(where: string, parts: readonly NamedRows[]): Promise<string | undefined> {
  const far: string[] = [];
  for (const { name, rows } of parts) {
    const column = rows.size > 0 ? await farthest(rows) : undefined;
    if (column) far.push(`${name} (column ${column.index} has mean ${shown(column.mean)} and standard deviation ${shown(column.stdDev)})`);
  }
  if (far.length === 0) return undefined;
  return (
    `${where}: far from unit scale, for which weights, priors and rates of learning are meant: ${far.join(" and ")}; fit columns of mean 0 and standard ` +
    "deviation 1, scaleTargets(y, await standardization(y)), and give measures the targetScaling"
  );
}

/** Where warnings go unless a fit is told: the console, which every host has. */
export function warnOnConsole(message: string): void {
  (globalThis as { readonly console?: { warn(message: string): void } }).console?.warn(message);
}
