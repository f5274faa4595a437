import { join } from "node:path";
import { badInput, type Experiment, jsonText, type RunOutcome, type Source } from "@credence/lab";
import { verdictCountsText } from "../display/claims.ts";
import { print, printJson, terminalWidth } from "../display/output.ts";
import { durationText } from "../display/stage-text.ts";
import { textTable } from "../display/text-table.ts";
import { nodeStorage } from "../host/node-storage.ts";
import { pick } from "../names.ts";
import { drawReport, lockFolder, type PerformOptions, performRun } from "./perform-run.ts";
import { parseBudget, parseOptions, parseSeed, type RunArguments, type RunOptions, runArguments, runCommand } from "./run-arguments.ts";

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

/** What is in a book, as book.json keeps it: enough to bind it again. */
export type BookContents = {
  readonly source: string;
  /** Names of experiments, each with a folder of that name, in order. */
  readonly chapters: readonly string[];
  readonly missing: readonly { readonly name: string; readonly reason: string }[];
};

interface Registries {
  readonly experiments: readonly Experiment[];
  readonly sources: readonly Source[];
}

/**
 * Checks what was typed before anything is made. An option goes to every experiment that knows it.
 *
 * @throws BadInput where the source is unknown, or an option to all of its experiments
 */
export function bookArguments(name: string, typed: RunOptions, { experiments, sources }: Registries): BookArguments {
  const source = pick("source", name, sources);
  const budget = parseBudget(typed.budget);
  const seed = parseSeed(typed.seed);
  const own = experiments.filter((experiment) => experiment.source === source.name);
  if (own.length === 0) throw badInput(`--source ${source.name}: it has no experiments`);
  const known = Object.assign({}, ...own.map(({ options }) => options));
  parseOptions(typed.option ?? [], { name: source.name, options: known });
  const folder = typed.out ?? join("runs", `${source.name}-${budget}-seed${seed}`);
  const artifacts = typed.artifacts ?? (typed.out === undefined ? join("runs", "artifacts") : join(folder, "artifacts"));
  const chapters = own.map((experiment): Chapter => {
    const option = (typed.option ?? []).filter((one) => Object.hasOwn(experiment.options ?? {}, one.slice(0, one.indexOf("="))));
    const request = runArguments(experiment.name, { ...typed, option, out: join(folder, experiment.name), artifacts }, experiments);
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

interface BookOptions extends PerformOptions {
  readonly json: boolean;
}

/** How a chapter went. */
type Finished = { readonly chapter: Chapter; readonly outcome: RunOutcome };
type Missing = { readonly name: string; readonly reason: string; readonly failed: boolean };

/**
 * Runs the experiments of a source one after the other and binds their reports in one. An experiment that fails is named in the book
 * with its reason and the others still run; the exit code is then 1. One that lacks an option it needs is left out, and says so.
 */
export async function makeBook(book: BookArguments, options: BookOptions): Promise<number> {
  const { display, json } = options;
  const finished: Finished[] = [];
  const missing: Missing[] = [];
  for (const [index, chapter] of book.chapters.entries()) {
    const { name } = chapter.experiment;
    const place = `${index + 1} of ${book.chapters.length}, ${name}`;
    if (chapter.lacking.length > 0) {
      missing.push({ name, failed: false, reason: `needs ${chapter.lacking.map((need) => `--option ${need}=...`).join(", ")}` });
      display.message(`${place}: left out, it ${missing.at(-1)?.reason}`);
      continue;
    }
    display.message(place);
    try {
      finished.push({ chapter, outcome: await runChapter(chapter, options) });
    } catch (error) {
      if (!(error instanceof Error) || error.name === "Interrupted") throw error;
      missing.push({ name, failed: true, reason: error.message });
      display.message(`${place}: ${error.name === "BadInput" ? error.message : (error.stack ?? error.message)}`);
    }
  }
  display.end();
  const storage = nodeStorage(book.folder);
  const chapters = finished.map(({ chapter }) => chapter.experiment.name);
  const contents: BookContents = { source: book.source.name, chapters, missing: missing.map(({ name, reason }) => ({ name, reason })) };
  await storage.write("book.json", new TextEncoder().encode(jsonText(contents, "book.json")));
  const { writeBook } = await import("../render/write-report.ts");
  const runs = finished.map(({ chapter: { experiment }, outcome: { result, record } }) => ({ experiment, result, record }));
  const { problems } = await writeBook({ storage, ...book.source, runs, missing });
  for (const problem of problems) display.message(problem);
  tell(book, { finished, missing, report: storage.describe("report.html"), json });
  return missing.some(({ failed }) => failed) ? 1 : 0;
}

async function runChapter({ request }: Chapter, options: PerformOptions): Promise<RunOutcome> {
  const lock = await lockFolder(request.folder);
  try {
    const outcome = await performRun(request, options);
    await drawReport(request, outcome, (line) => options.display.message(line));
    return outcome;
  } finally {
    await lock.release();
  }
}

interface TellOptions {
  readonly finished: readonly Finished[];
  readonly missing: readonly Missing[];
  readonly report: string;
  readonly json: boolean;
}

function tell(book: BookArguments, { finished, missing, report, json }: TellOptions): void {
  const claims = finished.flatMap(({ outcome }) => outcome.result.claims);
  const wallSeconds = finished.reduce((total, { outcome }) => total + outcome.record.wallSeconds, 0);
  if (json) {
    const experiments = finished.map(({ outcome: { result, record } }) => ({ ...result, wallSeconds: record.wallSeconds }));
    printJson({ event: "finished", source: book.source.name, folder: book.folder, report, wallSeconds, experiments, missing });
    return;
  }
  const rows = [
    ...finished.map(({ outcome: { result, record } }) => [
      result.experiment,
      verdictCountsText(result.claims),
      durationText(record.wallSeconds),
    ]),
    ...missing.map(({ name, reason, failed }) => [name, `${failed ? "failed" : "left out"}: ${reason}`, "-"]),
  ];
  print(`\n${book.source.name} at budget ${book.budget}, seed ${book.seed} (wall time ${durationText(wallSeconds)})\n\n`);
  const columns = [{ title: "experiment" }, { title: "claims", flexible: true }, { title: "time", align: "right" as const }];
  print(textTable(columns, rows, { width: terminalWidth() }));
  print(`\n${verdictCountsText(claims)}\n\nReport: ${report}`);
}
