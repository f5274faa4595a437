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
