// `npm run compare-claims -- BEFORE AFTER [--map FILE]`: whether runs still say the same. Both folders hold a run in each folder, or one run.
// Compared of every claim: id, published value, measured value, spread and verdict. FILE maps old ids to new ones, by experiment.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Claim, RunResult } from "@credence/lab";

/** New ids by experiment and old id. */
export type RenamedIds = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What must not change of a claim. */
const kept = ["published", "measured", "spread", "verdict"] as const;

/** A line for each difference of two results of one experiment. */
export function differencesBetween(before: RunResult, after: RunResult, renamed: RenamedIds = {}): string[] {
  const ids = renamed[before.experiment] ?? {};
  const found = new Map(after.claims.map((claim) => [claim.id, claim]));
  const lines = before.claims.flatMap((claim) => {
    const id = ids[claim.id] ?? claim.id;
    const now = found.get(id);
    found.delete(id);
    return now ? changesOf(claim, now) : [`${claim.id}: it is gone`];
  });
  return [...lines, ...Array.from(found.keys(), (id) => `${id}: it is new`)].map((line) => `${before.experiment} ${line}`);
}

const changesOf = (before: Claim, after: Claim): string[] =>
  kept
    .filter((part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]))
    .map((part) => `${after.id}: ${part} ${JSON.stringify(before[part])} became ${JSON.stringify(after[part])}`);

/** The results below a folder, by experiment, budget and seed. */
export function resultsIn(folder: string): Map<string, RunResult> {
  const folders = [
    folder,
    ...readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [join(folder, one.name)] : [])),
  ];
  const results = folders
    .map((one) => join(one, "result.json"))
    .filter((path) => existsSync(path))
    .map((path) => JSON.parse(readFileSync(path, "utf8")) as RunResult);
  return new Map(results.map((result) => [`${result.experiment} at ${result.budget}, seed ${result.seed}`, result]));
}

function main(): number {
  const { values, positionals } = parseArgs({ options: { map: { type: "string" } }, allowPositionals: true });
  const [before, after] = positionals.map(resultsIn);
  if (positionals.length !== 2 || !before || !after) {
    console.error("compare-claims: expected two folders of runs: BEFORE AFTER [--map FILE]");
    return 2;
  }
  const renamed: RenamedIds = values.map ? JSON.parse(readFileSync(values.map, "utf8")) : {};
  let compared = 0;
  const lines: string[] = [];
  for (const [run, result] of before) {
    const now = after.get(run);
    const own = now ? differencesBetween(result, now, renamed) : [`${run}: it is gone`];
    compared += result.claims.length;
    lines.push(...own);
    console.log(`${run}: ${result.claims.length} claims, ${own.length} differences`);
  }
  for (const line of lines) console.log(line);
  console.log(`${compared} claims of ${before.size} runs compared, ${lines.length} differences`);
  return lines.length === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = main();
