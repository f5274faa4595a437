import { badInput, type Host, type Json, type Progress, type Storage } from "@credence/lab";
import { expectOptions, type OptionNames } from "@credence/tensor";
import type { CellOptions } from "../column-builder.ts";
import type { AskedKind } from "../schema/schema.ts";
import type { Task } from "../schema/task.ts";
import type { SplitOptions } from "../splitting/split.ts";

/** Methods of inference for tables. */
export const methodNames = ["deepEnsemble", "mcDropout", "bayesByBackprop", "laplace"] as const;

/** A method of inference for tables. */
export type MethodName = (typeof methodNames)[number];

/** What the noise of a number is: of a size that depends on the row, one size for all, or with outliers (Student-t of 4 degrees of freedom). */
export const noiseNames = ["heteroscedastic", "constant", "studentT"] as const;

/** A form of the noise. */
export type NoiseName = (typeof noiseNames)[number];

/** How many settings of the network are tried on the validation part: one, a few, or many. */
export const budgetNames = ["quick", "default", "thorough"] as const;

/** How much is tried. */
export type SearchBudget = (typeof budgetNames)[number];

/** What intervals and sets are made of: rows that are held out for it, or training rows, each predicted by a fit without its fifth of them. */
export const calibrationNames = ["heldOut", "outOfFold"] as const;

/** What intervals and sets are made of. */
export type CalibrationName = (typeof calibrationNames)[number];

/** How a table is fitted. */
export interface TabularOptions {
  /** The same seed gives the same model, to the bit. @default 0 */
  readonly seed?: number;
  /** How the posterior is found; by size: "deepEnsemble" up to 20,000 training rows, "mcDropout" above. @default "by size" */
  readonly method?: MethodName | "by size";
  /** Of a regression. @default "heteroscedastic" */
  readonly noise?: NoiseName;
  /** How many settings of the network are tried. @default "default" */
  readonly budget?: SearchBudget;
  /** Share of new rows that intervals, or sets of classes, hold. @default 0.9 */
  readonly level?: number;
  /**
   * What intervals and sets are made of; by size: "outOfFold", which takes five fits more, where fewer than 400 rows would be held out, the budget is not
   * "quick", and neither a time nor a column says which rows they are. @default "by size"
   */
  readonly calibration?: CalibrationName | "by size";
  /** How rows are divided. @default by the key: 70 % train, 10 % each validation, calibration and test */
  readonly split?: SplitOptions;
  /** Kinds of columns, by name. @default all are inferred */
  readonly columns?: Readonly<Record<string, AskedKind>>;
  /** Columns that are not used. @default none */
  readonly ignore?: readonly string[];
  /** Functions drawn for a prediction; an ensemble uses its members. @default 100 */
  readonly draws?: number;
}

/** The options with their defaults. */
export type ResolvedOptions = Required<TabularOptions>;

const optionNames: OptionNames<TabularOptions> = {
  ...{ seed: true, method: true, noise: true, budget: true, level: true, calibration: true },
  ...{ split: true, columns: true, ignore: true, draws: true },
};

/** @throws BadInput for an option that there is not, and for the first option out of range */
export function resolvedOptions(options: TabularOptions = {}): ResolvedOptions {
  try {
    expectOptions<TabularOptions>("tabular", options, optionNames);
  } catch (error) {
    throw badInput((error as Error).message);
  }
  const { seed = 0, method = "by size", noise = "heteroscedastic", budget = "default", level = 0.9, draws = 100 } = options;
  const { calibration = "by size", split = {}, columns = {}, ignore = [] } = options;
  if (!Number.isSafeInteger(seed) || seed < 0) throw badInput(`seed is ${seed}, expected a whole number from 0`);
  oneOf("method", method, ["by size", ...methodNames]);
  oneOf("noise", noise, noiseNames);
  oneOf("budget", budget, budgetNames);
  oneOf("calibration", calibration, ["by size", ...calibrationNames]);
  if (!(level > 0 && level < 1)) throw badInput(`level is ${level}, expected between 0 and 1, such as 0.9`);
  if (!Number.isSafeInteger(draws) || draws < 1) throw badInput(`draws is ${draws}, expected a whole number from 1`);
  return { seed, method, noise, budget, level, calibration, split, columns, ignore, draws };
}

function oneOf(name: string, value: string, names: readonly string[]): void {
  if (!names.includes(value)) throw badInput(`${name} is ${JSON.stringify(value)}, expected one of ${names.join(", ")}`);
}

/** Where a fit keeps what it has done, so that the same command goes on after an interruption. */
export interface KeepOptions {
  /** A folder for what is done. */
  readonly storage: Storage;
  /** Clock and checksums. */
  readonly host: Pick<Host, "now" | "sha256">;
  /** What determines the fit beside its options: a checksum of the data. */
  readonly identity: Json;
  /** Aborted: a checkpoint is written and the fit ends. @default none */
  readonly signal?: AbortSignal;
  /** Lets the host see to signals, once an epoch. @default none */
  readonly pause?: () => Promise<void>;
  /** Seconds between checkpoints. @default 20 */
  readonly everySeconds?: number;
}

/** What a fit is told beside the options of its model. */
export interface FitRequest {
  /** Name of the column to predict. */
  readonly target: string;
  /** SHA-256 of the file, kept in the model. @default none */
  readonly sha256?: string;
  /** Told of each step. @default none */
  readonly onProgress?: (progress: Progress) => void;
  /** Told what was inferred and what is suspicious, a line each. @default none */
  readonly onMessage?: (line: string) => void;
  /** Awaited with what was inferred once the table has been looked at, before training begins and anything is kept. @default none */
  readonly onReady?: (looked: { readonly task: Task }) => Promise<void>;
  /** How the file was read, kept in the model so that new rows are read alike. @default none */
  readonly reading?: CellOptions;
  /** Where to keep what is done. @default none: an interruption loses it */
  readonly keep?: KeepOptions;
}
