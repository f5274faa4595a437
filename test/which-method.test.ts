import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./source/source-files.ts";

const kept = "results/mnist-calibration-default-seed0/result.json";

test("the table of calibration errors in docs/which-method.md is the kept result's", async () => {
  const page = await readFile(join(root, "docs", "which-method.md"), "utf8");
  expect(page).toContain(kept);
  const { claims } = JSON.parse(await readFile(join(root, kept), "utf8")) as { claims: { id: string; measured: unknown }[] };
  const measured = (id: string) => String(claims.find((claim) => claim.id === id)?.measured).match(/\d+\.\d+(?= %)/g) ?? [];
  const row = (name: string) => new RegExp(`^\\| ${name} \\| (\\S+) % \\|$`, "m").exec(page)?.[1];
  const [bayesian, plain, besidePlain] = measured("bnn-beats-plain-source");
  const [, dropout, besideDropout] = measured("bnn-beats-dropout-source");
  const [scaled] = measured("temperature-source");
  expect(row("Bayes by backprop, Gaussian prior")).toBe(bayesian);
  expect(row("plain")).toBe(plain);
  expect(row("dropout 0.5")).toBe(dropout);
  expect(row("plain, after temperature scaling")).toBe(scaled);
  expect(page).toContain(`± ${besideDropout} against dropout, ± ${besidePlain} against the plain network`);
});

test("the table of distances in docs/which-method.md is the kept result's", async () => {
  interface Fit {
    readonly problem: "regression" | "moons";
    readonly method: string;
    readonly nll: number;
    readonly meanDistance: number | null;
    readonly spreadDistance: number | null;
  }
  const compared = "results/methods-compared-default-seed0/result.json";
  const page = await readFile(join(root, "docs", "which-method.md"), "utf8");
  expect(page).toContain(compared);
  const section = page.slice(page.indexOf("## How near is each to the posterior?"));
  const { fits } = (JSON.parse(await readFile(join(root, compared), "utf8")) as { values: { fits: readonly Fit[] } }).values;
  const mean = (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / values.length;
  for (const [method, own] of Map.groupBy(fits, (fit) => fit.method)) {
    const [, row] = new RegExp(`^\\| \`?${method}\`?(?:,? [^|]*)? \\| (.*) \\|$`, "m").exec(section) ?? [];
    const cells = (["regression", "moons"] as const).flatMap((problem) => {
      const of = own.filter((fit) => fit.problem === problem);
      return [of.map((fit) => fit.spreadDistance ?? 0), of.map((fit) => fit.meanDistance ?? 0), of.map(({ nll }) => nll)].map(mean);
    });
    const told = (row ?? "").split(" | ").map(Number);
    expect(told, method).toHaveLength(cells.length);
    for (const [i, cell] of cells.entries())
      expect(Math.abs(told[i]! - cell), `${method}, column ${i + 1}`).toBeLessThan(i % 3 === 2 ? 0.00056 : 0.0056);
  }
});
