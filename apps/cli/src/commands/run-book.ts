import { join } from "node:path";
import type { Source } from "@credence/experiments";
import { badInput, type Experiment, isBadInput, isInterrupted, jsonText, type RunOutcome } from "@credence/lab";
import { isFullDisk } from "../host/file-errors.ts";
import { nodeStorage } from "../host/node-storage.ts";
import { pick } from "../names.ts";
import { type BookContents, readBook } from "./book-contents.ts";
import { type FinishedChapter, type MissingChapter, tellBook } from "./book-summary.ts";
import { openForecast } from "./forecast.ts";
import { checkFolder, drawReport, lockFolder, type PerformOptions, performRun } from "./perform-run.ts";
import {
  parseBudget,
  parseOptions,
  parseSeed,
  type RunArguments,
  type RunOptions,
  refuseEmptyFolders,
  runArguments,
  runCommand,
} from "./run-arguments.ts";
import { type UsualSeconds, usualTime } from "./usual-time.ts";
import { wholeDisplay } from "./whole-display.ts";

export interface BookArguments {
  readonly source: Source;
  /** In the order of the source. */
  readonly chapters: readonly Chapter[];
  readonly budget: string;
  readonly seed: number;
  /** Holds report.html and a folder for each experiment. */
  readonly folder: string;
  readonly command: string;
}

interface Chapter {
  readonly experiment: Experiment;
  readonly request: RunArguments;
  /** Options it cannot do without and that nobody gave. */
  readonly lacking: readonly string[];
}

/** All experiments, and the sources they are of. */
export interface Registries {
  readonly experiments: readonly Experiment[];
  readonly sources: readonly Source[];
}

/**
 * Checks what was typed before anything is made. An option goes to every experiment that knows it.
 *
 * @throws BadInput where the source is unknown, an option to all of its experiments, or its value to one of those that take it
 */
export function bookArguments(name: string, typed: RunOptions, { experiments, sources }: Registries): BookArguments {
  const source = pick("source", name, sources);
  const budget = parseBudget(typed.budget);
  const seed = parseSeed(typed.seed);
  const own = experiments.filter((experiment) => experiment.source === source.name);
  if (own.length === 0) throw badInput(`--source ${source.name}: it has no experiments`);
  const known = Object.assign({}, ...own.map(({ options }) => options));
  parseOptions(typed.option ?? [], { name: source.name, options: known });
  refuseEmptyFolders(typed);
  const folder = typed.out ?? join("runs", `${source.name}-${budget}-seed${seed}`);
  const artifacts = typed.artifacts ?? (typed.out === undefined ? join("runs", "artifacts") : join(folder, "artifacts"));
  const chapters = own.map((experiment): Chapter => {
    const option = (typed.option ?? []).filter((one) => Object.hasOwn(experiment.options ?? {}, one.slice(0, one.indexOf("="))));
    const request = runArguments(experiment, { ...typed, option, out: join(folder, experiment.name), artifacts });
    return { experiment, request, lacking: (experiment.needs ?? []).filter((need) => request.options[need] === undefined) };
  });
  return {
    source,
    chapters,
    budget,
    seed,
    folder,
    command: runCommand(["--source", source.name], { ...typed, budget, seed: String(seed) }),
  };
}

export interface BookOptions extends PerformOptions {
  readonly json: boolean;
  readonly usualSeconds: UsualSeconds;
}

/**
 * What the folder of a book holds already; changes nothing.
 *
 * @throws BadInput where it holds another book or a chapter of another run
 */
export async function checkBook(book: BookArguments, options: BookOptions): Promise<BookContents | undefined> {
  const before = await readBook(nodeStorage(book.folder));
  if (before && before.source !== book.source.name)
    throw badInput(`${book.folder} holds the book of ${before.source}, not of ${book.source.name}: choose another folder with --out`);
  for (const { request } of book.chapters) await checkFolder(request, options);
  return before;
}

/** A book after its run. */
interface MadeBook {
  /** 0, 1 where an experiment failed, 2 where what failed was refused as bad input. */
  readonly code: number;
  readonly finished: readonly FinishedChapter[];
  readonly missing: readonly MissingChapter[];
  /** Chapters that this run did not finish and that its report has from before, as it stays. */
  readonly kept: readonly string[];
}

