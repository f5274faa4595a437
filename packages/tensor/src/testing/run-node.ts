import { execFile } from "node:child_process";

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a module text in a process of its own, with settings in its environment and flags of Node.
 * It finds the package as `tensors`, its modules through `inside("array.ts")`, and the BLAS package through `openBlas()`.
 */
export function runNode(text: string, settings: Record<string, string> = {}, flags: readonly string[] = []): Promise<Ended> {
  const tensors = new URL("../index.ts", import.meta.url).href;
  const blas = new URL("../../../tensor-blas/src/index.ts", import.meta.url).href;
  const program = `const tensors = await import(${JSON.stringify(tensors)});\nconst inside = (path) => import(new URL(path, ${JSON.stringify(tensors)}));\nconst openBlas = () => import(${JSON.stringify(blas)});\n${text}`;
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("CREDENCE_") && name !== "NODE_OPTIONS"),
  );
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...flags, "--input-type=module", "--eval", program],
      { env: { ...inherited, ...settings }, timeout: 50_000, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => resolve({ status: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
  });
}

/** The same, for a program that prints one JSON value. */
export async function runForJson(text: string, settings: Record<string, string> = {}): Promise<unknown> {
  const { status, stdout, stderr } = await runNode(text, settings);
  if (status !== 0) throw new Error(`the program ended with ${status}: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout);
}
