import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { houses, housesFile } from "../scripts/example-houses.ts";
import { keptHouses, sha256Of } from "../scripts/fit-houses.ts";

test("docs/examples/houses.csv is what its formula says: `npx node scripts/example-houses.ts` writes it", async () => {
  expect(await readFile(housesFile, "utf8")).toBe(houses());
});

test("the fit that the README's pictures are drawn of is of this table: `npx node scripts/fit-houses.ts` makes it again", async () => {
  const { sha256, rows, evaluation } = await keptHouses();
  expect(sha256).toBe(sha256Of(new TextEncoder().encode(houses())));
  const prices = houses()
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => Number(line.split(",").at(-1)));
  expect(rows).toHaveLength(80);
  expect(rows.filter(({ truth }) => !prices.includes(truth))).toEqual([]);
  expect(rows.filter(({ truth, lower, upper }) => truth >= lower && truth <= upper).length / 80).toBe(evaluation.covered);
});
