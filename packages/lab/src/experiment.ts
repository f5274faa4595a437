import type { Key } from "@credence/tensor";
import type { Data, Inference, Posterior, Problem } from "credence";
import type { Said } from "./claims/said.ts";
import type { DataSet } from "./datasets/data-set.ts";
import type { Figure, Table } from "./report/figure.ts";

/** What survives in result.json: plain values, no clock readings, no functions. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** How much work a run may do: a look, a quarter of an hour, or the source's exact settings; from the least to the most. */
export const runBudgets = ["smoke", "default", "paper"] as const;
/** One of them. */
export type BudgetName = (typeof runBudgets)[number];

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

/** A fit as an artifact: method, problem and key tell what determines it, so equal fits are trained once and shared. */
export interface FitRequest {
  /** What the progress bar says: "BNN, Gaussian prior". */
  readonly label: string;
  /** Its `toJSON()` is part of the artifact's name. */
  readonly method: Inference;
  readonly problem: Problem;
  readonly key: Key;
  /** A network to start from, or the fit that trains it, and whose network is given back afterwards: what it saves is part of the name. */
  readonly from?: Posterior | FitRequest;
  /** Data held out, by which a method with `earlyStopping` stops. */
  readonly validation?: Data;
  /** Called after each epoch; what it returns is a row of the trace, kept in checkpoints. Return undefined to skip an epoch. */
  readonly afterEpoch?: (epoch: number, posterior: () => Posterior) => Promise<Omit<TraceRow, "epoch"> | undefined>;
  /** What the rows of the trace depend on besides the fit: at which epochs `afterEpoch` measures, on what, with how many draws. */
  readonly determinedBy?: Json;
}

/** A fit whose start, if it has one, is there. */
export type ReadyFit = Omit<FitRequest, "from"> & { readonly from?: Posterior };

/** One step of a long computation. */
export interface ResumableStep {
  /** Steps done, of how many. */
  readonly step: number;
  readonly steps: number;
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
  /** Packages besides the library (packages/tensor and packages/credence) whose code the value comes of: ["@credence/tabular"]. @default [] */
  readonly packages?: readonly string[];
  /** Every setting that determines the value besides key and data, and the versions, code and kernels, which the context adds. */
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
  /** A unit of the work, done once and its value kept across interruptions. */
  unit<Value extends Json>(name: string, perform: () => AsyncGenerator<Progress, Value, void>): AsyncGenerator<Progress, Value, void>;
}

/** What an experiment knows of its options before it runs. */
export type GivenOptions<Settings> = Pick<Context<Settings>, "budget" | "settings" | "options">;

/** A unit of an experiment's work: a fit with what is measured of it, or a game. Its name is unique and in kebab-case, for a folder is named after it. */
export interface Unit {
  readonly name: string;
  /** Whether the others need what it leaves among the artifacts: side by side it is done before them. @default false */
  readonly first?: boolean;
  /** Whether it takes several times as long as the others: side by side it is begun before them, so that it is not the last alone. @default false */
  readonly long?: boolean;
}

/** Where a folder is that no option names; the host of the run looks, and gives what it finds as the option. */
export interface FolderDefault {
  /** Environment variable that names it. */
  readonly variable: string;
  /** Else its place from the folder of data sets the user named, if it is there: "../reference/models". */
  readonly besideData: string;
}

/** What the registry, `credence list` and a book say of an experiment, and what it takes. */
export interface About<Settings> {
  readonly name: string;
  /** Key in REFERENCES.md: "weight-uncertainty", or "credence" for our own. */
  readonly source: string;
  /** "Tables 1 and 2, Figures 10-13". */
  readonly shows: string;
  /** One sentence for `credence list`. */
  readonly summary: string;
  /** What it asks of its source, as a question: the title of its chapter. @default the summary alone */
  readonly question?: string;
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
}

/** What an experiment says of its result. */
export interface Findings<Result> {
  readonly claims: readonly Said<Result>[];
  /** Pure: redraws without running again. */
  figures(result: Result): readonly Figure[];
  tables(result: Result): readonly Table[];
}

/** A published figure or table group as a program: how to run it, what it claims, how to draw it. Made by `experiment`. */
export interface Experiment<Result extends Json = Json, Settings = unknown> extends About<Settings>, Findings<Result> {
  /** Its units of work: a run does them in order, `--jobs` side by side; one where it does not divide. */
  units(given: GivenOptions<Settings>): readonly Unit[];
  run(context: Context<Settings>): AsyncGenerator<Progress, Result, void>;
  /** One unit alone: what it leaves among the artifacts, a run finds. */
  runUnit(name: string, context: Context<Settings>): AsyncGenerator<Progress, Json, void>;
}

/** The result of a generator such as `conclude` or `run`: what result.json holds is written once, where it is made. */
export type ResultOf<Run> = Run extends (
  ...given: never[]
) => AsyncGenerator<unknown, infer Result, unknown> | Promise<infer Result> | infer Result
  ? Result
  : never;
