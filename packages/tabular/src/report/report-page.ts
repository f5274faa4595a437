import { type PagePart, partsPage } from "@credence/lab/report";
import type { Importance } from "../explaining/importances.ts";
import type { Evaluation } from "../models/evaluation.ts";
import type { TablePredictions } from "../models/predictions.ts";
import type { TabularModel } from "../models/tabular-model.ts";
import { findColumn, type Table, textAt } from "../table.ts";
import { classFigures } from "./class-figures.ts";
import { coverageFigure, importanceFigure, learningFigure } from "./figures.ts";
import { numberFigures } from "./number-figures.ts";
import { columnsTable, measuresTable, networkTable, rowsTables, splitTable } from "./tables.ts";

/** A model and the rows it is reported on: the test part, which training has not seen. */
export interface ReportedModel {
  readonly model: TabularModel;
  readonly rows: Table;
  /** Of these rows, where that is known. @default measured */
  readonly evaluation?: Evaluation | null;
}

/** What the figures are drawn of. */
export interface Reported {
  readonly card: TabularModel["card"];
  readonly rows: Table;
  readonly predictions: TablePredictions;
  readonly evaluation: Evaluation;
  readonly importances: readonly Importance[];
  /** The target of each row as it stands in the table. */
  readonly truth: readonly string[];
}

/** The report of a model as one HTML page: data, training, predictions, calibration, importance, and what it should not be used for. */
export async function reportPage({ model, rows, evaluation }: ReportedModel, options: { readonly document: Document }): Promise<string> {
  const { card } = model;
  const column = findColumn(rows, card.target)!;
  const reported: Reported = {
    card,
    rows,
    predictions: await model.predict(rows),
    evaluation: evaluation ?? (await model.evaluate(rows)),
    importances: await model.explain(rows),
    truth: Array.from({ length: rows.rows }, (_, row) => textAt(column, row) ?? ""),
  };
  return partsPage(
    { title: `${card.target}: a model of ${card.data.name}`, summary: summaryOf(reported), parts: partsOf(reported) },
    options,
  );
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const short = (value: number): string => String(Number(value.toPrecision(3)));

function summaryOf({ card, evaluation }: Reported): string {
  const { level, covered, rows } = evaluation;
  const error =
    evaluation.task === "regression"
      ? `the root mean square error is ${short(evaluation.rmse)} and ${percent(evaluation.explained)} of the variance is explained`
      : `${percent(evaluation.accuracy)} of the classes are right`;
  const kind = evaluation.task === "regression" ? "intervals" : "sets of classes";
  return `On ${rows} rows that training has not seen ${error}; ${kind} of ${percent(level)} hold ${percent(covered ?? 0)} of the targets. Method ${card.method}, seed ${card.options.seed}.`;
}

function partsOf(reported: Reported): PagePart[] {
  const { card, evaluation } = reported;
  const { predictions, truth } = reported;
  const figures =
    predictions.task === "regression"
      ? numberFigures({ ...reported, predictions })
      : evaluation.task === "classification"
        ? classFigures({ predictions, truth, evaluation })
        : [];
  return [
    { id: "use", title: "What it is for, and what not", text: useOf(reported) },
    { id: "measured", title: "What was measured", tables: [measuresTable(evaluation)], figures: [coverageFigure(evaluation), ...figures] },
    { id: "columns", title: "What the columns are worth", figures: [importanceFigure(reported.importances, evaluation)] },
    { id: "rows", title: "Rows to look at", tables: rowsTables(reported) },
    { id: "data", title: "Data", text: warningsOf(card.warnings), tables: [splitTable(card), columnsTable(card)] },
    { id: "training", title: "Training", figures: [learningFigure(card.curve)], tables: [networkTable(card)] },
  ];
}

const warningsOf = (warnings: readonly string[]): string[] =>
  warnings.length === 0 ? ["Nothing suspicious was found in the table."] : warnings.map((line) => `Warning: ${line}.`);

function useOf({ card, evaluation }: Reported): string[] {
  const { level, coverage } = evaluation;
  const weakest = coverage.filter(({ covered, rows }) => covered !== null && rows >= 10).sort((a, b) => a.covered! - b.covered!)[0];
  return [
    `It predicts "${card.target}" of rows that come from the same source as those of ${card.data.name}. Its intervals hold the share they promise only for such rows: not after prices, machines or people have changed.`,
    "Rows with a value in out_of_range or unseen_category lie outside what training saw: their predictions are extrapolations, and their intervals promise nothing.",
    ...(weakest && weakest.covered! < level - 0.05
      ? [
          `Of "${weakest.of}" only ${percent(weakest.covered!)} are held at a level of ${percent(level)}: decide nothing about these rows by the interval alone.`,
        ]
      : []),
    "It tells what goes together with the target, not what causes it: changing a column need not change the target.",
  ];
}
