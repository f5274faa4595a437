import type { Experiment, RunOutcome } from "@credence/lab";
import { failuresText, verdictCountsText } from "../display/claims.ts";
import { fileLink } from "../display/hyperlink.ts";
import { print, printJson, terminalWidth } from "../display/output.ts";
import { durationText } from "../display/stage-text.ts";
import { textTable } from "../display/text-table.ts";

/** A chapter that is done. */
export interface FinishedChapter {
  readonly experiment: Experiment;
  readonly outcome: RunOutcome;
}

/** A chapter that is not in the book, and why. */
export interface MissingChapter {
  readonly name: string;
  readonly reason: string;
  readonly how: "left out" | "failed" | "refused";
}

interface SummaryOptions {
  readonly finished: readonly FinishedChapter[];
  readonly missing: readonly MissingChapter[];
  readonly report: string;
  readonly json: boolean;
}

interface BookName {
  readonly source: { readonly name: string };
  readonly budget: string;
  readonly seed: number;
  readonly folder: string;
}

/** What a book gave: chapters that failed and claims that did not hold first, then a count for each chapter, and where the report is. */
export function tellBook({ source, budget, seed, folder }: BookName, { finished, missing, report, json }: SummaryOptions): void {
  const wallSeconds = finished.reduce((total, { outcome }) => total + outcome.record.wallSeconds, 0);
  if (json) {
    const experiments = finished.map(({ outcome: { result, record } }) => ({ ...result, wallSeconds: record.wallSeconds }));
    printJson({ event: "finished", source: source.name, folder, report, wallSeconds, experiments, missing });
    return;
  }
  const width = terminalWidth();
  print(`\n${source.name} at budget ${budget}, seed ${seed} (wall time ${durationText(wallSeconds)})\n\n`);
  for (const { name, how, reason } of missing) if (how !== "left out") print(`${name} ${how}: ${reason}\n\n`);
  const claims = finished.flatMap(({ outcome: { result } }) => result.claims.map((claim) => ({ claim, chapter: result.experiment })));
  const failures = failuresText(claims, { width });
  if (failures !== "") print(`${failures}\n`);
  const rows = [
    ...finished.map(({ outcome: { result, record } }) => [
      result.experiment,
      verdictCountsText(result.claims),
      durationText(record.wallSeconds),
    ]),
    ...missing.map(({ name, reason, how }) => [name, how === "left out" ? `left out: ${reason}` : how, "-"]),
  ];
  const columns = [{ title: "experiment" }, { title: "claims", flexible: true }, { title: "time", align: "right" as const }];
  print(`${textTable(columns, rows, { width })}\n`);
  print(`${verdictCountsText(claims.map(({ claim }) => claim))}\n\nReport: ${fileLink(report)}`);
}
