export type { ConformalIntervals } from "./calibrating/conformal-intervals.ts";
export type { ConformalSets } from "./calibrating/conformal-sets.ts";
export type { Coverage } from "./calibrating/coverage.ts";
export type { IntervalShape } from "./calibrating/interval-shape.ts";
export type { CellOptions } from "./column-builder.ts";
export type { ExplainOptions, Importance, Spread } from "./explaining/importances.ts";
export type { Candidate } from "./fitting/candidates.ts";
export {
  budgetNames,
  type CalibrationName,
  calibrationNames,
  type FitRequest,
  type KeepOptions,
  type MethodName,
  methodNames,
  type NoiseName,
  noiseNames,
  type ResolvedOptions,
  type SearchBudget,
  type TabularOptions,
} from "./fitting/fit-options.ts";
export type { EpochRow } from "./fitting/trained.ts";
export type { Calibration, ModelCard, Tried } from "./models/card.ts";
export { classifier, type Estimator, predictor, regressor } from "./models/estimators.ts";
export type { ClassEvaluation, Evaluation, NumberEvaluation } from "./models/evaluation.ts";
export {
  type ClassAnswers,
  type ClassPredictions,
  type NumberPredictions,
  type PredictionColumn,
  type PredictionFlags,
  predictionColumns,
  predictionsCsv,
  type TablePredictions,
} from "./models/predictions.ts";
export { type ModelKind, modelKind } from "./models/saved.ts";
export { loadModel, type TabularModel } from "./models/tabular-model.ts";
export type { CategoryFeature, DateFeature, Feature, NumberFeature } from "./preparing/feature.ts";
export type { TargetCode } from "./preparing/target-scale.ts";
export { type ByteSource, byteSource } from "./readers/byte-source.ts";
export { type CsvOptions, readCsv } from "./readers/csv.ts";
export { type ReadOptions, readTable } from "./readers/read-table.ts";
export type { RoomOptions } from "./readers/room.ts";
export { type AskedKind, type ColumnKind, type ColumnSchema, columnKinds, inferSchema, type Schema } from "./schema/schema.ts";
export type { Task } from "./schema/task.ts";
export { selectRows } from "./select-rows.ts";
export type { PartName, Split, SplitOptions } from "./splitting/split.ts";
export { type Cell, type Column, type Table, type TableData, tableOf } from "./table.ts";
