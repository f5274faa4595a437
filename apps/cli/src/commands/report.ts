import { acquireLock, badInput, type Json, type RunRecord, type RunResult } from "@credence/lab";
import { print, printJson } from "../display/output.ts";
import { nodeStorage } from "../host/node-storage.ts";
import { nodeLockFolder } from "../locking/node-lock-folder.ts";
import type { Machinery } from "../machinery.ts";
import { pick } from "../names.ts";

interface ReportOptions {
  readonly json?: boolean;
}

/** Draws the report of a finished run again, from its result.json and run.json. */
export async function report(folder: string, { json }: ReportOptions, machinery: Machinery): Promise<void> {
  const storage = nodeStorage(folder);
  const result = (await read("result.json")) as unknown as RunResult;
  const record = (await read("run.json")) as unknown as RunRecord;
  const experiment = pick("experiment", result.experiment, await machinery.experiments());
  const lock = await acquireLock(nodeLockFolder(folder), folder);
  const path = storage.describe("report.html");
  try {
    const { writeReport } = await import("../render/write-report.ts");
    const { problems } = await writeReport({ storage, experiment, result, record });
    if (json) printJson({ event: "finished", folder, report: path, problems });
    else print([...problems, `Report: ${path}`].join("\n"));
  } finally {
    await lock.release();
  }

  async function read(path: string): Promise<{ readonly [name: string]: Json }> {
    const bytes = await storage.read(path);
    if (!bytes) throw badInput(`${storage.describe(path)}: not there, expected the folder of a finished run`);
    try {
      const value = JSON.parse(new TextDecoder().decode(bytes));
      if (typeof value?.experiment === "string") return value;
    } catch {}
    throw badInput(`${storage.describe(path)}: not the ${path} of a run`);
  }
}
