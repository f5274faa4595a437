import type { PredictionColumn } from "@credence/tabular";

/** What is predicted of one row, by the names of the columns. */
export const predictionAt = (columns: readonly PredictionColumn[], row: number): Readonly<Record<string, number | string>> =>
  Object.fromEntries(columns.map(([name, cells]) => [name, cells[row]]));
