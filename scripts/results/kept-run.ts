import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { type RunRecord, type RunResult, runBudgets } from "@credence/lab";

/** A finished run: how it was made, and what it gave. */
export interface KeptRun {
  readonly record: RunRecord;
  readonly result: RunResult;
}

/**
 * A finished run of `credence run`, from its folder.
 *
 * @throws where run.json or result.json is missing or no JSON, or they belong to different runs, or the run is not finished
 */
export async function readRun(folder: string): Promise<KeptRun> {
  const record = await readJson<RunRecord>(folder, "run.json");
  if (record.finishedAt === null) throw new Error(`${folder} holds an unfinished run; expected one that wrote its result`);
  const result = await readJson<RunResult>(folder, "result.json");
  if (!Array.isArray(result.claims)) throw new Error(`${folder}: result.json has no list of claims`);
  for (const name of ["experiment", "budget", "seed"] as const) {
    if (record[name] === result[name]) continue;
    throw new Error(`${folder}: run.json has ${name} ${record[name]}, result.json ${result[name]}; expected one run`);
  }
  return { record, result };
}

/** The runs under `folder`, by experiment, then from the largest budget down. */
export async function readKeptRuns(folder: string): Promise<readonly KeptRun[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const runs = await Promise.all(entries.filter((entry) => entry.isDirectory()).map(({ name }) => readRun(join(folder, name))));
  const rank = ({ record }: KeptRun) => `${record.experiment} ${budgets.indexOf(record.budget)} ${folderName(record)}`;
  return runs.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/** From the largest down. */
const budgets = runBudgets.toReversed();

const isPath = (text: string): boolean => /[\\/]/.test(text);

/** A path as it is kept, without the folders of the machine that lead there: "…/models"; other texts as they are. */
export const withoutFolders = (text: string): string => (isPath(text) ? `…/${basename(text)}` : text);

/** Where a run is kept: "mnist-error-paper-seed0-units=400". Options that are paths do not enter. */
export function folderName({ experiment, budget, seed, options }: RunRecord): string {
  const named = Object.entries(options).filter(([, value]) => !isPath(value));
  return [`${experiment}-${budget}-seed${seed}`, ...named.map(([name, value]) => `${name}=${value}`).toSorted()].join("-");
}

async function readJson<Value>(folder: string, file: string): Promise<Value> {
  const text = await readFile(join(folder, file), "utf8").catch(() => undefined);
  if (text === undefined) throw new Error(`${folder} has no ${file}; expected the folder of a finished run`);
  try {
    return JSON.parse(text) as Value;
  } catch {
    throw new Error(`${folder}: ${file} is not JSON`);
  }
}
