import { join } from "node:path";
import { badInput } from "@credence/lab";
import type { IndexedBook } from "@credence/lab/report";
import { fileLink } from "../display/hyperlink.ts";
import { print, printJson } from "../display/output.ts";
import { nodeStorage } from "../host/node-storage.ts";
import { parseBudget, parseOptions, parseSeed, type RunOptions, refuseEmptyFolders, runCommand } from "./run-arguments.ts";
import { type BookArguments, type BookOptions, bookArguments, makeBook, type Registries } from "./run-book.ts";

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
 * @throws as `makeBook`
 */
export async function makeAll({ books, folder }: AllArguments, options: BookOptions): Promise<number> {
  const { indexPage } = await import("@credence/lab/report");
  const indexed: IndexedBook[] = [];
  const codes: number[] = [];
  for (const book of books) {
    const { code, finished, missing } = await makeBook(book, options);
    codes.push(code);
    indexed.push({
      name: book.source.name,
      study: book.source,
      href: `${book.source.name}/report.html`,
      chapters: finished.map(({ experiment, outcome: { result } }) => ({ experiment, result })),
      missing,
    });
  }
  const storage = nodeStorage(folder);
  await storage.write("report.html", new TextEncoder().encode(indexPage(indexed)));
  const report = storage.describe("report.html");
  if (options.json) printJson({ event: "finished", books: books.map(({ source }) => source.name), folder, report });
  else print(`\nIndex: ${fileLink(report)}`);
  return codes.includes(1) ? 1 : Math.max(...codes);
}
