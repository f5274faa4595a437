import { join } from "node:path";
import { type BudgetName, badInput, type Experiment, runBudgets } from "@credence/lab";
import { optionFolders } from "../host/option-folders.ts";
import { pick } from "../names.ts";

/** The options of `credence run`, as typed. */
export interface RunOptions {
  readonly budget: string;
  readonly seed: string;
  readonly data?: string;
  readonly out?: string;
  readonly artifacts?: string;
  readonly option?: readonly string[];
  readonly jobs?: string;
  readonly unit?: string;
  readonly json?: boolean;
}

export interface RunArguments {
  readonly experiment: Experiment;
  readonly budget: BudgetName;
  readonly seed: number;
  readonly options: Readonly<Record<string, string>>;
  readonly unit?: string;
  readonly folder: string;
  readonly artifacts: string;
  /** Where the user says that the data sets are. */
  readonly data?: string | undefined;
  /** Processes side by side. */
  readonly jobs: number;
  /** What to type to get this run again. */
  readonly command: string;
}

/**
 * Checks what was typed before anything is made.
 *
 * @throws BadInput with a suggestion where a name is unknown, and what the experiment says of its options
 */
export function runArguments(experiment: Experiment, typed: RunOptions): RunArguments {
  const budget = parseBudget(typed.budget);
  const seed = parseSeed(typed.seed);
  const options = { ...optionFolders(experiment, { data: typed.data }), ...parseOptions(typed.option ?? [], experiment) };
  refuseEmptyFolders(typed);
  const given = { budget, settings: experiment.budgets[budget], options };
  experiment.checkOptions?.(given);
  const unit = typed.unit === undefined ? undefined : pick(`unit of ${experiment.name}`, typed.unit, experiment.units(given)).name;
  return {
    experiment,
    budget,
    seed,
    options,
    ...(unit === undefined ? {} : { unit }),
    folder: typed.out ?? join("runs", `${experiment.name}-${budget}-seed${seed}`, ...(unit === undefined ? [] : ["units", unit])),
    artifacts: typed.artifacts ?? join(typed.out ?? "runs", "artifacts"),
    data: typed.data,
    jobs: parseJobs(typed.jobs ?? "1"),
    command: runCommand([experiment.name], { ...typed, budget, seed: String(seed) }),
  };
}

/** @throws BadInput where a folder to write into is named by nothing, as by a variable of the shell that is not set */
export function refuseEmptyFolders(typed: Pick<RunOptions, "out" | "artifacts">): void {
  for (const option of ["out", "artifacts"] as const) if (typed[option] === "") throw badInput(`--${option}: empty, expected a folder`);
}

/** @throws BadInput that names the budgets there are */
export function parseBudget(name: string): BudgetName {
  return pick(
    "budget",
    name,
    runBudgets.map((budget) => ({ name: budget })),
  ).name;
}

/** @throws BadInput where it is no whole number from 0 */
export function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(seed)) {
    throw badInput(`--seed: got ${JSON.stringify(text)}, expected a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
  }
  return seed;
}

/** More processes than any machine has cores for. */
const mostJobs = 64;

/** @throws BadInput where it is no whole number from 1 to 64 */
function parseJobs(text: string): number {
  const jobs = Number(text);
  if (!/^[0-9]+$/.test(text) || jobs < 1 || jobs > mostJobs)
    throw badInput(`--jobs: got ${JSON.stringify(text)}, expected a whole number from 1 to ${mostJobs}`);
  return jobs;
}

/** @throws BadInput for an option that is malformed, unknown or given twice */
export function parseOptions(
  typed: readonly string[],
  { name: experiment, options = {} }: Pick<Experiment, "name" | "options">,
): Record<string, string> {
  const known = Object.keys(options).map((name) => ({ name }));
  const parsed: Record<string, string> = {};
  for (const one of typed) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(one) ?? [];
    if (name === undefined) throw badInput(`--option: got ${JSON.stringify(one)}, expected name=value`);
    if (known.length === 0) throw badInput(`--option ${name}: ${experiment} takes no options`);
    pick(`option of ${experiment}`, name, known);
    if (Object.hasOwn(parsed, name)) throw badInput(`--option ${name}: given twice, expected once`);
    parsed[name] = value;
  }
  return parsed;
}

/** The command that runs the same again; `what` is an experiment or `--source` and its name. */
export function runCommand(what: readonly string[], typed: RunOptions): string {
  const words = ["credence", ...runWords(what, typed)];
  return words.map((word) => (/^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(" ");
}

/** What follows `credence` on the command line. */
export function runWords(what: readonly string[], { budget, seed, unit, data, out, artifacts, jobs, option = [] }: RunOptions): string[] {
  const given = Object.entries({ unit, data, out, artifacts, jobs }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  return ["run", ...what, "--budget", budget, "--seed", seed, ...given, ...option.flatMap((one) => ["--option", one])];
}
