import type { FitRequest, ResolvedOptions, TabularOptions } from "../fitting/fit-options.ts";
import { resolvedOptions } from "../fitting/fit-options.ts";
import { fitTable } from "../fitting/fit-table.ts";
import type { Table } from "../table.ts";
import type { ClassPredictions, NumberPredictions, TablePredictions } from "./predictions.ts";
import type { TabularModel } from "./tabular-model.ts";

/** Fits tables. */
export interface Estimator<P extends TablePredictions> {
  /** The options with their defaults. */
  readonly options: ResolvedOptions;
  /** Fits, calibrates and measures. @throws BadInput in one line for what the table cannot be fitted by */
  fit(table: Table, request: FitRequest): Promise<TabularModel<P>>;
}

/**
 * Predicts numbers: `await regressor().fit(table, { target: "price" })`. Rows are divided by the key, columns are prepared by the training part alone, a
 * small search looks for a network by the validation part, intervals are made by the calibration part, and everything is measured on the test part.
 * @throws BadInput for options out of range
 */
export function regressor(options: TabularOptions = {}): Estimator<NumberPredictions> {
  const resolved = resolvedOptions(options);
  return {
    options: resolved,
    fit: (table, request) => fitTable<NumberPredictions>(table, { task: "regression", options: resolved, request }),
  };
}

/**
 * Predicts one of several classes, as `regressor` does numbers.
 * @throws BadInput for options out of range
 */
export function classifier(options: TabularOptions = {}): Estimator<ClassPredictions> {
  const resolved = resolvedOptions(options);
  return {
    options: resolved,
    fit: (table, request) => fitTable<ClassPredictions>(table, { task: "classification", options: resolved, request }),
  };
}

/**
 * Predicts what the target is: numbers where it holds some, else classes. The model's card says which.
 * @throws BadInput for options out of range
 */
export function predictor(options: TabularOptions = {}): Estimator<TablePredictions> {
  const resolved = resolvedOptions(options);
  return { options: resolved, fit: (table, request) => fitTable<TablePredictions>(table, { task: undefined, options: resolved, request }) };
}
