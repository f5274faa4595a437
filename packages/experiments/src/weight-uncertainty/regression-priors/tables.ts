import { judgeAll, mean, spreadOf } from "@credence/lab";
import { type ColumnOf, type Table, tableOf } from "@credence/lab/figures";
import { published, storedEnergy } from "../regression/published.ts";
import { freeEnergyOf } from "../regression/scores.ts";
import { keptWords } from "../training/lowest-objective.ts";
import { regressionPriorsClaims } from "./claims.ts";
import { type CellGroup, groupsOf, labelOf, over } from "./groups.ts";
import type { RegressionPriorsResult } from "./regression-priors.ts";

/** Tables 1 and 2, the terms of the free energy, and what becomes of each statement under the code's and the text's definitions. */
export const regressionPriorsTables = (result: RegressionPriorsResult): Table[] =>
  [
    densityTable(result, groupsOf(result, "gaussian"), {
      ...{ name: "table-1", title: "Test densities under Gaussian priors", published: "Table 1" },
      method: "mean of three runs.",
    }),
    densityTable(result, groupsOf(result, "mixture"), {
      ...{ name: "table-2", title: "Test densities under scale mixtures (weight 1/2)", published: "Table 2" },
      method:
        "one run of each cell. The text says that sds e⁻¹ and e⁻⁶ gave the lowest lppd; its table has the highest there, which is the best and what we ask.",
    }),
    freeEnergyTable(result),
    verdictTable(result),
  ].filter(({ rows }) => rows.length > 0);

const prior = { label: "prior", of: labelOf };
const thousands = (value: number): string => value.toLocaleString("en-US");

/** A column of the source's. */
const theirs = (label: string, digits: number, of: (group: CellGroup) => number): ColumnOf<CellGroup> => ({
  ...{ label, digits, of },
  published: true,
});

function withSpread(values: readonly number[]): string {
  const spread = spreadOf(values);
  return `${mean(values).toFixed(2)}${spread === null ? "" : ` ± ${spread.toFixed(2)}`}`;
}

const densityTable = (
  { densityDraws }: RegressionPriorsResult,
  rows: readonly CellGroup[],
  { method, ...said }: Pick<Table, "name" | "title" | "published"> & { readonly method: string },
): Table =>
  tableOf<CellGroup>({
    ...said,
    caption:
      "Nats per point, mean ± standard deviation over runs. The source's code takes the mean of the log density in [-0.2, 1.4] and calls it lppd; its text defines the log of the mean density in [-0.5, 1.5].",
    method: `${thousands(densityDraws)} draws. ${keptWords} Published: ${method}`,
    rows,
    columns: [
      prior,
      { label: "runs", of: ({ runs }) => String(runs.length) },
      { label: "epochs", of: ({ runs }) => thousands(runs[0].epochs), beside: ({ id }) => thousands(published.number("epochs", id)) },
      { label: "mean log density", of: ({ runs }) => withSpread(runs.map((run) => run.published.meanLogDensity)) },
      theirs("mean log density, published", 2, ({ id }) => mean(published.list("mean log density", id))),
      { label: "lppd", of: ({ runs }) => withSpread(runs.map(({ stated }) => stated.lppd)) },
      theirs("lppd, stored networks", 2, ({ id }) => mean(published.list("stored lppd", id))),
    ],
  });

const freeEnergyTable = (result: RegressionPriorsResult): Table =>
  tableOf<CellGroup>({
    name: "free-energies",
    title: "Both terms of the free energy",
    caption: `Nats over the whole training set: complexity KL[q || prior] (untrained: as initialised), expected negative log-likelihood (NLL) and their sum, the free energy F. Stored: computed from the networks the source saved.`,
    method: keptWords,
    rows: groupsOf(result),
    columns: [
      prior,
      { label: "epoch kept", of: ({ runs }) => runs.map(({ kept }) => thousands(kept.epoch)).join("; ") },
      { label: "KL, untrained", digits: 0, of: over(({ untrained }) => untrained) },
      { label: "KL", digits: 0, of: over(({ kept }) => kept.complexity) },
      theirs("KL, stored", 0, ({ id }) => published.number("stored complexity", id)),
      { label: "NLL", digits: 0, of: over(({ kept }) => kept.nll) },
      theirs("NLL, stored", 0, ({ id }) => published.number("stored nll", id)),
      { label: "F, last epoch", digits: 0, of: over(({ trace }) => trace[trace.length - 1].freeEnergy) },
      { label: "F", digits: 0, of: over(({ kept }) => freeEnergyOf(kept)) },
      theirs("F, stored", 0, ({ id }) => storedEnergy(id)),
    ],
  });

/** Statements that come out of the code's definition and of the text's, by the first part of their claims' ids. */
const statements = {
  "gaussian-order": "the narrower the Gaussian prior, the higher the lppd",
  "best-mixture": "the mixture of e⁻¹ and e⁻⁶ has the highest lppd",
  "similar-bounds": "all Gaussian priors reach similar final bounds (nats per datum)",
  "mixture-bounds": "under mixtures the bound ends higher (nats)",
};

function verdictTable(result: RegressionPriorsResult): Table {
  const claims = Object.fromEntries(judgeAll(regressionPriorsClaims, result, "paper").map((claim) => [claim.id, claim]));
  return tableOf({
    name: "as-published-as-stated",
    title: "The same statements by the source's code and by its text",
    caption:
      "By its code: lppd is the mean of the log density in [-0.2, 1.4], the bound is the objective of an epoch's last minibatch. By its text: lppd is the log of the mean density in [-0.5, 1.5], the bound is the free energy of all data.",
    rows: Object.entries(statements).map(([id, words]) => ({ words, code: claims[`${id}-published`], text: claims[`${id}-stated`] })),
    columns: [
      { label: "statement", of: ({ words }) => words },
      { label: "code: published", published: true, of: ({ code }) => String(code.published) },
      { label: "code: ours", of: ({ code }) => code.measured },
      { label: "code: verdict", of: ({ code }) => code.verdict },
      { label: "text: ours", of: ({ text }) => text.measured },
      { label: "text: verdict", of: ({ text }) => text.verdict },
    ],
  });
}
