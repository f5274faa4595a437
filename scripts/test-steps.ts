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
  counts(code: number, output: string): Counts | Promise<Counts>;
}

interface StepOutcome extends Counts {
  readonly line: string;
  /** The end of the output, where something failed. */
  readonly detail?: string;
}

/** A step that hangs, and so says nothing for as long, must not take the whole run with it; one that is slow may take its time. */
const silenceSeconds = 300;
const shownCharacters = 8000;

/** Runs one step. A command that ends badly while all it counted passed counts as one failure more. */
export async function runStep({ name, command, environment, needs = [], counts }: Step, folder: string): Promise<StepOutcome> {
  const missing = needs.find((path) => !existsSync(path));
  if (missing !== undefined && !process.env.CI) return { passed: 0, failed: 0, line: `skipped  ${name}: needs ${missing}` };
  if (missing !== undefined) return { passed: 0, failed: 1, line: `FAILED   ${name}: needs ${missing}` };
  const began = performance.now();
  const { code, output } = await execute(command, { folder, environment: { ...process.env, ...environment } });
  const counted = await Promise.resolve(counts(code, output)).catch((error: Error) => ({ passed: 0, failed: 1, fault: error.message }));
  const { passed } = counted;
  const failed = code !== 0 && counted.failed === 0 ? 1 : counted.failed;
  const seconds = `${((performance.now() - began) / 1000).toFixed(1)} s`;
  if (failed === 0) return { passed, failed, line: `passed   ${name}: ${passed} (${seconds})` };
  const fault = "fault" in counted ? `\n${counted.fault}` : "";
  return {
    passed,
    failed,
    line: `FAILED   ${name}: ${failed} of ${passed + failed} (${seconds})`,
    detail: output.slice(-shownCharacters) + fault,
  };
}

function execute(
  [program, ...given]: readonly string[],
  { folder, environment }: { folder: string; environment: NodeJS.ProcessEnv },
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program!, given, { cwd: folder, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const timer = setTimeout(() => {
      output += `\nended after ${silenceSeconds} s of silence`;
      child.kill("SIGKILL");
    }, 1000 * silenceSeconds);
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        timer.refresh();
      });
    child.on("error", (error) => {
      output += error.message;
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** The "N passed, N failed" a command ends with. @throws where it does not */
export function lastCounts(output: string): Counts {
  const found = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  if (!found) throw new Error('the output has no line "N passed, N failed"');
  return { passed: Number(found[1]), failed: Number(found[2]) };
}

/** What vitest's JSON report counted; a file that could not be loaded is a failure though none of its tests ran. */
export function vitestCounts(report: string): Counts {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(report) as {
    numPassedTests: number;
    numFailedTests: number;
    testResults: { status: string; assertionResults: { status: string }[] }[];
  };
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some((one) => one.status === "failed"),
  );
  return { passed: numPassedTests, failed: numFailedTests + unloaded.length };
}
