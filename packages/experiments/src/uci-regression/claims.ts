import { above, asks, between, mean, measuredOver, type Said, uciSetNames } from "@credence/lab";
import { published } from "./mc-dropout.ts";
import { covered, type Measure, meanIn, scoresIn } from "./summaries.ts";
import type { UciRegressionResult } from "./uci-regression.ts";

type Claim = Said<UciRegressionResult>;

const found = ({ sets }: UciRegressionResult, name: string) => sets.find((set) => set.name === name);
const withSplits: Claim["tested"] = ({ sets }, budget) => budget !== "smoke" && sets.every(({ splits }) => splits.length > 1);
const allSets: Claim["tested"] = (result, budget) => withSplits(result, budget) && uciSetNames.every((name) => found(result, name));

/** A number of the published table: ours is a mean over the same splits, or the first of them. */
const asPublished = (set: string, of: Measure, { record, words }: { record: "rmse" | "log density"; words: string }): Claim => ({
  id: `${record.replace(" ", "-")}-${set}`,
  variant: "external",
  statement: `MC dropout on ${set}: ${words}; published ± ${published.number(`${record} error`, set)}`,
  published: published.number(record, set),
  measured: (result) => measuredOver(scoresIn(found(result, set)!, "dropout", of), "runs"),
  asks: (result) => withinStandardErrors(found(result, set)!.splits.length),
  where: (result) => found(result, set) !== undefined,
  tested: withSplits,
});

const withinStandardErrors = (splits: number) =>
  asks(
    `within 2 standard errors of our mean over ${splits} splits`,
    ([ours], [theirs], [stdDev]) => Math.abs(ours - theirs) <= (2 * stdDev) / Math.sqrt(splits),
  );

/** The published table set by set, and what we say of our own default. */
export const uciRegressionClaims: readonly Claim[] = [
  ...uciSetNames.flatMap((set) => [
    asPublished(set, "rmse", { record: "rmse", words: "RMSE of the test rows" }),
    asPublished(set, "logDensity", { record: "log density", words: "log density of the test rows (nats)" }),
  ]),
  {
    id: "ensemble-ahead",
    statement: "The deep ensemble's log density is above the published one of MC dropout: on how many of the five sets",
    published: above(2).words,
    measured: ({ sets }) =>
      sets.filter((set) => meanIn(set, "ensemble", "logDensity") > (published.find("log density", set.name) ?? Infinity)).length,
    asks: above(2),
    tested: allSets,
  },
  {
    id: "ensemble-coverage",
    statement: "Test rows in the deep ensemble's 90 % intervals, mean over sets (%)",
    published: between(88, 92, "%").words,
    measured: ({ sets }) => mean(sets.map((set) => covered(set, "ensemble").whole)),
    asks: between(88, 92, "%"),
    tested: allSets,
  },
  {
    id: "ensemble-coverage-quarters",
    statement: "The same by quarter of predicted standard deviation: the least of all sets and quarters (%)",
    published: above(80, "%").words,
    measured: ({ sets }) => Math.min(...sets.flatMap((set) => covered(set, "ensemble").quarters)),
    asks: above(80, "%"),
    tested: allSets,
  },
];
