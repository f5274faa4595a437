import { acquireLock, badInput, type Json, type RunRecord, type RunResult, type Storage } from "@credence/lab";
import type { FinishedRun } from "@credence/lab/report";
import { print, printJson } from "../display/output.ts";
import { nodeStorage } from "../host/node-storage.ts";
import { nodeLockFolder } from "../locking/node-lock-folder.ts";
import type { Machinery } from "../machinery.ts";
import { pick } from "../names.ts";
import type { BookContents } from "./run-book.ts";

interface ReportOptions {
  readonly json?: boolean;
}

/** Draws the report of a finished run again, from its result.json and run.json; or a book of them, and each of its chapters. */
export async function report(folder: string, { json }: ReportOptions, machinery: Machinery): Promise<void> {
  const storage = nodeStorage(folder);
  const isBook = (await storage.read("book.json")) !== undefined;
  const contents = isBook ? ((await readJson(storage, "book.json", "source")) as unknown as BookContents) : undefined;
  const runs = contents
    ? await Promise.all(contents.chapters.map((name) => finishedRun(nodeStorage(storage.describe(name)), machinery)))
    : [await finishedRun(storage, machinery)];
  const lock = await acquireLock(nodeLockFolder(folder), folder);
  const path = storage.describe("report.html");
  try {
    const { writeBook, writeReport } = await import("../render/write-report.ts");
    const problems: string[] = [];
    for (const run of runs) {
      const own = contents ? nodeStorage(storage.describe(run.experiment.name)) : storage;
      problems.push(...(await writeReport({ storage: own, ...run })).problems);
    }
    if (contents) {
      const source = pick("source", contents.source, await machinery.sources());
      await writeBook({ storage, ...source, runs, missing: contents.missing });
    }
    if (json) printJson({ event: "finished", folder, report: path, problems });
    else print([...problems, `Report: ${path}`].join("\n"));
  } finally {
    await lock.release();
  }
}

/** @throws BadInput where the folder holds no finished run, or one of an experiment there is not */
async function finishedRun(storage: Storage, machinery: Machinery): Promise<FinishedRun> {
  const result = (await readJson(storage, "result.json", "experiment")) as unknown as RunResult;
  const record = (await readJson(storage, "run.json", "experiment")) as unknown as RunRecord;
  return { experiment: pick("experiment", result.experiment, await machinery.experiments()), result, record };
}

/** @throws BadInput where the file is not there or lacks the field that tells what it is */
async function readJson(storage: Storage, path: string, field: string): Promise<{ readonly [name: string]: Json }> {
  const bytes = await storage.read(path);
  if (!bytes) throw badInput(`${storage.describe(path)}: not there, expected the folder of a finished run`);
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof value?.[field] === "string") return value;
  } catch {}
  throw badInput(`${storage.describe(path)}: not the ${path} of a run`);
}
