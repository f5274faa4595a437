import { setImmediate as turn } from "node:timers/promises";
import { acquireLock, type Lock, type RunOutcome, resolveDataSet, runExperiment } from "@credence/lab";
import { dataResolver } from "../data-places.ts";
import { claimsText } from "../display/claims.ts";
import { chooseDisplay } from "../display/display.ts";
import { print, printJson, terminalWidth } from "../display/output.ts";
import type { Display } from "../display/stage.ts";
import { durationText } from "../display/stage-text.ts";
import { nodeHost } from "../host/node-host.ts";
import { nodeStorage } from "../host/node-storage.ts";
import { type Interruption, listenForInterruption } from "../interruption.ts";
import { nodeLockFolder } from "../locking/node-lock-folder.ts";
import { thisMachine, versions } from "../machine.ts";
import type { Machinery } from "../machinery.ts";
import { makeFolder } from "../make-folder.ts";
import { readUserFile } from "../user-file.ts";
import { type RunArguments, type RunOptions, runArguments } from "./run-arguments.ts";

/** Runs an experiment into its folder, draws its report and prints its claims with their verdicts. */
export async function run(name: string, typed: RunOptions, machinery: Machinery): Promise<void> {
  const request = runArguments(name, typed, await machinery.experiments());
  const resolver = (display: Display, signal: AbortSignal) => dataResolver(typed.data, { display, signal });
  const display = chooseDisplay({ json: typed.json ?? false });
  // A wrong --data is said before anything is made.
  resolver(display, AbortSignal.abort());
  const lock = await lockFolder(request.folder);
  const interruption = listenForInterruption({
    onFirst: () => display.message("stopping: writing a checkpoint (Ctrl-C again leaves at once)"),
  });
  try {
    const { signal } = interruption;
    const outcome = await compute(request, { machinery, display, signal, resolver: resolver(display, signal) });
    display.end();
    const report = await drawReport(request, outcome, (line) => display.message(line));
    tell(request, outcome, { report, json: typed.json ?? false });
  } catch (error) {
    display.end();
    throw afterInterruption(error, { interruption, display, command: request.command });
  } finally {
    interruption.end();
    await lock.release();
  }
}

interface ComputeOptions {
  readonly machinery: Machinery;
  readonly display: Display;
  readonly signal: AbortSignal;
  readonly resolver: ReturnType<typeof dataResolver>;
}

async function compute(request: RunArguments, { machinery, display, signal, resolver }: ComputeOptions): Promise<RunOutcome> {
  // A place that cannot be written is said now, not after the first training.
  await makeFolder(request.artifacts);
  const { key, kernels, blas, rejectedBlas, loadPosterior } = await machinery.startEngine();
  for (const { path, reason } of rejectedBlas) display.message(`BLAS ${path} is not used: ${reason}`);
  const { checkpointSeconds } = machinery;
  return runExperiment(request, {
    host: nodeHost(),
    date: () => new Date().toISOString(),
    pause: () => turn(),
    storage: nodeStorage(request.folder),
    artifacts: nodeStorage(request.artifacts),
    key: key(request.seed),
    facts: { versions: versions(), kernels, blas, machine: thisMachine() },
    load: (dataSet) => resolveDataSet(dataSet, resolver),
    readFile: readUserFile,
    loadPosterior,
    signal,
    ...(checkpointSeconds === undefined ? {} : { checkpointSeconds }),
    onProgress: (progress) => display.show(progress),
    onMessage: (line) => display.message(line),
  });
}

/** A process whose npm was killed a moment ago may still be on its way out: waits for it a little. */
async function lockFolder(folder: string): Promise<Lock> {
  const patience = performance.now() + 1000;
  for (;;) {
    try {
      return await acquireLock(nodeLockFolder(folder), folder);
    } catch (error) {
      if ((error as Error).name !== "BadInput" || performance.now() > patience) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** The path of report.html; drawn unless a finished run has one. */
async function drawReport(
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

interface TellOptions {
  readonly report: string;
  readonly json: boolean;
}

function tell({ folder }: RunArguments, { result, record, alreadyFinished }: RunOutcome, { report, json }: TellOptions): void {
  if (json) {
    printJson({ event: "finished", alreadyFinished, folder, report, wallSeconds: record.wallSeconds, ...result });
    return;
  }
  const how = alreadyFinished ? `finished already on ${record.finishedAt?.slice(0, 10)}, nothing to compute` : "finished";
  const time = `wall time ${durationText(record.wallSeconds)}`;
  print(`\n${result.experiment} at budget ${result.budget}, seed ${result.seed}: ${how} (${time})\n\n`);
  print(claimsText(result.claims, { width: terminalWidth() }));
  print(`\nReport: ${report}`);
}

interface AfterOptions {
  readonly interruption: Interruption;
  readonly display: Display;
  readonly command: string;
}

function afterInterruption(error: unknown, { interruption, display, command }: AfterOptions): unknown {
  if (!(error instanceof Error && error.name === "Interrupted")) return error;
  display.message(`interrupted; this goes on from here: ${command}`);
  return Object.assign(error, { signalNumber: interruption.signalNumber() });
}
