import { experiments, type Source } from "@credence/experiments";
import { runBudgets } from "@credence/lab";
import { bookPage, drawSection, type FinishedRun } from "@credence/lab/report";
import { nodeDocument } from "../../apps/cli/src/render/node-document.ts";
import type { KeptRun } from "../results/kept-run.ts";

/** The budgets, from the largest down. */
const budgets = runBudgets.toReversed();

/** A source's experiments, each with its largest kept run, and those of which none is kept. */
export async function keptChapters(source: Source, runs: readonly KeptRun[]) {
  const loaded = await Promise.all(Object.values(experiments).map((load) => load()));
  const chapters: FinishedRun[] = [];
  const missing: { name: string; reason: string }[] = [];
  for (const experiment of loaded.filter((one) => one.source === source.name)) {
    const run = largestRun(runs.filter(({ record }) => record.experiment === experiment.name && record.unit === undefined));
    if (run) chapters.push({ experiment, ...run });
    else missing.push({ name: experiment.name, reason: "no run of it is kept in results/" });
  }
  return { chapters, missing };
}

/**
 * A source's book from kept runs, each experiment at its largest kept budget; of several at that budget, the run that tests most claims.
 * An experiment without a kept run is named as missing.
 */
export async function drawBook(source: Source, runs: readonly KeptRun[]): Promise<string> {
  const document = nodeDocument();
  const { chapters, missing } = await keptChapters(source, runs);
  const sections = chapters.map((chapter) => drawSection(chapter, { document }));
  const broken = sections.flatMap(({ experiment, figures }) =>
    figures.flatMap(({ name, problem }) => (problem === undefined ? [] : [`${experiment.name}, figure ${name}: ${problem}`])),
  );
  if (broken.length > 0) throw new Error(`the book of ${source.name}: ${broken.join("; ")}`);
  return bookPage({ study: source, sections, missing });
}

/** The run at the largest budget that tests most claims; the first by name of equal ones. */
export function largestRun(runs: readonly KeptRun[]): KeptRun | undefined {
  const tested = ({ result }: KeptRun) => result.claims.filter(({ verdict }) => verdict !== "not tested at this budget").length;
  return runs.toSorted((a, b) => budgets.indexOf(a.record.budget) - budgets.indexOf(b.record.budget) || tested(b) - tested(a))[0];
}
