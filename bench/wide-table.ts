// `npx node bench/wide-table.ts ROWS FILE` writes a CSV of 50 columns and so many rows, to measure `credence fit --target y` of a large table: made up, by the formula below.

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Key, key, normals } from "@credence/tensor";

const numbers = 43;
export const columnsOfWide = [
  ...Array.from({ length: numbers }, (_, j) => `x${j + 1}`),
  ...["town", "street", "garden", "sold", "count", "near", "y"],
];
const towns = Array.from({ length: 12 }, (_, place) => `town ${place + 1}`);
/** Rows made at a time. */
const atOnce = 10_000;

/**
 * Rows of 43 numbers x1 to x43, three of them with a missing cell in twenty, a town of 12, a street of 400, a yes or no, a date, a count, and a copy of x7 with noise:
 *
 *   y = 3 x1 + 2 sin(2 x2) + x3 x4 + [town = "town 1"] + 0.5 exp(x5 / 2) e,  x and e standard normal
 */
export function* wideLines(rows: number, root: Key): Generator<string> {
  yield `${columnsOfWide.join(",")}\n`;
  for (let from = 0; from < rows; from += atOnce) {
    const count = Math.min(atOnce, rows - from);
    const values = normals(root.child(from), count * (numbers + 2));
    const lines = Array.from({ length: count }, (_, i) => lineOf(from + i, values.subarray(i * (numbers + 2), (i + 1) * (numbers + 2))));
    yield `${lines.join("\n")}\n`;
  }
}

function lineOf(row: number, values: Float32Array): string {
  const x = values.subarray(0, numbers);
  const [e, other] = values.subarray(numbers);
  const place = (row * 7919) % towns.length;
  const y = 3 * x[0] + 2 * Math.sin(2 * x[1]) + x[2] * x[3] + Number(place === 0) + 0.5 * Math.exp(x[4] / 2) * e;
  const cells = Array.from(x, (value, j) => (j >= 40 && (row + j) % 20 === 0 ? "" : value.toFixed(4)));
  const sold = new Date(Date.UTC(2020, 0, 1 + ((row * 104_729) % 1400))).toISOString().slice(0, 10);
  const garden = x[5] > 0 ? "yes" : "no";
  return [
    ...cells,
    towns[place],
    `street ${(row * 31) % 400}`,
    garden,
    sold,
    (row * 17) % 1000,
    (x[6] + 0.1 * other).toFixed(4),
    y.toFixed(4),
  ].join(",");
}

/** Writes the table of so many rows. */
export async function writeWide(rows: number, file: string): Promise<void> {
  const out = createWriteStream(file);
  for (const text of wideLines(rows, key(0).child("wide"))) if (!out.write(text)) await once(out, "drain");
  out.end();
  await once(out, "finish");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [rows, file] = [Number(process.argv[2]), process.argv[3]];
  if (!Number.isSafeInteger(rows) || rows < 1 || file === undefined) throw new Error("expected ROWS FILE");
  await writeWide(rows, file);
}
