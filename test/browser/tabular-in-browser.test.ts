import { classifier, readCsv, regressor, type TabularOptions } from "@credence/tabular";
import { engine } from "@credence/tensor";
import { expect, test } from "vitest";
import { predictedHere } from "../workload/predicted-here.ts";
import { describeInBrowser } from "./describe-in-browser.ts";
import { callInPage, withPage } from "./open-page.ts";

const wave = (row: number, phase: number) => Math.sin(12.9898 * row + phase);

/** Numbers, dates and categories with missing cells, one of them of more levels than have an input each. */
function csvOf(rows: number, { first, town }: { readonly first: number; readonly town: (row: number) => string }): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const row = first + i;
    const size = 100 + 40 * wave(row, 0);
    const day = new Date(Date.UTC(2023, 0, 1 + ((37 * row) % 700))).toISOString().slice(0, 10);
    const price = 2 * size + 30 * (row % 3) + 20 * wave(row, 1) * (size / 100);
    const cells = [
      row % 9 === 4 ? "" : size.toFixed(2),
      row % 11 === 5 ? "" : day,
      town(row),
      `s${(7 * row) % 25}`,
      "yes,no".split(",")[row % 2],
    ];
    return [...cells, price.toFixed(2), price > 230 ? "high" : price > 200 ? "middle" : "low"].join(",");
  });
  return `size,sold,town,street,garden,price,class\n${lines.join("\n")}\n`;
}
const known = csvOf(240, { first: 0, town: (row) => (row % 13 === 6 ? "" : ["Delft", "Leiden", "Gouda"][row % 3]!) });
// a town that training did not see, and more rows than are evaluated at a time by a small batch of draws
const fresh = csvOf(300, { first: 1000, town: (row) => ["Delft", "Leiden", "Breda", ""][row % 4]! });

const fits: Record<
  string,
  { readonly of: typeof regressor | typeof classifier; readonly target: string; readonly options: TabularOptions }
> = {
  "a regression without options but the budget": { of: regressor, target: "price", options: { ignore: ["class"] } },
  "a classifier by MC dropout": { of: classifier, target: "class", options: { ignore: ["price"], method: "mcDropout", draws: 30 } },
  "a classifier by Bayes by backprop": {
    of: classifier,
    target: "class",
    options: { ignore: ["price"], method: "bayesByBackprop", draws: 30 },
  },
};

describeInBrowser("model.credence in Chromium (skipped where there is none)", () => {
  test("predicts Node's numbers, bit for bit: numbers, dates, categories, missing cells and levels never seen", async () => {
    const settings = { CREDENCE_SIMD: engine.info().arithmetic, CREDENCE_THREADS: "2" };
    await withPage(
      async (page) => {
        for (const [name, { of, target, options }] of Object.entries(fits)) {
          const model = await of({ budget: "quick", ...options }).fit(await readCsv(known), { target });
          expect(model.card.features.map((feature) => (feature.kind === "category" ? feature.encoding : feature.kind))).toEqual(
            ["number", "date", "one-hot", "frequency", "one-hot"], // size, sold, town, street, garden
          );
          const file = Buffer.from(await model.save()).toString("base64");
          const here = await predictedHere(file, fresh);
          expect(here.unseen_category!.filter((names) => names !== "")).toHaveLength(75);
          const there = await callInPage(page, "/test/workload/predicted-here.ts", "predictedHere", file, fresh);
          expect(there, name).toEqual(here);
        }
      },
      { settings },
    );
  });
});