/**
 * Runs the experiments of a source one after the other and binds their reports in one. An experiment that fails is named in the book
 * with its reason and the others still run; one that lacks an option it needs is left out, and says so. The caller holds the folder's lock.
 *
 * @throws BadInput as `checkBook`: nothing is written then
 */
export async function makeBook(book: BookArguments, options: BookOptions): Promise<MadeBook> {
  const { display, json } = options;
  const storage = nodeStorage(book.folder);
  const before = await checkBook(book, options);

  const { finished, missing } = await runChapters(book, options);
  display.end();
  const chapters = finished.map(({ experiment }) => experiment.name);
  const lost = (before?.chapters ?? []).filter((name) => missing.some((one) => one.name === name));
  const stays = lost.length > 0 && before !== undefined && before.chapters.length > chapters.length;
  if (stays) {
    display.message(`${storage.describe("report.html")} stays as it was: it has ${lost.join(", ")}, which this run did not finish`);
  } else {
    const contents: BookContents = { source: book.source.name, chapters, missing: missing.map(({ name, reason }) => ({ name, reason })) };
    await storage.write("book.json", new TextEncoder().encode(jsonText(contents, "book.json")));
    const { writeBook } = await import("../render/write-report.ts");
    const runs = finished.map(({ experiment, outcome: { result, record } }) => ({ experiment, result, record }));
    const { problems } = await writeBook({ storage, study: book.source, runs, missing });
    for (const problem of problems) display.message(problem);
  }
  tellBook(book, { finished, missing, report: storage.describe("report.html"), json });
  const has = (wanted: MissingChapter["how"]) => missing.some(({ how }) => how === wanted);
  return { code: has("failed") ? 1 : has("refused") ? 2 : 0, finished, missing, kept: stays ? lost : [] };
}

/** @throws Interrupted, and the error of a full disk: the next chapter would meet it too */
async function runChapters(
  { source, chapters }: BookArguments,
  options: BookOptions,
): Promise<{ finished: FinishedChapter[]; missing: MissingChapter[] }> {
  const now = () => performance.now() / 1000;
  const expected = chapters.map(({ experiment, request, lacking }) => ({
    name: experiment.name,
    seconds: lacking.length > 0 ? 0 : usualTime(request, options.usualSeconds),
  }));
  const forecast = openForecast(expected, now);
  let reached = 0;
  const display = wholeDisplay(options.display, { forecast, now, label: () => `${source.name}, ${reached} of ${chapters.length}` });
  const finished: FinishedChapter[] = [];
  const missing: MissingChapter[] = [];
  for (const [index, chapter] of chapters.entries()) {
    const { experiment, request, lacking } = chapter;
    const { name } = experiment;
    reached = index + 1;
    const place = `${reached} of ${chapters.length}, ${name}`;
    if (lacking.length > 0) {
      const reason = `needs ${lacking.map((need) => `--option ${need}=...`).join(", ")}`;
      missing.push({ name, how: "left out", reason });
      display.message(`${place}: left out, it ${reason}`);
      continue;
    }
    display.message(place);
    let seconds: number | undefined;
    try {
      forecast.begin(index, await checkFolder(request, options));
      const outcome = await runChapter(request, { ...options, display });
      finished.push({ experiment, outcome });
      if (!outcome.alreadyFinished && outcome.artifactsFound === 0) seconds = outcome.record.wallSeconds;
    } catch (error) {
      if (!(error instanceof Error) || isInterrupted(error) || isFullDisk(error)) throw error;
      missing.push({ name, how: isBadInput(error) ? "refused" : "failed", reason: error.message });
      display.message(`${place}: ${isBadInput(error) ? error.message : (error.stack ?? error.message)}`);
    } finally {
      forecast.end(index, seconds);
    }
  }
  return { finished, missing };
}

async function runChapter(request: RunArguments, options: PerformOptions): Promise<RunOutcome> {
  const lock = await lockFolder(request.folder);
  try {
    const outcome = await performRun(request, options);
    options.display.finishStage();
    await drawReport(request, outcome, (line) => options.display.message(line));
    return outcome;
  } finally {
    await lock.release();
  }
}
