import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { digestsHere } from "./digests-here.ts";

export type Digests = Awaited<ReturnType<typeof digestsHere>>;

/** The workload in a Node process of its own, under settings such as CREDENCE_THREADS. */
export function digestsInNode(settings: Record<string, string>): Promise<Digests> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("CREDENCE_") && name !== "NODE_OPTIONS"),
  );
  const program = fileURLToPath(new URL("./print-digests.ts", import.meta.url));
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [program],
      { env: { ...inherited, ...settings }, timeout: 50_000, maxBuffer: 2 ** 24 },
      (error, stdout, stderr) => (error ? reject(new Error(`${error.message}\n${stderr}`)) : resolve(JSON.parse(stdout) as Digests)),
    );
  });
}
