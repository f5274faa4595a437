import { above, asks, between, mean, measuredOver, type Said, uciSetNames } from "@credence/lab";
import { published } from "./mc-dropout.ts";
import { covered, meanIn, type PublishedMeasure, publishedReach, scoresIn } from "./summaries.ts";
import type { UciRegressionResult } from "./uci-regression.ts";

type Claim = Said<UciRegressionResult>;

const found = ({ sets }: UciRegressionResult, name: string) => sets.find((set) => set.name === name);
const tested: Claim["tested"] = (_, budget) => budget !== "smoke";
const allSets: Claim["tested"] = (result, budget) => budget !== "smoke" && uciSetNames.every((name) => found(result, name));

/** A number of the published table, a mean over 20 splits; ours is of the first of these splits, or of all. */
const asPublished = (set: string, of: PublishedMeasure): Claim => ({
  id: `${of === "rmse" ? "rmse" : "log-density"}-${set}`,
  variant: "external",
  statement: `MC dropout on ${set}: ${of === "rmse" ? "RMSE" : "log density"} of the test rows; published ± ${published.number(`${of} error`, set)}`,
  published: published.number(of, set),
  measured: (result) => measuredOver(scoresIn(found(result, set)!, "dropout", of), "runs"),
  asks(result) {
    const own = found(result, set)!;
    const reach = publishedReach(own, of);
    return asks(
      `within ${reach.toPrecision(2)}: 2 standard errors of a mean over ${own.splits.length} splits, by the published spread`,
      ([ours], [theirs]) => Math.abs(ours - theirs) <= reach,
    );
  },
  where: (result) => found(result, set) !== undefined,
  tested,
});

/** The published table set by set, and what we say of our own default. */
export const uciRegressionClaims: readonly Claim[] = [
  ...uciSetNames.flatMap((set) => [asPublished(set, "rmse"), asPublished(set, "logDensity")]),
  {
    id: "fit-ahead",
    statement: "The log density of credence fit without options is above the published one of MC dropout: on how many of the five sets",
    published: above(2).words,
    measured: ({ sets }) =>
      sets.filter((set) => meanIn(set, "fit", "logDensity") > (published.find("logDensity", set.name) ?? Infinity)).length,
    asks: above(2),
    tested: allSets,
  },
  {
    id: "fit-coverage",
    statement: "Test rows in the 90 % intervals of credence fit, mean over sets (%)",
    published: between(88, 92, "%").words,
    measured: ({ sets }) => mean(sets.map((set) => covered(set, "fit").whole)),
    asks: between(88, 92, "%"),
    tested: allSets,
  },
  {
    id: "fit-coverage-quarters",
    statement: "The same by quarter of predicted standard deviation: the least of all sets and quarters (%)",
    published: above(80, "%").words,
    measured: ({ sets }) => Math.min(...sets.flatMap((set) => covered(set, "fit").quarters)),
    asks: above(80, "%"),
    tested: allSets,
  },
];
