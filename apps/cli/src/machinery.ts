import type { Source } from "@credence/experiments";
import type { BudgetName, Experiment, RunDependencies, RunRecord } from "@credence/lab";

/** What the commands compute with. The real one is `installedMachinery`; tests of the command line bring a small one. */
export interface Machinery {
  /** By name, each loaded when it is asked for. */
  readonly experiments: Readonly<Record<string, () => Promise<Experiment>>>;
  /** The documents whose experiments make a book. */
  sources(): Promise<readonly Source[]>;
  /** Loads the kernels, starts their threads and looks for a BLAS. */
  startEngine(): Promise<Engine>;
  /** Wall seconds that an experiment took elsewhere, for the time left; undefined where that was never measured. */
  usualSeconds(experiment: string, budget: BudgetName): number | undefined;
  /** Seconds between checkpoints, where not the usual. */
  readonly checkpointSeconds?: number;
}

export interface Engine extends Pick<RunDependencies, "loadPosterior" | "diagnose"> {
  readonly key: (seed: number) => RunDependencies["key"];
  readonly kernels: RunRecord["kernels"];
  /** The module that computes, whose arithmetic `kernels` names, and why it is not the wide one that was asked for. */
  readonly vectors: { readonly module: "baseline" | "relaxed" | "wide"; readonly notWide: string | null };
  readonly blas: RunRecord["blas"];
  readonly code: RunDependencies["facts"]["code"];
  /** Libraries that are there but failed, and why; named to the user and not used. */
  readonly rejectedBlas: readonly { readonly path: string; readonly reason: string }[];
  /** No BLAS was looked for: the optional package that calls C libraries is not installed. */
  readonly lacksKoffi: boolean;
  readonly sharedMemory: boolean;
  readonly memoryMiB: { readonly held: number; readonly allowed: number };
}
