import { spawn } from "node:child_process";
import { existsSync } from "node:fs";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** A command whose outcome counts as tests. */
export interface Step {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Files it cannot do without: where one is missing the step is skipped by name, and fails in continuous integration. */
  readonly needs?: readonly string[];
  /** "whole": the command passes or fails as one. "lines": its output says how many passed and failed; the last such line counts. */
  readonly counts: "whole" | "lines";
}

interface StepOutcome extends Counts {
  readonly line: string;
  /** The end of the output, where something failed. */
  readonly detail?: string;
}

export interface StepOptions {
  readonly folder: string;
  /** Told what a running step said last, now and then. */
  readonly onProgress?: (line: string) => void;
  /** A step that hangs, and so says nothing for as long, must not take the whole run with it; one that is slow may take its time. */
  readonly silenceSeconds?: number;
}

const shownCharacters = 8000;
const secondsBetweenLines = 15;

/**
 * Runs one step. A command that ends badly while all it counted passed counts as one failure more; one that is ended for its silence keeps
 * what it counted.
 */
export async function runStep({ name, command, environment, needs = [], counts }: Step, options: StepOptions): Promise<StepOutcome> {
  const missing = needs.find((path) => !existsSync(path));
  if (missing !== undefined && !process.env.CI) return { passed: 0, failed: 0, line: `skipped  ${name}: needs ${missing}` };
  if (missing !== undefined) return { passed: 0, failed: 1, line: `FAILED   ${name}: needs ${missing}` };
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  const tell = (said: string) => options.onProgress?.(`running  ${name}: ${said.slice(0, 140)} (${seconds()})`);
  const { code, output } = await execute(command, { ...options, tell, environment: { ...process.env, ...environment } });
  const counted = counts === "whole" ? { passed: code === 0 ? 1 : 0, failed: 0 } : lastCounts(output);
  const { passed } = counted;
  const failed = code !== 0 && counted.failed === 0 ? 1 : counted.failed;
  if (failed === 0) return { passed, failed, line: `passed   ${name}: ${passed} (${seconds()})` };
  return {
    passed,
    failed,
    line: `FAILED   ${name}: ${failed} of ${passed + failed} (${seconds()})`,
    detail: output.slice(-shownCharacters),
  };
}

interface ExecuteOptions extends StepOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly tell: (said: string) => void;
}

function execute(
  [program, ...given]: readonly string[],
  { folder, environment, tell, silenceSeconds = 300 }: ExecuteOptions,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program!, given, { cwd: folder, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const silence = setTimeout(() => {
      output += `\nended after ${silenceSeconds} s of silence`;
      child.kill("SIGKILL");
    }, 1000 * silenceSeconds);
    let named = 0;
    const lines = setInterval(() => {
      const failures = output.split("\n").filter((line) => line.startsWith("failed: "));
      for (const line of failures.slice(named)) tell(line);
      named = failures.length;
      tell(lastLine(output));
    }, 1000 * secondsBetweenLines);
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        silence.refresh();
      });
    child.on("error", (error) => {
      output += error.message;
    });
    child.on("close", (code) => {
      clearTimeout(silence);
      clearInterval(lines);
      resolve({ code: code ?? 1, output });
    });
  });
}

const lastLine = (output: string): string => {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return lines.findLast((line) => line.startsWith("so far ")) ?? lines.at(-1)?.trim() ?? "started";
};

/** The last "N passed, N failed" of an output, whether its end or a count on the way; one failure where it has none. */
export function lastCounts(output: string): Counts {
  const found = [...output.matchAll(/^(?:so far )?(\d+) passed, (\d+) failed\b/gm)].at(-1);
  return found ? { passed: Number(found[1]), failed: Number(found[2]) } : { passed: 0, failed: 1 };
}
