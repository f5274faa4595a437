export * from "./claims/index.ts";
export { type ConformanceCase, type ConformanceSuite, parseSuite } from "./conformance/parse-suite.ts";
export { type CaseOutcome, runCases, runSuite } from "./conformance/run-suite.ts";
export {
  type Ambiguity,
  type AmbiguousImages,
  type AmbiguousImagesRequest,
  ambiguityBins,
  ambiguousImages,
  ambiguousPixels,
} from "./datasets/ambiguous-images.ts";
export { blundellCurve, type RegressionPoints } from "./datasets/blundell-regression.ts";
export type {
  DataFile,
  DataSet,
  DataSetDescription,
  GeneratedDataSet,
  ImageSplits,
  LabelledImages,
  UnpinnedFile,
} from "./datasets/data-set.ts";
export {
  type DirtyImages,
  dirtyImages,
  type ManyLabels,
  publishedAmbiguousImages,
  type SampledImage,
  sampledImages,
} from "./datasets/dirty-images.ts";
export { disposeData } from "./datasets/dispose-data.ts";
export type { DownloadProgress } from "./datasets/fetch-file.ts";
export { imageTensors } from "./datasets/image-tensors.ts";
export { imagesAt } from "./datasets/images-at.ts";
export * as dataSets from "./datasets/index.ts";
export { oneHot } from "./datasets/one-hot.ts";
export { fetchDataSet, type ResolveOptions, resolveDataSet } from "./datasets/resolve.ts";
export type { SplitTable } from "./datasets/split-table.ts";
export { type StandardizedImagesOptions, standardizedImages } from "./datasets/standardized-images.ts";
export { type DataSetStatus, dataSetStatus, type FileCheck, type FileStatus, type Places, verifyDataSet } from "./datasets/status.ts";
export { holdBackFifth, rowsOfSplit, type TableParts, type TableRows, tableParts } from "./datasets/table-parts.ts";
export { wordsOf } from "./datasets/trec.ts";
export { uciSet, uciSetNames } from "./datasets/uci.ts";
export { experiment } from "./define-experiment.ts";
export type {
  BudgetName,
  Context,
  Experiment,
  Findings,
  FitRequest,
  Fitted,
  FolderDefault,
  GivenOptions,
  Json,
  Progress,
  ResultOf,
  ResumableRequest,
  ResumableStep,
  TraceRow,
  Unit,
} from "./experiment.ts";
export { runBudgets } from "./experiment.ts";
export { type BadInput, badInput, type Download, type Host, isBadInput, type Storage, type Transfer } from "./host.ts";
export { type ClassScores, type ClassScoresOptions, classScores } from "./measures/class-scores.ts";
export * as learning from "./measures/learning-curves.ts";
export { chosen } from "./planning/chosen.ts";
export { crossed, seeds } from "./planning/crossed.ts";
export { type RepeatedUnit, repeatedUnits } from "./planning/repeated-units.ts";
export { spacedEpochs } from "./planning/spaced-epochs.ts";
export type { Drawing, Figure, LegendEntry, Palette, PlotModule, Space, Table } from "./report/figure.ts";
export { type Arithmetic, arithmeticJson } from "./runs/artifacts.ts";
export { type FitDiagnoses, readAllDiagnoses } from "./runs/diagnoses.ts";
export { type Interrupted, interrupted, isInterrupted } from "./runs/interrupted.ts";
export { jsonText } from "./runs/json-text.ts";
export { acquireLock, type Lock, type LockFolder, type Owner } from "./runs/lock.ts";
export type { ReadFile } from "./runs/read-files.ts";
export {
  checkRunFolder,
  type FolderDependencies,
  forgetOtherUnit,
  isUnitDone,
  type RunDependencies,
  type RunOutcome,
  type RunRequest,
  runExperiment,
} from "./runs/run-experiment.ts";
export { unitFolder } from "./runs/run-folder.ts";
export type { Blas, Code, Kernels, Machine, RunRecord, RunResult } from "./runs/run-record.ts";
export { type Sealed, seal, unseal } from "./runs/sealed-file.ts";
export type { Study, Term } from "./study.ts";
