// `npx node scripts/example-houses.ts` writes docs/examples/houses.csv, the table of the guide and the README: made up, by the formula below.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Key, key, normals, uniforms } from "@credence/tensor";

const towns = ["Delft", "Gouda", "Leiden", "Zoetermeer"];
/** Of a square metre in each town, thousands of euros. */
const rates = [4.6, 3.6, 5, 3.4];

/**
 * Houses and their prices in thousands of euros:
 *
 *   price = size rate(town) (1 - 0.003 age) + 40 [garden] + 5 sin(pi age / 40) size / 10 + (0.04 + 0.0012 size) size e
 *
 * with e standard normal: the noise of a large house is many times that of a small one. One age in twenty is missing.
 */
export function exampleHouses(rows: number, root: Key): string {
  const column = (name: string) => uniforms(root.child(name), rows);
  const [sizes, ages, places, gardens, gaps, days] = ["size", "age", "town", "garden", "gap", "day"].map(column);
  const noise = normals(root.child("noise"), rows);
  const lines = Array.from({ length: rows }, (_, row) => {
    const size = Math.round(40 + 160 * sizes[row] ** 1.5);
    const age = Math.floor(90 * ages[row]);
    const place = Math.floor(4 * places[row]);
    const garden = gardens[row] < 0.2 + 0.004 * size;
    const mean = size * rates[place] * (1 - 0.003 * age) + (garden ? 40 : 0) + (Math.sin((Math.PI * age) / 40) * size) / 2;
    const price = mean + (0.04 + 0.0012 * size) * size * noise[row];
    const sold = new Date(Date.UTC(2024, 0, 1 + Math.floor(366 * days[row]))).toISOString().slice(0, 10);
    return [size, gaps[row] < 0.05 ? "" : age, towns[place], garden ? "yes" : "no", sold, price.toFixed(1)].join(",");
  });
  return `size_m2,age,town,garden,sold,price\n${lines.join("\n")}\n`;
}

export const housesFile = join(import.meta.dirname, "..", "docs", "examples", "houses.csv");
/** The table that the guide works with. */
export const houses = (): string => exampleHouses(800, key(0).child("houses"));

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(housesFile, houses());
