export { type CaseOutcome, runSuite } from "./conformance/run-suite.ts";
export type {
  DataFile,
  DataSet,
  DataSetDescription,
  GeneratedDataSet,
  ImageSplits,
  LabelledImages,
} from "./datasets/data-set.ts";
export type { DownloadProgress } from "./datasets/fetch-file.ts";
export * as dataSets from "./datasets/index.ts";
export { fetchDataSet, type ResolveOptions, resolveDataSet } from "./datasets/resolve.ts";
export { type DataSetStatus, dataSetStatus, type FileCheck, type FileStatus, type Places, verifyDataSet } from "./datasets/status.ts";
export type {
  BudgetName,
  Claim,
  Context,
  Experiment,
  FitRequest,
  Fitted,
  FolderDefault,
  GivenOptions,
  Json,
  Part,
  Progress,
  ResumableRequest,
  ResumableStep,
  TraceRow,
  Verdict,
} from "./experiment.ts";
export { experiments } from "./experiments/index.ts";
export { type Source, sources } from "./experiments/sources.ts";
export { type BadInput, badInput, type Download, type Host, isBadInput, type Storage, type Transfer } from "./host.ts";
export type { Drawing, Figure, LegendEntry, Palette, PlotModule, Space, Table } from "./report/figure.ts";
export { type Interrupted, interrupted } from "./runs/interrupted.ts";
export { jsonText } from "./runs/json-text.ts";
export { acquireLock, type Lock, type LockFolder, type Owner } from "./runs/lock.ts";
export { checkRunFolder, type RunDependencies, type RunOutcome, type RunRequest, runExperiment } from "./runs/run-experiment.ts";
export type { Blas, Kernels, Machine, RunRecord, RunResult } from "./runs/run-record.ts";
