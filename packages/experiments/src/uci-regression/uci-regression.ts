import {
  type BudgetName,
  badInput,
  type Context,
  experiment,
  type GivenOptions,
  type ResultOf,
  rowsOfSplit,
  type SplitTable,
  uciSet,
  uciSetNames,
} from "@credence/lab";
import { uciRegressionClaims } from "./claims.ts";
import { uciRegressionFigures, uciRegressionTables } from "./figures.ts";
import { type DropoutSettings, mcDropout } from "./mc-dropout.ts";
import { type TabularSettings, tabularFit } from "./tabular-fit.ts";

interface Settings extends DropoutSettings, TabularSettings {
  readonly sets: readonly string[];
  /** The first so many of the published splits. */
  readonly splits: number;
}

const full: Settings = { sets: uciSetNames, splits: 5, epochs: 4000, draws: 2000, choice: "chosen", search: "default" };

const budgets: Record<BudgetName, Settings> = {
  smoke: { ...full, sets: ["yacht"], splits: 1, epochs: 200, draws: 200, search: "quick" },
  default: full,
  paper: { ...full, splits: 20, draws: 10_000, choice: "grid" },
};

/** Regression on published splits: MC dropout as its authors ran it, and what `credence fit` makes of the same rows. */
export const uciRegression = experiment({
  name: "uci-regression",
  source: "credence",
  shows: "the table of gal2016",
  summary: "RMSE, log density, CRPS and calibration on UCI regression sets: MC dropout as published, and credence fit without options.",
  budgets,
  options: {
    sets: `folders below uci/ of the data, by commas: ${uciSetNames.join(", ")}, or others of the same form`,
    splits: "how many of the published splits, from the first on",
  },
  checkOptions: (given) => void unitsOf(given),
  units: unitsOf,
  prepare,
  perform,
  conclude: (splits, _, tables: Tables): UciRegressionResult => ({ sets: [...tables.values()].map((table) => concluded(table, splits)) }),
  claims: uciRegressionClaims,
  figures: uciRegressionFigures,
  tables: uciRegressionTables,
});

interface SplitOfSet {
  readonly name: string;
  readonly set: string;
  readonly split: number;
}
type Given = Pick<GivenOptions<Settings>, "settings" | "options">;

function setsOf({ settings, options }: Given): readonly string[] {
  const sets = options.sets?.split(",").map((name) => name.trim()) ?? settings.sets;
  const wrong = sets.find((name, i) => !/^[A-Za-z0-9]+([-_][A-Za-z0-9]+)*$/.test(name) || sets.indexOf(name) < i);
  if (wrong !== undefined) throw badInput(`--option sets: "${wrong}", expected names of folders below uci/ by commas, each once`);
  return sets;
}

function unitsOf(given: Given): SplitOfSet[] {
  const { options, settings } = given;
  const count = options.splits === undefined ? settings.splits : Number(options.splits);
  if (!(Number.isInteger(count) && count > 0)) throw badInput(`--option splits: "${options.splits}", expected a whole number from 1`);
  return setsOf(given).flatMap((set) => Array.from({ length: count }, (_, split) => ({ name: `${set}-split-${split}`, set, split })));
}

type Tables = ReadonlyMap<string, SplitTable>;

async function prepare(context: Context<Settings>): Promise<Tables> {
  const tables = new Map<string, SplitTable>();
  for (const set of setsOf(context)) tables.set(set, await context.load(uciSet(set)));
  for (const { set, split } of unitsOf(context)) rowsOfSplit(tables.get(set)!, split);
  return tables;
}

async function* perform({ set, split }: SplitOfSet, context: Context<Settings>, tables: Tables) {
  const table = tables.get(set)!;
  const own = context.key.child("uci").child(set).child(split);
  const asked = { table, rows: rowsOfSplit(table, split), label: `${set}, split ${split}` };
  const dropout = yield* mcDropout(context, { ...asked, key: own.child("dropout") });
  const fit = yield* tabularFit(context, { ...asked, key: own.child("fit") });
  return { set, split, dropout, fit };
}

export type OneSplit = ResultOf<typeof perform>;
export type OneSet = ReturnType<typeof concluded>;
export type UciRegressionResult = { readonly sets: readonly OneSet[] };

function concluded({ name, rows, features, sha256 }: SplitTable, all: readonly OneSplit[]) {
  const splits = all.filter(({ set }) => set === name).map(({ set: _, ...split }) => split);
  return { name, rows, features: features.length, sha256: { ...sha256 }, splits };
}
