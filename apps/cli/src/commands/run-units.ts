import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Unit, unitFolder } from "@credence/lab";
import type { Display, Stage } from "../display/stage.ts";
import { type RunArguments, runWords } from "./run-arguments.ts";

export interface UnitsOptions {
  /** Of the machine, shared by the processes. */
  readonly threads: number;
  /** Whether an earlier run of the same settings has performed a unit here. */
  readonly isDone: (unit: string) => Promise<boolean>;
  /** Takes away what a unit's folder holds of other settings or code, which would be refused; fails where another process works there. */
  readonly forget: (unit: string) => Promise<void>;
  readonly display: Display;
  readonly signal: AbortSignal;
}

/**
 * Performs the units of a run in processes of their own, `request.jobs` at a time, those that the others need before them. Each is a run of that
 * unit alone, in a folder `units/NAME` of the run, which then takes its value and what it left among the artifacts. A unit that fails is named and
 * left to the run, which meets the same error. After `signal` it returns once every process has written its checkpoint and left.
 */
export async function runUnits(request: RunArguments, { threads, isDone, forget, display, signal }: UnitsOptions): Promise<void> {
  const { experiment, budget, options, jobs } = request;
  const units = experiment.units({ budget, settings: experiment.budgets[budget], options });
  if (units.length < 2 || request.unit !== undefined) return;
  const [needed, others]: [Unit[], Unit[]] = [[], []];
  for (const unit of units.toSorted((a, b) => Number(b.long ?? false) - Number(a.long ?? false)))
    if (!(await isDone(unit.name))) (unit.first ? needed : others).push(unit);
  const running = new Map<string, number>();
  const show = () => {
    // a unit that left with a checkpoint is not done
    if (signal.aborted) return;
    const detail = Array.from(running, ([name, share]) => `${name} ${Math.floor(100 * share)} %`).join(", ");
    const done = units.length - needed.length - others.length - running.size;
    display.show({ label: `${experiment.name}, side by side`, done, total: units.length, unit: "units", unequal: true, detail });
  };
  const work = async (waiting: Unit[], threadsOfEach: number) => {
    for (let unit = waiting.shift(); unit !== undefined && !signal.aborted; unit = waiting.shift()) {
      const { name } = unit;
      const fault = await forget(name).then(
        () => undefined,
        (error: Error) => error.message,
      );
      if (fault !== undefined) {
        display.message(`unit ${name}: ${fault}`);
        continue;
      }
      // a listener on a signal that is aborted already would never be called
      if (signal.aborted) break;
      const child = startUnit(request, { unit, threads: threadsOfEach });
      const stop = () => child.kill("SIGINT");
      signal.addEventListener("abort", stop);
      running.set(name, 0);
      const onProgress = ({ done, total }: Stage) => {
        running.set(name, done / total);
        show();
      };
      const failure = await endOf(child, onProgress);
      signal.removeEventListener("abort", stop);
      running.delete(name);
      if (failure !== undefined && !signal.aborted) display.message(`unit ${name}: ${failure}`);
      show();
    }
  };
  for (const waiting of [needed, others]) {
    const together = Math.min(jobs, waiting.length);
    const threadsOfEach = Math.max(1, Math.floor(threads / Math.max(1, together)));
    await Promise.all(Array.from({ length: together }, () => work(waiting, threadsOfEach)));
  }
}

const folderOf = ({ folder }: RunArguments, { name }: Unit) => join(folder, unitFolder(name));

/** The same command line as this process's, under its Node, with a channel whose end takes the child along. */
function startUnit(request: RunArguments, { unit, threads }: { readonly unit: Unit; readonly threads: number }): ChildProcess {
  const { experiment, budget, seed, data, artifacts } = request;
  const option = Object.entries(request.options).map(([name, value]) => `${name}=${value}`);
  const out = folderOf(request, unit);
  const words = runWords([experiment.name], {
    budget,
    seed: String(seed),
    unit: unit.name,
    out,
    artifacts,
    option,
    ...(data === undefined ? {} : { data }),
  });
  return spawn(process.execPath, [process.argv[1], ...words, "--json"], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...process.env, CREDENCE_THREADS: String(threads) },
  });
}

/** What is no JSON is the reason of a failure, or half a line of a process killed while it writes. */
function parsed(line: string): (Stage & { readonly event: string }) | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Waits for the end of a unit; why it failed, or undefined. */
function endOf(child: ChildProcess, onProgress: (stage: Stage) => void): Promise<string | undefined> {
  let said = "";
  // its result is on disk
  child.stdout?.resume();
  createInterface({ input: child.stderr! }).on("line", (line) => {
    const told = parsed(line);
    if (told?.event === "progress") onProgress(told);
    else if (told === undefined) said += `${line}\n`;
  });
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, signal) => resolve(code === 0 ? undefined : said.trim() || `ended by ${signal ?? `code ${code}`}`));
  });
}
