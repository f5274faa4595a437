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

test("of the claims that fail in results/ a quarter at most has no known reason", () => {
  const unexplained = failures.filter(({ because = "unknown" }) => because === "unknown").map(({ name }) => name);
  expect(unexplained.length, unexplained.join("\n")).toBeLessThanOrEqual(failures.length / 4);
});

test.each(failures)("$name: a reason has its evidence in one short passage", ({ evidence = "" }) => {
  expect(evidence).toMatch(/^[A-Z].*\.$/);
  expect(evidence.split(/\s+/).length).toBeLessThanOrEqual(45);
});
