import type { Claim } from "../claims/claim.ts";
import type { BudgetName, Json } from "../experiment.ts";
import type { ReadFile } from "./read-files.ts";

/** run.json: how a result was made. Times live here and nowhere else. */
export interface RunRecord {
  readonly experiment: string;
  readonly budget: BudgetName;
  readonly seed: number;
  /** What `--option name=value` gave. */
  readonly options: Readonly<Record<string, string>>;
  /** Of its work, the one unit that was done. */
  readonly unit?: string;
  /** The settings of the budget, as the experiment states them. */
  readonly settings: Json;
  /** `credence` and `node`, or the browser. */
  readonly versions: Readonly<Record<string, string>>;
  readonly kernels: Kernels;
  /** The library that served the matrix product, or null where the kernels did. */
  readonly blas: Blas | null;
  /** Not in records that were made before it was noted. */
  readonly code?: Code;
  readonly machine: Machine;
  /** ISO 8601, of the first session. */
  readonly startedAt: string;
  /** null until the result is written. */
  readonly finishedAt: string | null;
  /** Added up over interruptions. */
  readonly wallSeconds: number;
  /** What to type to get this run again. */
  readonly command: string;
  /** What it has read that no checksum pins. */
  readonly files?: readonly ReadFile[];
}

/** Which kernels computed a run. */
export interface Kernels {
  readonly module: "baseline" | "relaxed";
  readonly threads: number;
  readonly sha256: string;
}

/** The system library behind the matrix product. */
export interface Blas {
  readonly name: string;
  readonly path: string;
}

/** The code of the library: packages/tensor and packages/credence without types, comments, layout and tests. */
export interface Code {
  readonly sha256: string;
}

/** What a run was measured on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryMiB: number;
  readonly platform: string;
}

/** result.json: no clock readings, so two equal runs are byte-equal. */
export interface RunResult {
  readonly experiment: string;
  readonly budget: BudgetName;
  readonly seed: number;
  readonly values: Json;
  readonly claims: readonly Claim[];
}
