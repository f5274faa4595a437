import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./source/source-files.ts";

const kept = "results/mnist-calibration-smoke-seed0/result.json";

test("the table of calibration errors in docs/which-method.md is the kept result's", async () => {
  const page = await readFile(join(root, "docs", "which-method.md"), "utf8");
  expect(page).toContain(kept);
  const { claims } = JSON.parse(await readFile(join(root, kept), "utf8")) as { claims: { id: string; measured: unknown }[] };
  const measured = (id: string) => String(claims.find((claim) => claim.id === id)?.measured).match(/\d+\.\d+(?=%)/g) ?? [];
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
