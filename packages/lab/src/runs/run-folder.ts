import type { Json } from "../experiment.ts";
import { badInput, type Storage } from "../host.ts";
import { sortedJson } from "./json-text.ts";
import type { RunRecord, RunResult } from "./run-record.ts";

export interface RunFolder {
  /** The record of an unfinished or finished run of the same settings. */
  readonly before?: RunRecord;
  readonly finished?: RunResult;
}

/**
 * What a run's folder holds already.
 *
 * @throws BadInput where it holds another run: nothing of it is overwritten
 */
export async function openRunFolder(
  storage: Storage,
  wanted: RunRecord,
  { onMessage }: { onMessage: (line: string) => void },
): Promise<RunFolder> {
  const before = await readJson<RunRecord>("run.json");
  const finished = await readJson<RunResult>("result.json");
  const held = before ?? finished;
  if (held === undefined) return {};
  if (nameOf(held) !== nameOf(wanted)) {
    throw badInput(`${storage.describe("")} holds ${nameOf(held)}, not ${nameOf(wanted)}: choose another folder with --out`);
  }
  if (before === undefined) return {};
  const changes = changesBetween(before, wanted);
  if (changes.length === 0) return finished ? { before, finished } : { before };
  if (finished || before.finishedAt !== null) {
    throw badInput(`${storage.describe("")} holds a finished run with ${changes.join(", ")}: choose another folder with --out`);
  }
  onMessage(`${storage.describe("")} holds an unfinished run with ${changes.join(", ")}: beginning again`);
  return {};

  async function readJson<Value>(path: string): Promise<Value | undefined> {
    const bytes = await storage.read(path);
    if (bytes === undefined) return undefined;
    try {
      return JSON.parse(new TextDecoder().decode(bytes)) as Value;
    } catch {
      await storage.rename(path, `${path}.corrupt`);
      onMessage(`${storage.describe(path)} is not JSON; set aside as ${path}.corrupt`);
      return undefined;
    }
  }
}

function nameOf({ experiment, budget, seed }: Pick<RunRecord, "experiment" | "budget" | "seed">): string {
  return `${experiment} at budget ${budget}, seed ${seed}`;
}

/** What equal results must agree in: everything but the clock, the threads, the machine and the version of Node. */
export function identityOf(record: RunRecord): { readonly [name: string]: Json } {
  const { options, settings, versions, kernels, blas, experiment, budget, seed } = record;
  return {
    experiment,
    budget,
    seed,
    options,
    settings,
    credence: versions.credence,
    kernels: `${kernels.module} ${kernels.sha256.slice(0, 12)}`,
    blas: blas === null ? "off" : `${blas.name} (${blas.path})`,
  };
}

/** "kernels relaxed 12ab (now baseline 34cd)" for each part in which the two differ. */
function changesBetween(before: RunRecord, wanted: RunRecord): string[] {
  const [old, now] = [identityOf(before), identityOf(wanted)];
  return Object.keys(now)
    .filter((name) => sortedJson(old[name]) !== sortedJson(now[name]))
    .map((name) => (name === "settings" ? "other settings of the budget" : `${name} ${plain(old[name])} (now ${plain(now[name])})`));
}

function plain(value: Json): string {
  return typeof value === "string" ? value : sortedJson(value);
}
