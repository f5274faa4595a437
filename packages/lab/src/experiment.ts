import type { Key } from "@credence/tensor";
import type { Inference, Posterior, Problem } from "credence";
import type { DataSet } from "./datasets/data-set.ts";
import type { Figure, Table } from "./report/figure.ts";

/** What survives in result.json: plain values, no clock readings, no functions. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** How much work a run may do: a look, a quarter of an hour, or the source's exact settings. */
export type BudgetName = "smoke" | "default" | "paper";

/** What an experiment tells while it runs. `complexity` and `negativeLogLikelihood` are the two terms of the bound, nats per datum. */
export interface Progress {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  /** What is counted, in the plural: "steps", "draws". */
  readonly unit: string;
  readonly complexity?: number;
  readonly negativeLogLikelihood?: number;
}

/** One row of a training trace: what was measured after an epoch. */
export type TraceRow = { readonly epoch: number } & { readonly [measure: string]: number };

/** A finished fit: its posterior and what was measured on the way. */
export interface Fitted {
  readonly posterior: Posterior;
  readonly trace: readonly TraceRow[];
}

/** A fit as an artifact: everything that determines it is in `determinedBy`, so equal fits are trained once and shared. */
export interface FitRequest {
  /** What the progress bar says: "BNN, Gaussian prior". */
  readonly label: string;
  /** Every setting that determines the weights besides seed, data checksums, versions and kernels, which the context adds. */
  readonly determinedBy: Json;
  readonly method: Inference;
  readonly problem: Problem;
  readonly key: Key;
  /** Called after each epoch; what it returns is a row of the trace, kept in checkpoints. Return undefined to skip an epoch. */
  readonly afterEpoch?: (epoch: number, posterior: () => Posterior) => Promise<Omit<TraceRow, "epoch"> | undefined>;
}

/** One step of a long computation. */
export interface ResumableStep {
  /** Units done, of how many. */
  readonly done: number;
  readonly total: number;
  /** Everything needed to go on from here and end with the same value. */
  checkpoint(): Promise<Uint8Array>;
}

/** A long computation that is no fit, as an artifact: a game, a chain. Equal ones are computed once and shared between runs. */
export interface ResumableRequest<Value extends Json> {
  /** What the progress bar says. */
  readonly label: string;
  readonly unit: Progress["unit"];
  /** What is computed, in kebab-case: "bandit-mushroom". Different computations of equal settings must differ in it. */
  readonly computation: string;
  /** Every setting that determines the value besides key and data, and the versions and kernels, which the context adds. */
  readonly determinedBy: Json;
  readonly key: Key;
  /** The data it reads, for their checksums. */
  readonly data: readonly (Float32Array | Int32Array | Uint8Array)[];
  /** Begins, or goes on from a checkpoint of an equal computation. */
  start(resume: Uint8Array | undefined): AsyncGenerator<ResumableStep, Value, void>;
}

/** What a running experiment may use. */
export interface Context<Settings> {
  readonly budget: BudgetName;
  readonly settings: Settings;
  readonly seed: number;
  readonly key: Key;
  /** The parsed data set; resolved from --data, CREDENCE_DATA, the cache, or a download with pinned checksums. */
  load<Data>(dataSet: DataSet<Data>): Promise<Data>;
  /** Reads a file the user named by an option of the experiment (imported networks). */
  readFile(path: string): Promise<Uint8Array>;
  /** Where the user's options go: `--option name=value`. */
  readonly options: { readonly [name: string]: string };
  /** Trains, or continues from a checkpoint, or loads the finished artifact. */
  fit(request: FitRequest): AsyncGenerator<Progress, Fitted, void>;
  /** Computes, or continues from a checkpoint, or loads the finished value: for long work that is no fit. */
  resumable<Value extends Json>(request: ResumableRequest<Value>): AsyncGenerator<Progress, Value, void>;
  /** A finished piece of the result, computed once and kept across interruptions. `name` is unique within the run. */
  piece<Value extends Json>(name: string, compute: () => Promise<Value>): Promise<Value>;
}

/** What an experiment knows of its options before it runs. */
export type GivenOptions<Settings> = Pick<Context<Settings>, "budget" | "settings" | "options">;

/** A share of an experiment's work: the options of a run that does it alone. */
export interface Part {
  /** In kebab-case, unique among the parts: a folder is named after it. */
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
}

/** How a claim came out. */
export type Verdict = "reproduced" | "not reproduced" | "not tested at this budget";

/** A published statement with the number measured for it. */
export interface Claim {
  readonly id: string;
  /** as published: the source's code; as stated: its text. */
  readonly variant: "as published" | "as stated" | "external";
  readonly statement: string;
  readonly published: number | string;
  readonly measured: number | string | null;
  /** Standard deviation over seeds or draws, or null where one value was measured. */
  readonly spread: number | null;
  /** What counts as reproduced, in words and numbers: "within 0.1 points", "at most 2.0". */
  readonly tolerance: string;
  readonly verdict: Verdict;
}

/** Where a folder is that no option names; the host of the run looks, and gives what it finds as the option. */
export interface FolderDefault {
  /** Environment variable that names it. */
  readonly variable: string;
  /** Else its place from the folder of data sets the user named, if it is there: "../reference/models". */
  readonly besideData: string;
}

/** A published figure or table group as a program: how to run it, what it claims, how to draw it. */
export interface Experiment<Result extends Json = Json, Settings = unknown> {
  readonly name: string;
  /** Key in REFERENCES.md: "weight-uncertainty", or "credence" for our own. */
  readonly source: string;
  /** "Tables 1 and 2, Figures 10-13". */
  readonly shows: string;
  /** One sentence for `credence list`. */
  readonly summary: string;
  readonly budgets: Readonly<Record<BudgetName, Settings>>;
  /** The options it takes, by name, and what each means; the command line refuses others. */
  readonly options?: Readonly<Record<string, string>>;
  /** Of these options, those it cannot run without. */
  readonly needs?: readonly string[];
  /** Of these options, folders that are looked for where the option is left out. */
  readonly folders?: Readonly<Record<string, FolderDefault>>;
  /**
   * Looks at the values of the options before anything is made: a wrong one is said at once, not when the run comes to it.
   *
   * @throws BadInput where it could not run with them
   */
  checkOptions?(given: GivenOptions<Settings>): void;
  /**
   * How its long work divides, none where it is of one piece: runs with these options leave fits and values that a run with the given
   * options finds, so that processes may compute them side by side.
   */
  parts?(given: GivenOptions<Settings>): readonly Part[];
  run(context: Context<Settings>): AsyncGenerator<Progress, Result, void>;
  claims(result: Result, budget: BudgetName): Claim[];
  /** Pure: redraws without running again. */
  report(result: Result): { figures: Figure[]; tables: Table[] };
}
