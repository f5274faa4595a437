import type { Diagnosis, Inference, Posterior, Problem } from "credence";
import type { FitRequest, Json } from "../experiment.ts";
import type { Storage } from "../host.ts";
import { openJsonLines } from "./json-lines.ts";
import { unitFolder } from "./run-folder.ts";

/** What was found of one fit of a run. */
export type FitDiagnoses = {
  /** Of the artifact. */
  readonly fit: string;
  readonly label: string;
  readonly method: string;
  readonly found: readonly Diagnosis[];
};

/** Looks at a finished fit for what is likely a mistake, without training anything. */
export type Diagnose = (
  problem: Problem,
  method: Inference,
  options: { readonly posterior: Posterior; readonly steps: "none" },
) => Promise<readonly Diagnosis[]>;

const path = "diagnoses.jsonl";

/** What a run's folder tells of its fits, one each; undefined where it was made without looking. */
export async function readDiagnoses(storage: Pick<Storage, "read">): Promise<readonly FitDiagnoses[] | undefined> {
  const bytes = await storage.read(path);
  if (bytes === undefined) return undefined;
  const lines = new TextDecoder().decode(bytes).split("\n");
  // a run that ended within a line leaves it unfinished
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as FitDiagnoses];
    } catch {
      return [];
    }
  });
}

/** The same of a run and of the units that were performed in folders of its own, each fit once. */
export async function readAllDiagnoses(storage: Pick<Storage, "read" | "list">): Promise<readonly FitDiagnoses[] | undefined> {
  const folders = ["", ...(await storage.list("units")).map((unit) => `${unitFolder(unit)}/`)];
  const all: FitDiagnoses[][] = [];
  for (const folder of folders) {
    const fits = await readDiagnoses({ read: (path) => storage.read(`${folder}${path}`) });
    if (fits) all.push([...fits]);
  }
  return all.length === 0 ? undefined : [...new Map(all.flat().map((fit) => [fit.fit, fit])).values()];
}

/** Looks at each fit of a run once, and notes what it finds. */
export function openDiagnoses(
  storage: Storage,
  diagnose: Diagnose,
): (fit: string, request: FitRequest, posterior: Posterior) => Promise<void> {
  let known: Set<string> | undefined;
  const note = openJsonLines(storage, path);
  return async (name, { label, problem, method }, posterior) => {
    known ??= new Set((await readDiagnoses(storage))?.map(({ fit }) => fit));
    if (known.has(name)) return;
    known.add(name);
    const found = await diagnose(problem, method, { posterior, steps: "none" });
    const noted: FitDiagnoses = { fit: name, label, method: method.name, found };
    await note(noted as unknown as Json);
  };
}
