import { acquireLock, badInput, type Json, type RunRecord, type RunResult, type Storage } from "@credence/lab";
import type { FinishedRun } from "@credence/lab/report";
import { fileLink } from "../display/hyperlink.ts";
import { print, printJson } from "../display/output.ts";
import { nodeStorage } from "../host/node-storage.ts";
import { nodeLockFolder } from "../locking/node-lock-folder.ts";
import type { Machinery } from "../machinery.ts";
import { pick, pickExperiment } from "../names.ts";
import { readBook } from "./book-contents.ts";

interface ReportOptions {
  readonly json?: boolean;
}

/** Draws the report of a finished run again, from its result.json and run.json; or a book of them, and each of its chapters. */
export async function report(folder: string, { json }: ReportOptions, machinery: Machinery): Promise<void> {
  const storage = nodeStorage(folder);
  const contents = await readBook(storage);
  const folders = contents ? contents.chapters.map((name) => storage.describe(name)) : [folder];
  const runs = await Promise.all(folders.map((one) => finishedRun(nodeStorage(one), machinery)));
  const source = contents && pick("source", contents.source, await machinery.sources());
  const problems: string[] = [];
  const draw = async () => {
    const { writeBook, writeReport } = await import("../render/write-report.ts");
    for (const [index, run] of runs.entries()) {
      const redraw = async () => void problems.push(...(await writeReport({ storage: nodeStorage(folders[index]), ...run })).problems);
      // A chapter may be running by itself.
      await (contents ? locked(folders[index], redraw) : redraw());
    }
    if (contents && source) await writeBook({ storage, study: source, runs, missing: contents.missing });
  };
  await locked(folder, draw);
  const path = storage.describe("report.html");
  if (json) printJson({ event: "finished", folder, report: path, problems });
  else print([...problems, `Report: ${fileLink(path)}`].join("\n"));
}

/** @throws BadInput where another process writes into the folder */
async function locked(folder: string, work: () => Promise<void>): Promise<void> {
  const lock = await acquireLock(nodeLockFolder(folder), folder);
  try {
    await work();
  } finally {
    await lock.release();
  }
}

/** @throws BadInput where the folder holds no finished run, or one that this version's experiments do not draw */
async function finishedRun(storage: Storage, machinery: Machinery): Promise<FinishedRun> {
  const result = (await readJson(storage, "result.json")) as unknown as RunResult;
  const record = (await readJson(storage, "run.json")) as unknown as RunRecord;
  const experiment = await pickExperiment(result.experiment, machinery);
  try {
    if (!Array.isArray(result.claims)) throw new Error("it has no claims");
    if (record.unit === undefined) {
      experiment.figures(result.values);
      experiment.tables(result.values);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw badInput(
      `${storage.describe("result.json")}: not the numbers that ${experiment.name} of this version draws, perhaps of an earlier one (${why}); run it again into a new folder`,
    );
  }
  return { experiment, result, record };
}

/** @throws BadInput where the file is not there or does not name its experiment */
async function readJson(storage: Storage, path: string): Promise<{ readonly [name: string]: Json }> {
  const bytes = await storage.read(path);
  if (!bytes) throw badInput(`${storage.describe(path)}: not there, expected the folder of a finished run`);
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof value?.experiment === "string") return value;
  } catch {}
  throw badInput(`${storage.describe(path)}: not the ${path} of a run`);
}
