import { join } from "node:path";
import { badInput, type Lock, type RunResult } from "@credence/lab";
import type { IndexedBook } from "@credence/lab/report";
import { fileLink } from "../display/hyperlink.ts";
import { print, printJson } from "../display/output.ts";
import { nodeStorage } from "../host/node-storage.ts";
import { lockFolder } from "./perform-run.ts";
import { parseBudget, parseOptions, parseSeed, type RunOptions, refuseEmptyFolders, runCommand } from "./run-arguments.ts";
import { type BookArguments, type BookOptions, bookArguments, checkBook, makeBook, type Registries } from "./run-book.ts";

/** Books of all sources that have experiments. */
export interface AllArguments {
  readonly books: readonly BookArguments[];
  /** Holds report.html, the index, and a folder for each book. */
  readonly folder: string;
  readonly command: string;
}

/**
 * Checks what was typed before anything is made. An option goes to every experiment that knows it.
 *
 * @throws BadInput for an option unknown to all experiments, or its value to one of those that take it
 */
export function allArguments(typed: RunOptions, registries: Registries): AllArguments {
  const budget = parseBudget(typed.budget);
  const seed = parseSeed(typed.seed);
  refuseEmptyFolders(typed);
  const folder = typed.out ?? join("runs", `all-${budget}-seed${seed}`);
  const artifacts = typed.artifacts ?? (typed.out === undefined ? join("runs", "artifacts") : join(folder, "artifacts"));
  const sources = registries.sources.map(({ name }) => ({ name, own: registries.experiments.filter(({ source }) => source === name) }));
  const withExperiments = sources.filter(({ own }) => own.length > 0);
  if (withExperiments.length === 0) throw badInput("--all: no source has experiments");
  const known = Object.assign({}, ...withExperiments.flatMap(({ own }) => own.map(({ options }) => options)));
  parseOptions(typed.option ?? [], { name: "any experiment", options: known });
  const books = withExperiments.map(({ name, own }) => {
    const taken = (one: string) => own.some(({ options = {} }) => Object.hasOwn(options, one.slice(0, one.indexOf("="))));
    return bookArguments(name, { ...typed, option: (typed.option ?? []).filter(taken), out: join(folder, name), artifacts }, registries);
  });
  return { books, folder, command: runCommand(["--all"], { ...typed, budget, seed: String(seed) }) };
}

/**
 * Makes the book of each source and an index over all: links, and one table of every claim. The exit code is the worst of the books': 1 where an
 * experiment failed, else 2 where one was refused as bad input, else 0.
 *
 * @throws BadInput as `makeBook`, of any of the books before the first is begun, and where another process works on one
 */
export async function makeAll(all: AllArguments, options: BookOptions): Promise<number> {
  const locks: Lock[] = [];
  try {
    for (const { folder } of all.books) locks.push(await lockFolder(folder));
    for (const book of all.books) await checkBook(book, options);
    return await makeLocked(all, options);
  } finally {
    for (const lock of locks) await lock.release();
  }
}

async function makeLocked({ books, folder }: AllArguments, options: BookOptions): Promise<number> {
  const { indexPage } = await import("@credence/lab/report");
  const indexed: IndexedBook[] = [];
  const codes: number[] = [];
  for (const book of books) {
    const { code, finished, missing, kept } = await makeBook(book, options);
    codes.push(code);
    const results = new Map(finished.map(({ outcome: { result } }) => [result.experiment, result]));
    for (const name of kept) {
      const result = await keptResult(join(book.folder, name));
      if (result) results.set(name, result);
    }
    indexed.push({
      name: book.source.name,
      study: book.source,
      href: `${book.source.name}/report.html`,
      chapters: book.chapters.flatMap(({ experiment }) => {
        const result = results.get(experiment.name);
        return result ? [{ experiment, result }] : [];
      }),
      missing: missing.filter(({ name }) => !results.has(name)),
    });
  }
  const storage = nodeStorage(folder);
  await storage.write("report.html", new TextEncoder().encode(indexPage(indexed)));
  const report = storage.describe("report.html");
  if (options.json) printJson({ event: "finished", books: books.map(({ source }) => source.name), folder, report });
  else print(`\nIndex: ${fileLink(report)}`);
  return codes.includes(1) ? 1 : Math.max(...codes);
}

/** What a chapter found that a book has from before; undefined where its folder is gone. */
async function keptResult(folder: string): Promise<RunResult | undefined> {
  const bytes = await nodeStorage(folder).read("result.json");
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as RunResult);
}
