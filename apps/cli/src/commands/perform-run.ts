import { join } from "node:path";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import {
  acquireLock,
  checkRunFolder,
  type FolderDependencies,
  forgetOtherUnit,
  isUnitDone,
  type Lock,
  type RunOutcome,
  resolveDataSet,
  runExperiment,
  unitFolder,
} from "@credence/lab";
import type { dataResolver } from "../data-places.ts";
import type { Display } from "../display/stage.ts";
import { nodeHost } from "../host/node-host.ts";
import { nodeStorage } from "../host/node-storage.ts";
import { nodeLockFolder } from "../locking/node-lock-folder.ts";
import { thisMachine, versions } from "../machine.ts";
import type { Engine, Machinery } from "../machinery.ts";
import { makeFolder } from "../make-folder.ts";
import { readUserFile } from "../user-file.ts";
import type { RunArguments } from "./run-arguments.ts";
import { runUnits } from "./run-units.ts";

/** The engine, with a line about each BLAS that is there and failed. */
export async function startEngine(machinery: Machinery, display: Display): Promise<Engine> {
  const engine = await machinery.startEngine();
  for (const { path, reason } of engine.rejectedBlas) display.message(`BLAS ${path} is not used: ${reason}`);
  return engine;
}

export interface PerformOptions {
  readonly engine: Engine;
  readonly display: Display;
  readonly signal: AbortSignal;
  readonly resolver: ReturnType<typeof dataResolver>;
  readonly checkpointSeconds?: number | undefined;
}

/** Runs an experiment into its folder, whose lock the caller holds. */
export async function performRun(request: RunArguments, options: PerformOptions): Promise<RunOutcome> {
  const { engine, display, signal, checkpointSeconds } = options;
  // A place that cannot be written is said now, not after the first training.
  await makeFolder(request.artifacts);
  const { key, loadPosterior, diagnose } = engine;
  const folder = folderOf(request.folder, options);
  const units = {
    isDone: (unit: string) => isUnitDone(request, unit, folder),
    forget: (unit: string) => forgetUnit(request, unit, options),
  };
  return runExperiment(request, {
    ...folder,
    date: () => new Date().toISOString(),
    pause: () => turn(),
    artifacts: nodeStorage(request.artifacts),
    key: key(request.seed),
    loadPosterior,
    ...(diagnose && { diagnose }),
    signal,
    ...(request.jobs > 1 ? { prepare: () => runUnits(request, { threads: engine.kernels.threads, ...units, display, signal }) } : {}),
    ...(checkpointSeconds === undefined ? {} : { checkpointSeconds }),
    onProgress: (progress) => display.show(progress),
    onMessage: (line) => display.message(line),
  });
}

const factsOf = ({ kernels, blas, code }: Engine) => ({ versions: versions(), kernels, blas, code, machine: thisMachine() });

/** A run's folder, and what tells whether the run in it is the one that is asked for. */
const folderOf = (folder: string, { engine, resolver }: Pick<PerformOptions, "engine" | "resolver">): FolderDependencies => ({
  ...{ host: nodeHost(), storage: nodeStorage(folder), facts: factsOf(engine) },
  load: (dataSet) => resolveDataSet(dataSet, resolver),
  readFile: readUserFile,
});

/**
 * Seconds that earlier sessions have spent on the run in the folder, if `performRun` would go on from it. Changes nothing.
 *
 * @throws BadInput where `performRun` would, as the folder holds another run
 */
export async function checkFolder(request: RunArguments, options: Pick<PerformOptions, "engine" | "resolver">): Promise<number> {
  return (await checkRunFolder(request, folderOf(request.folder, options)))?.wallSeconds ?? 0;
}

/** Makes room for a unit in its folder, under its lock. @throws BadInput where another process works there */
async function forgetUnit(request: RunArguments, unit: string, options: PerformOptions): Promise<void> {
  const folder = join(request.folder, unitFolder(unit));
  const lock = await lockFolder(folder);
  try {
    await forgetOtherUnit(request, unit, folderOf(folder, options));
  } finally {
    await lock.release();
  }
}

/** A process whose npm was killed a moment ago may still be on its way out: waits for it a little. */
export async function lockFolder(folder: string): Promise<Lock> {
  const patience = performance.now() + 1000;
  for (;;) {
    try {
      return await acquireLock(nodeLockFolder(folder), folder);
    } catch (error) {
      if ((error as Error).name !== "BadInput" || performance.now() > patience) throw error;
      await sleep(100);
    }
  }
}

/** Draws the report of a run unless a finished one has it already; the path of report.html. */
export async function drawReport(
  { experiment, folder }: RunArguments,
  { result, record, alreadyFinished }: RunOutcome,
  onMessage: (line: string) => void,
): Promise<string> {
  const storage = nodeStorage(folder);
  if (!alreadyFinished || !(await storage.list("")).includes("report.html")) {
    const { writeReport } = await import("../render/write-report.ts");
    const { problems } = await writeReport({ storage, experiment, result, record });
    for (const problem of problems) onMessage(problem);
  }
  return storage.describe("report.html");
}
