import { type Key, trackKept } from "@credence/tensor";
import { judgeAll } from "../claims/said.ts";
import type { DataSet } from "../datasets/data-set.ts";
import type { BudgetName, Context, Experiment, Json, Progress } from "../experiment.ts";
import type { Host, Storage } from "../host.ts";
import { openArtifacts } from "./artifacts.ts";
import { type Diagnose, openDiagnoses } from "./diagnoses.ts";
import { type FitDependencies, fit } from "./fit.ts";
import { interrupted } from "./interrupted.ts";
import { jsonText, plainJson, sortedJson } from "./json-text.ts";
import { openPieces } from "./pieces.ts";
import { openProgressLog } from "./progress-log.ts";
import { changedFiles, noteFiles, type ReadFile } from "./read-files.ts";
import { resumable } from "./resumable.ts";
import { forgetOtherRun, identityOf, lookIntoRunFolder, openRunFolder, performedUnit } from "./run-folder.ts";
import type { RunRecord, RunResult } from "./run-record.ts";

/** Which experiment to run, and how. */
export interface RunRequest {
  readonly experiment: Experiment;
  readonly budget: BudgetName;
  readonly seed: number;
  readonly options: Readonly<Record<string, string>>;
  /** One unit of its work alone. What it leaves among the artifacts, a run of the whole finds, and its value where it lies in the run's folder. It judges no claim. */
  readonly unit?: string | undefined;
  /** What to type to get this run again; for run.json. */
  readonly command: string;
}

/** What a run asks of the machine it runs on. */
export interface RunDependencies {
  readonly host: Host;
  /** The moment, ISO 8601; for run.json. */
  readonly date: () => string;
  /** Lets signals and timers through: training alone would keep the thread to itself. */
  readonly pause: () => Promise<void>;
  /** The run's folder; the caller holds its lock. */
  readonly storage: Storage;
  /** Finished fits and values, shared between runs. */
  readonly artifacts: Storage;
  /** The root of the run's random streams: `key(seed)`. */
  readonly key: Key;
  /** What computes, on what. */
  readonly facts: Required<Pick<RunRecord, "versions" | "kernels" | "blas" | "code" | "machine">>;
  readonly load: <Data>(dataSet: DataSet<Data>) => Promise<Data>;
  readonly readFile: (path: string) => Promise<Uint8Array>;
  readonly loadPosterior: FitDependencies["loadPosterior"];
  /** Looks at every fit for what is likely a mistake; what it finds is noted in the folder. @default none: nobody looks */
  readonly diagnose?: Diagnose;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  readonly onMessage: (line: string) => void;
  /** Seconds between checkpoints; 20 unless given. */
  readonly checkpointSeconds?: number;
  /** Called before anything is computed: units may be performed here, in folders of the run's, and fits made. Its time is the run's. */
  readonly prepare?: () => Promise<void>;
}

/** What a run leaves behind. */
export interface RunOutcome {
  readonly result: RunResult;
  readonly record: RunRecord;
  /** The folder held the finished result: nothing was computed. */
  readonly alreadyFinished: boolean;
  /** Fits and values that were there among the artifacts, of another run or an earlier session: its time tells little of the work. */
  readonly artifactsFound: number;
}

/** Often enough for Ctrl-C, rarely enough not to be measured: a turn of the event loop costs up to a millisecond. */
const secondsBetweenPauses = 0.1;

/** What it takes to tell whether a folder's run is the one that is asked for. */
export type FolderDependencies = Pick<RunDependencies, "storage" | "facts" | "host" | "load" | "readFile">;

const wantedOf = (request: RunRequest, dependencies: Omit<FolderDependencies, "storage">, startedAt = "") => ({
  wanted: recordOf(request, { facts: dependencies.facts, startedAt }),
  changedFiles: (files: readonly ReadFile[]) => changedFiles(files, dependencies),
});

/**
 * Looks whether a folder could take a run, and changes nothing: for whoever is about to run many. The record of the run there, if it would go on
 * from it or has it finished.
 *
 * @throws BadInput where `runExperiment` would, as the folder holds another run
 */
export async function checkRunFolder(request: RunRequest, dependencies: FolderDependencies): Promise<RunRecord | undefined> {
  return lookIntoRunFolder(dependencies.storage, wantedOf(request, dependencies));
}

/** Whether a unit has been performed alone in the folder of this run, under its settings: the run takes its value from there. */
export async function isUnitDone(request: RunRequest, unit: string, dependencies: FolderDependencies): Promise<boolean> {
  return (await performedUnit(dependencies.storage, wantedOf(request, dependencies), unit)) !== undefined;
}

/**
 * Takes away what the folder of a unit, `storage`, holds of a run of other settings, code or files, by which the unit would be refused; an
 * unfinished one of the same stays, and the unit goes on from it. The caller holds the folder's lock.
 */
export async function forgetOtherUnit(request: RunRequest, unit: string, dependencies: FolderDependencies): Promise<void> {
  await forgetOtherRun(dependencies.storage, wantedOf({ ...request, unit }, dependencies));
}

/** run.json at the start of a run. */
function recordOf(
  { experiment, budget, seed, options, unit, command }: RunRequest,
  { facts, startedAt }: Pick<RunDependencies, "facts"> & Pick<RunRecord, "startedAt">,
): RunRecord {
  const settings = plainJson(experiment.budgets[budget] as Json, `${experiment.name}: settings of budget ${budget}`);
  const what = { experiment: experiment.name, budget, seed, options, ...(unit === undefined ? {} : { unit }) };
  return { ...what, settings, ...facts, startedAt, finishedAt: null, wallSeconds: 0, command };
}

