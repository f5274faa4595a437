import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Part } from "@credence/lab";
import type { Display, Stage } from "../display/stage.ts";
import { nodeStorage } from "../host/node-storage.ts";
import { type RunArguments, runWords } from "./run-arguments.ts";

export interface PartsOptions {
  /** Of the machine, shared by the processes. */
  readonly threads: number;
  readonly display: Display;
  readonly signal: AbortSignal;
}

/**
 * Computes the parts of a run in processes of their own, `request.jobs` at a time. Each is a run with the options of its part, in a folder
 * `parts/NAME` of the run; what it leaves among the artifacts the run itself then finds. A part that fails is named and left to the run, which
 * meets the same error. After `signal` it returns once every process has written its checkpoint and left.
 */
export async function runParts(request: RunArguments, { threads, display, signal }: PartsOptions): Promise<void> {
  const { experiment, budget, options, jobs } = request;
  const parts = experiment.parts?.({ budget, settings: experiment.budgets[budget], options }) ?? [];
  if (parts.length < 2) return;
  const together = Math.min(jobs, parts.length);
  const threadsOfEach = Math.max(1, Math.floor(threads / together));
  const waiting = [...parts];
  const running = new Map<string, number>();
  const show = () => {
    const detail = Array.from(running, ([name, share]) => `${name} ${Math.floor(100 * share)}%`).join(", ");
    const done = parts.length - waiting.length - running.size;
    display.show({ label: `${experiment.name} in parts`, done, total: parts.length, unit: "parts", detail });
  };
  const work = async () => {
    for (let part = waiting.shift(); part !== undefined && !signal.aborted; part = waiting.shift()) {
      const { name } = part;
      const fault = await forgetPart(request, part).catch((error: Error) => error.message);
      if (fault !== undefined) display.message(`part ${name}: ${fault}`);
      // a listener on a signal that is aborted already would never be called
      if (signal.aborted) break;
      const child = startPart(request, { part, threads: threadsOfEach });
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
      if (failure !== undefined && !signal.aborted) display.message(`part ${name}: ${failure}`);
      show();
    }
  };
  await Promise.all(Array.from({ length: together }, work));
}

const partFolder = ({ folder }: RunArguments, { name }: Part) => join(folder, "parts", name);

/**
 * A part is wanted for what it leaves among the artifacts: one that finished here before, with another BLAS or other artifacts, is not to refuse,
 * or to say that it has finished already. Its checkpoints and pieces stay.
 */
async function forgetPart(request: RunArguments, part: Part): Promise<undefined> {
  const storage = nodeStorage(partFolder(request, part));
  for (const file of ["result.json", "run.json"]) await storage.remove(file);
}

/** The same command line as this process's, under its Node, with a channel whose end takes the child along. */
function startPart(request: RunArguments, { part, threads }: { readonly part: Part; readonly threads: number }): ChildProcess {
  const { experiment, budget, seed, data, artifacts } = request;
  const option = Object.entries({ ...request.options, ...part.options }).map(([name, value]) => `${name}=${value}`);
  const out = partFolder(request, part);
  const words = runWords([experiment.name], {
    budget,
    seed: String(seed),
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

/** A process killed while it writes leaves half a line. */
function parsed(line: string): (Stage & { readonly event: string }) | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Waits for the end of a part; why it failed, or undefined. */
function endOf(child: ChildProcess, onProgress: (stage: Stage) => void): Promise<string | undefined> {
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  createInterface({ input: child.stdout! }).on("line", (line) => {
    const told = parsed(line);
    if (told?.event === "progress") onProgress(told);
  });
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, signal) => resolve(code === 0 ? undefined : said.trim() || `ended by ${signal ?? `code ${code}`}`));
  });
}
