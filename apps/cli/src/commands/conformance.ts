import { type CaseOutcome, parseSuite, runCases } from "@credence/lab";
import { print, printJson } from "../display/output.ts";
import type { Machinery } from "../machinery.ts";
import { readUserFile } from "../user-file.ts";

interface ConformanceOptions {
  readonly json?: boolean;
}

/** Runs files of reference numbers with the engine as `run` uses it, BLAS included, a line per case: 0 where every case passes, 1 where one fails. */
export async function runConformance(files: readonly string[], { json }: ConformanceOptions, machinery: Machinery): Promise<number> {
  const texts = [];
  for (const file of files) texts.push({ file, text: new TextDecoder().decode(await readUserFile(file)) });
  // A malformed file is said before any case is run.
  const suites = texts.map(({ file, text }) => ({ file, suite: parseSuite(text, file) }));
  await machinery.startEngine();
  const counts = { passed: 0, failed: 0 };
  for (const { file, suite } of suites) {
    for (const outcome of await runCases(suite)) {
      counts[outcome.passed ? "passed" : "failed"]++;
      if (json) printJson({ file, ...outcome });
      else print(caseLine(outcome));
    }
  }
  if (json) printJson(counts);
  else print(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed === 0 ? 0 : 1;
}

function caseLine({ name, op, passed, message }: CaseOutcome): string {
  return passed ? `passed  ${op}  ${name}` : `FAILED  ${op}  ${name}: ${message}`;
}
