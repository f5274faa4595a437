import type { MethodName, SearchBudget } from "./fit-options.ts";

/** A network and how it is trained: what the search looks for. */
export type Candidate = {
  readonly hidden: readonly number[];
  readonly learningRate: number;
  /** Of the Gaussian prior over every weight. */
  readonly priorStdDev: number;
  /** Rate of dropout, of MC dropout alone. */
  readonly dropout: number;
};

/** More training rows than this make a training long: one network then, and no search unless asked for. */
const manyRows = 20_000;

/** The method for so many training rows. */
export const usualMethod = (rows: number): MethodName => (rows <= manyRows ? "deepEnsemble" : "mcDropout");

/** Most different first: a small search takes the first few. */
const few: readonly Candidate[] = [
  { hidden: [64, 64], learningRate: 3e-3, priorStdDev: 1, dropout: 0.05 },
  { hidden: [50], learningRate: 1e-2, priorStdDev: 1, dropout: 0.05 },
  { hidden: [128, 128], learningRate: 1e-3, priorStdDev: 0.5, dropout: 0.1 },
  { hidden: [64, 64], learningRate: 3e-3, priorStdDev: 0.3, dropout: 0.2 },
];

const many: readonly Candidate[] = [[50], [64, 64], [128, 128], [64, 64, 64]].flatMap((hidden) =>
  [1e-3, 5e-3].flatMap((learningRate) =>
    [
      { priorStdDev: 1, dropout: 0.01 },
      { priorStdDev: 0.3, dropout: 0.1 },
    ].map((shrinkage) => ({ hidden, learningRate, ...shrinkage })),
  ),
);

/** What is tried on the validation part; one candidate is no search. */
export function candidatesOf(budget: SearchBudget, rows: number): readonly Candidate[] {
  if (budget === "quick" || (budget === "default" && rows > manyRows)) return few.slice(0, 1);
  return budget === "default" ? few : [...few, ...many];
}

/** Minibatches and epochs for so many training rows. */
export interface Schedule {
  readonly batchSize: number;
  readonly epochs: number;
  /** Epochs without a better validation score after which training stops. */
  readonly patience: number;
}

/** Rows that training goes through in all, where they are many: some minutes of one core. */
const mostPasses = 6e6;

/** Some thousand steps where rows are few, some passes where they are many. */
export function scheduleOf(rows: number): Schedule {
  if (rows < 2000) return { batchSize: 32, epochs: 300, patience: 100 };
  if (rows <= manyRows) return { batchSize: 128, epochs: 80, patience: 25 };
  return { batchSize: 1024, epochs: Math.max(8, Math.min(30, Math.round(mostPasses / rows))), patience: 4 };
}
