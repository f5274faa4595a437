import type { Json } from "../experiment.ts";
import { badInput, type Storage } from "../host.ts";
import { sortedJson } from "./json-text.ts";
import type { ReadFile } from "./read-files.ts";
import type { RunRecord, RunResult } from "./run-record.ts";

export interface RunFolder {
  /** The record of an unfinished or finished run of the same settings. */
  readonly before?: RunRecord;
  readonly finished?: RunResult;
}

interface WantedRun {
  /** run.json of the run at its start. */
  readonly wanted: RunRecord;
  /** Of what the run in the folder has read, what stands there with other contents now, in words. */
  readonly changedFiles: (files: readonly ReadFile[]) => Promise<readonly string[]>;
}

/**
 * What a run's folder holds already.
 *
 * @throws BadInput where it holds another run: nothing of it is overwritten
 */
export async function openRunFolder(
  storage: Storage,
  wanted: WantedRun,
  { onMessage }: { onMessage: (line: string) => void },
): Promise<RunFolder> {
  const setAside = async (path: string) => {
    await storage.rename(path, `${path}.corrupt`);
    onMessage(`${storage.describe(path)} is not JSON; set aside as ${path}.corrupt`);
  };
  const { before, finished, changes } = await compared(storage, wanted, setAside);
  if (before === undefined) return {};
  if (changes.length === 0) return finished ? { before, finished } : { before };
  onMessage(`${storage.describe("")} holds an unfinished run with ${changes.join(", ")}: beginning again`);
  await forgetRun(storage);
  return {};
}

/** Takes away what a folder holds of a run that nothing goes on from; its checkpoints are named by all that determines them, and stay. */
async function forgetRun(storage: Pick<Storage, "list" | "remove">): Promise<void> {
  for (const unit of await storage.list("units")) await storage.remove(`${unitFolder(unit)}/diagnoses.jsonl`);
  for (const piece of await storage.list("pieces")) await storage.remove(`pieces/${piece}`);
  // the record last: until it is gone, the folder is begun again
  for (const file of ["progress.jsonl", "diagnoses.jsonl", "result.json", "run.json"]) await storage.remove(file);
}

/**
 * Only looks: the record of the run that it would go on from, or that is finished, if there is one; changes nothing.
 *
 * @throws BadInput where it holds another run
 */
export async function lookIntoRunFolder(storage: Storage, wanted: WantedRun): Promise<RunRecord | undefined> {
  const { before, changes } = await compared(storage, wanted, async () => {});
  return changes.length === 0 ? before : undefined;
}

/** A unit that a process of its own performed in this run's folder, and what it read; undefined where it did not, or under other settings, code or files. */
export async function performedUnit(
  storage: Pick<Storage, "read">,
  { wanted, changedFiles }: WantedRun,
  unit: string,
): Promise<{ readonly value: Json; readonly files: readonly ReadFile[] } | undefined> {
  const own = { read: (path: string) => storage.read(`${unitFolder(unit)}/${path}`) };
  const { before, finished } = await readRunFolder(own, async () => {});
  if (!before || !finished || changesBetween(before, { ...wanted, unit }).length > 0) return undefined;
  const { files = [] } = before;
  return (await changedFiles(files)).length > 0 ? undefined : { value: finished.values, files };
}

/** Takes away what a folder holds of a run of other settings, code or files, finished or not, which would be refused. The caller holds its lock. */
export async function forgetOtherRun(storage: Storage, { wanted, changedFiles }: WantedRun): Promise<void> {
  const { before } = await readRunFolder(storage, async () => {});
  const isSame = before && changesBetween(before, wanted).length === 0 && (await changedFiles(before.files ?? [])).length === 0;
  if (!isSame) await forgetRun(storage);
}

/** Where a unit performed by a process of its own lies in the folder of the run. */
export const unitFolder = (unit: string): string => `units/${unit}`;

/** @throws BadInput for a run of another name, and for a finished one that could give other results */
async function compared(storage: Storage, { wanted, changedFiles }: WantedRun, onCorrupt: (path: string) => Promise<void>) {
  const { before, finished } = await readRunFolder(storage, onCorrupt);
  const held = before ?? finished;
  const refuse = (what: string) => badInput(`${storage.describe("")} holds ${what}: choose another folder with --out`);
  if (held && nameOf(held) !== nameOf(wanted)) throw refuse(`${nameOf(held)}, not ${nameOf(wanted)}`);
  const changes = before === undefined ? [] : [...changesBetween(before, wanted), ...(await changedFiles(before.files ?? []))];
  const isFinished = finished !== undefined || (before !== undefined && before.finishedAt !== null);
  if (changes.length > 0 && isFinished) throw refuse(`a finished run with ${changes.join(", ")}`);
  return { before, finished, changes };
}

/** Its two files, undefined where there is none; those that are not JSON count as none after `onCorrupt`. */
async function readRunFolder(storage: Pick<Storage, "read">, onCorrupt: (path: string) => Promise<void>) {
  return { before: await readJson<RunRecord>("run.json"), finished: await readJson<RunResult>("result.json") };

  async function readJson<Value>(path: string): Promise<Value | undefined> {
    const bytes = await storage.read(path);
    if (bytes === undefined) return undefined;
    try {
      return JSON.parse(new TextDecoder().decode(bytes)) as Value;
    } catch {
      await onCorrupt(path);
      return undefined;
    }
  }
}

function nameOf({ experiment, budget, seed }: Pick<RunRecord, "experiment" | "budget" | "seed">): string {
  return `${experiment} at budget ${budget}, seed ${seed}`;
}

/**
 * What equal results must agree in: everything but the clock, the threads, the machine and the version of
 * Node. The library's code is in it, as a run that goes on after a change would mix two; the experiment's own is not, as another caption
 * is no other run.
 */
export function identityOf(record: RunRecord): { readonly [name: string]: Json } {
  const { options, unit, settings, versions, code, kernels, blas, experiment, budget, seed } = record;
  return {
    experiment,
    ...(unit === undefined ? {} : { unit }),
    budget,
    seed,
    options,
    settings,
    credence: versions.credence,
    code: code?.sha256.slice(0, 12) ?? "not noted",
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
