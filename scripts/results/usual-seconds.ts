import { folderName, type KeptRun } from "./kept-run.ts";

type UsualSeconds = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Wall seconds of the kept runs by experiment and budget, to two digits; of runs whose options change the work, none. */
export function usualSecondsOf(runs: readonly KeptRun[]): UsualSeconds {
  const plain = runs.filter(({ record }) => folderName(record) === `${record.experiment}-${record.budget}-seed0`);
  const byExperiment = Map.groupBy(plain, ({ record }) => record.experiment);
  const secondsOf = ({ record }: KeptRun) => [record.budget, Number(record.wallSeconds.toPrecision(2))] as const;
  const entries = Array.from(byExperiment, ([name, own]) => [name, Object.fromEntries(own.map(secondsOf).toSorted())] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The file that `credence run` reads: what each experiment took, for the time left of a book. */
export const usualSecondsFile = (runs: readonly KeptRun[]): string => `${JSON.stringify(usualSecondsOf(runs), null, 2)}\n`;
