import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { houses, housesFile } from "../scripts/example-houses.ts";

test("docs/examples/houses.csv is what its formula says: `node scripts/example-houses.ts` writes it", async () => {
  expect(await readFile(housesFile, "utf8")).toBe(houses());
});
