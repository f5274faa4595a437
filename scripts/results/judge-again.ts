import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { experiments } from "@credence/experiments";
import { judgeAll, type RunResult } from "@credence/lab";
import { compactJson } from "./compact-json.ts";
import { readRun } from "./kept-run.ts";

/** A result with its claims as the experiment says them now: words, tolerances and reasons change, what was measured does not. */
export async function judgedAgain(result: RunResult): Promise<RunResult> {
  const { claims } = await experiments[result.experiment]!();
  return { ...result, claims: JSON.parse(JSON.stringify(judgeAll(claims, result.values, result.budget))) };
}

/** Judges every kept run again, where it lies. */
export async function judgeKeptRuns(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    const { result } = await readRun(join(folder, name));
    await writeFile(join(folder, name, "result.json"), compactJson(await judgedAgain(result)));
  }
}
