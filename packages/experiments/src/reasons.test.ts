import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunResult } from "@credence/lab";
import { judgeAll } from "@credence/lab";
import { expect, test } from "vitest";
import { experiments } from "./index.ts";

const kept = join(import.meta.dirname, "../../../results");
const folders = readdirSync(kept, { withFileTypes: true }).filter((entry) => entry.isDirectory());

const failures = (
  await Promise.all(
    folders.map(async ({ name }) => {
      const { experiment, values, budget } = JSON.parse(readFileSync(join(kept, name, "result.json"), "utf8")) as RunResult;
      const claims = judgeAll((await experiments[experiment]()).claims, values, budget);
      return claims.filter(({ verdict }) => verdict === "not reproduced").map((claim) => ({ ...claim, name: `${name} ${claim.id}` }));
    }),
  )
).flat();

test.each(failures)("$name: a reason has its evidence in one short passage", ({ evidence = "" }) => {
  expect(evidence).toMatch(/^[A-Z].*\.$/);
  expect(evidence.split(/\s+/).length).toBeLessThanOrEqual(45);
});

test("what 24 epochs leave undone in calibration is told by what each claim measures, of the source's networks", async () => {
  const { values, budget } = JSON.parse(readFileSync(join(kept, "mnist-calibration-default-seed0", "result.json"), "utf8")) as RunResult;
  const said = (await experiments["mnist-calibration"]!()).claims;
  const measured = (id: string) => Number(judgeAll(said, values, budget).find((claim) => claim.id === id)!.measured);
  const evidence = (id: string) => said.find((claim) => claim.id === id)!.reason!.evidence;
  expect(evidence("near-one-bnn-400")).toContain(`right at ${(100 * measured("near-one-bnn-source")).toFixed(2)} %`);
  const over = (network: string) => (100 * measured(`overconfident-${network}-source`)).toFixed(1);
  for (const id of ["overconfident-plain-400", "overconfident-dropout-400"])
    expect(evidence(id)).toContain(`score ${over("plain")} points (plain) and ${over("dropout")} (dropout) above`);
});

test("mean probabilities that explain the calibration of bayesian-cnn are those of the kept run", async () => {
  const { values } = JSON.parse(readFileSync(join(kept, "bayesian-cnn-default-seed0", "result.json"), "utf8")) as RunResult;
  type Bins = readonly { readonly count: number; readonly confidence: number | null }[];
  const { trained } = values as unknown as { trained: readonly { set: string; method: string; error: number; bins: Bins }[] };
  const told = (set: string, method: string) => {
    const { error, bins } = trained.find((one) => one.set === set && one.method === method)!;
    const total = bins.reduce((sum, { count }) => sum + count, 0);
    const mean = bins.reduce((sum, { count, confidence }) => sum + count * (confidence ?? 0), 0) / total;
    return { mean: mean.toFixed(3), right: (100 - error).toFixed(1) };
  };
  const evidence = (await experiments["bayesian-cnn"]!()).claims.map(({ reason }) => reason?.evidence ?? "");
  for (const set of ["mnist", "fashion-mnist"]) {
    const all = ["local", "bayes", "plain"].map((method) => told(set, method));
    const said = evidence.find((text) => text.includes(all[0]!.mean));
    for (const { mean, right } of all) {
      expect(said).toContain(mean);
      expect(said).toContain(right);
    }
  }
});
