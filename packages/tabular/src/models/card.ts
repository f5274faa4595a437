import type { ConformalIntervals } from "../calibrating/conformal-intervals.ts";
import type { ConformalSets } from "../calibrating/conformal-sets.ts";
import type { CellOptions } from "../column-builder.ts";
import type { Candidate } from "../fitting/candidates.ts";
import type { MethodName, ResolvedOptions } from "../fitting/fit-options.ts";
import type { EpochRow } from "../fitting/trained.ts";
import type { Feature } from "../preparing/feature.ts";
import type { TargetCode } from "../preparing/target-scale.ts";
import type { Schema } from "../schema/schema.ts";
import type { Task } from "../schema/task.ts";
import type { PartName } from "../splitting/split.ts";
import type { Evaluation } from "./evaluation.ts";

/** What calibration adds to the posterior. */
export type Calibration =
  | { readonly kind: "intervals"; readonly intervals: ConformalIntervals }
  | { readonly kind: "sets"; readonly temperature: number; readonly sets: ConformalSets };

/** One candidate of the search, and the best negative log-likelihood of the validation part it reached; null where training failed. */
export type Tried = Candidate & { readonly validation: number | null };

/** Everything about a fitted model but its weights, as plain values: what its file and its report say. */
export interface ModelCard {
  readonly task: Task;
  readonly target: string;
  readonly code: TargetCode;
  readonly schema: Schema;
  readonly features: readonly Feature[];
  readonly data: {
    readonly name: string;
    /** Of the file; null where the table was at hand. */
    readonly sha256: string | null;
    /** How the file was read. */
    readonly reading: CellOptions;
    readonly rows: number;
    /** Rows without a target. */
    readonly dropped: number;
    readonly parts: Readonly<Record<PartName, number>>;
  };
  readonly options: ResolvedOptions;
  readonly method: MethodName;
  readonly chosen: Candidate;
  readonly tried: readonly Tried[];
  readonly curve: readonly EpochRow[];
  readonly calibration: Calibration;
  /** Fits that calibration took, each without a fold of the training rows; 0 where rows were held out for it. */
  readonly folds: number;
  /** On the test part; null where it has no rows. */
  readonly measured: Evaluation | null;
  readonly warnings: readonly string[];
}
