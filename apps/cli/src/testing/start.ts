import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once standard output or standard error holds the text. */
  printed(text: string): Promise<void>;
}

export const toyCredence = fileURLToPath(new URL("./toy-credence.ts", import.meta.url));

/** Starts a script under this Node and gathers what it says. */
export function start(script: string, argv: readonly string[], options: SpawnOptions = {}): Started {
  const child = spawn(process.execPath, [script, ...argv], { stdio: ["ignore", "pipe", "pipe"], ...options });
  const texts = { stdout: "", stderr: "" };
  const listeners = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      texts[name] += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<Ended>((resolve) => child.on("close", (code, signal) => resolve({ code, signal, ...texts })));
  const printed = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => (texts.stdout.includes(text) || texts.stderr.includes(text)) && resolve();
      listeners.add(look);
      look();
      ended.then(() => reject(new Error(`ended without printing ${JSON.stringify(text)}: ${JSON.stringify(texts)}`)));
    });
  return { child, ended, printed };
}
