import { CommanderError } from "commander";
import { isFullDisk } from "./host/file-errors.ts";
import { installedMachinery } from "./installed-machinery.ts";
import type { Machinery } from "./machinery.ts";
import { buildProgram } from "./program.ts";

/** Runs the command line and ends the process: 0, 1 (failed), 2 (bad input) or 128 + signal (interrupted: 130 for Ctrl-C). */
export async function main(argv: readonly string[], machinery: Machinery = installedMachinery): Promise<void> {
  // `credence list | head`: the reader has seen enough.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  // A terminal or a reader that is gone hears nothing more; the work goes on to its checkpoint and result.
  process.stderr.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
  });
  const code = await run(argv, machinery);
  // The engine's worker threads would keep the process alive.
  process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
}

async function run(argv: readonly string[], machinery: Machinery): Promise<number> {
  let code = 0;
  try {
    await buildProgram({ machinery, setExitCode: (value) => (code = value) }).parseAsync([...argv]);
    return code;
  } catch (error) {
    return explain(error);
  }
}

/** Says what went wrong, in one line where the message is meant for a person, and gives the exit code. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (!(error instanceof Error)) return say(String(error), 1);
  if (error.name === "Interrupted") return 128 + Number((error as { signalNumber?: number }).signalNumber ?? 2);
  if (error.name === "BadInput") return say(error.message, 2);
  if (isFullDisk(error)) return say(error.message, 1);
  return say(error.stack ?? error.message, 1);
}

function say(message: string, code: number): number {
  process.stderr.write(`${message}\n`);
  return code;
}