/**
 * Runs an experiment into its folder and writes run.json, progress.jsonl, checkpoints and result.json; on a folder
 * with an unfinished run of the same settings it goes on, on a finished one it returns what is there. Tensors that are kept while the
 * experiment runs are given back when it ends, in whatever way.
 *
 * @throws BadInput where the folder holds another run
 * @throws Interrupted after `signal`, with everything needed to go on written
 */
export async function runExperiment(request: RunRequest, dependencies: RunDependencies): Promise<RunOutcome> {
  const { experiment, budget, seed, options, unit } = request;
  const { host, date, storage, facts, signal, onMessage } = dependencies;
  const wanted = wantedOf(request, dependencies, date());
  const { wanted: fresh } = wanted;
  const { before, finished } = await openRunFolder(storage, wanted, { onMessage });
  if (finished && before) return { result: finished, record: await finish(before), alreadyFinished: true, artifactsFound: 0 };
  let files = before?.files ?? [];

  const began = host.now();
  const record = (): RunRecord => ({
    ...fresh,
    startedAt: before?.startedAt ?? fresh.startedAt,
    wallSeconds: Math.round(1000 * ((before?.wallSeconds ?? 0) + host.now() - began)) / 1000,
    ...(files.length === 0 ? {} : { files }),
  });
  const noteTime = async () => writeJson("run.json", record());
  await noteTime();
  await dependencies.prepare?.().finally(noteTime);
  if (signal.aborted) throw interrupted();
  const log = openProgressLog(storage, host);

  // Fits and other resumable computations under way, one inside the other, which see the signal themselves.
  let saving = 0;
  const artifactsOf = { made: new Set<string>(), found: new Set<string>() };
  const values = plainJson(await drive(), experiment.name);
  const claims = unit === undefined ? plainJson(judgeAll(experiment.claims, values, budget), `${experiment.name}: claims`) : [];
  const result: RunResult = { experiment: experiment.name, budget, seed, values, claims };
  await writeJson("result.json", result);
  const artifactsFound = artifactsOf.found.difference(artifactsOf.made).size;
  return { result, record: await finish(record()), alreadyFinished: false, artifactsFound };

  async function drive(): Promise<Json> {
    const context = await makeContext();
    // Data sets and posteriors: a book of many experiments has one engine.
    const kept = trackKept();
    const running = unit === undefined ? experiment.run(context) : experiment.runUnit(unit, context);
    let pausedAt = host.now();
    try {
      for (;;) {
        const next = await running.next();
        if (next.done) return next.value;
        dependencies.onProgress(next.value);
        await log(next.value);
        if (host.now() - pausedAt >= secondsBetweenPauses) {
          await dependencies.pause();
          pausedAt = host.now();
        }
        // A fit sees the signal after its next step, and writes its checkpoint first.
        if (signal.aborted && saving === 0) throw interrupted();
      }
    } finally {
      kept.release();
      await noteTime();
    }
  }

  async function makeContext(): Promise<Context<unknown>> {
    const { pause } = dependencies;
    const arithmetic = { credence: facts.versions.credence, code: facts.code, kernels: facts.kernels, blas: facts.blas };
    const artifacts = openArtifacts(dependencies.artifacts, { host, arithmetic, onMessage });
    const identity = await host.sha256(new TextEncoder().encode(sortedJson(identityOf(fresh))));
    const reading = noteFiles(dependencies, {
      known: files,
      async onNoted(noted) {
        files = noted;
        await noteTime();
      },
    });
    const performed = async (name: string) => {
      const unitDone = await performedUnit(storage, wanted, name);
      if (unitDone) await reading.take(unitDone.files);
      return unitDone?.value;
    };
    const pieces = openPieces(storage, { host, identity, performed, onMessage });
    const { loadPosterior, diagnose, checkpointSeconds = 20 } = dependencies;
    const fitting = { loadPosterior, ...(diagnose && { onFitted: openDiagnoses(storage, diagnose) }) };
    const onArtifact = (name: string, how: "made" | "found") => void artifactsOf[how].add(name);
    const longWork = { host, storage, artifacts, signal, checkpointSeconds, onMessage, onCheckpoint: noteTime, onArtifact };
    return {
      budget,
      settings: experiment.budgets[budget],
      seed,
      key: dependencies.key,
      options,
      load: reading.load,
      readFile: reading.readFile,
      async *fit(fitRequest) {
        saving++;
        try {
          return yield* fit(fitRequest, { ...longWork, ...fitting });
        } finally {
          saving--;
        }
      },
      async *resumable(resumableRequest) {
        saving++;
        try {
          return yield* resumable(resumableRequest, longWork);
        } finally {
          saving--;
        }
      },
      piece: async (name, compute) => {
        await pause();
        if (signal.aborted) throw interrupted();
        return pieces.piece(name, compute);
      },
      unit: pieces.unit,
    };
  }

  async function finish(unfinished: RunRecord): Promise<RunRecord> {
    if (unfinished.finishedAt !== null) return unfinished;
    const done = { ...unfinished, finishedAt: date() };
    await writeJson("run.json", done);
    return done;
  }

  function writeJson(path: string, value: RunRecord | RunResult): Promise<void> {
    return storage.write(path, new TextEncoder().encode(jsonText(value as unknown as Json, path)));
  }
}
