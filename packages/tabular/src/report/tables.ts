import type { Table as ReportTable } from "@credence/lab";
import { tableOf, wilsonInterval } from "@credence/lab/figures";
import type { ModelCard } from "../models/card.ts";
import type { Evaluation } from "../models/evaluation.ts";
import { type PartName, partNames } from "../splitting/split.ts";
import { textAt } from "../table.ts";
import type { Reported } from "./report-page.ts";

const short = (value: number): string => String(Number(value.toPrecision(4)));

/** To the second digit of its standard deviation: a year or a price far from 0 keeps the digits in which rows differ. */
export function toItsDoubt(value: number, stdDev: number): string {
  const decimals = Math.min(100, Math.max(0, 1 - Math.floor(Math.log10(stdDev))));
  return String(Number(value.toFixed(decimals)));
}

/** A share of so many rows, and what it may be of all. */
function shareText(share: number, rows: number): string {
  const [low, high] = wilsonInterval(share * rows, rows);
  return `${short(share)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}

/** What was measured, with the unit of each. */
export function measuresTable(evaluation: Evaluation): ReportTable {
  const { level, covered, logDensity, rows } = evaluation;
  const held = `share inside ${evaluation.task === "regression" ? "intervals" : "sets"} of ${level}`;
  const measures: readonly (readonly [string, string, string])[] =
    evaluation.task === "regression"
      ? [
          ["root mean square error", short(evaluation.rmse), "units of the target"],
          ["mean absolute error", short(evaluation.meanAbsoluteError), "units of the target"],
          ["variance explained", short(evaluation.explained), "share"],
          ["mean log density", short(logDensity), "nats a row"],
          [held, shareText(covered ?? 0, rows), "share, with its 95 % interval (Wilson)"],
          ["mean width of the intervals", short(evaluation.meanWidth), "units of the target"],
          ["interval score", short(evaluation.intervalScore), "units of the target"],
        ]
      : [
          ["accuracy", short(evaluation.accuracy), "share"],
          ["mean log probability of the true class", short(logDensity), "nats a row"],
          ["Brier score", short(evaluation.brier), "0 to 2"],
          ["expected calibration error", short(evaluation.expectedCalibrationError), "probability"],
          [held, shareText(covered ?? 0, rows), "share, with its 95 % interval (Wilson)"],
          ["mean size of the sets", short(evaluation.meanSetSize), "classes"],
        ];
  return tableOf({
    name: "measures",
    title: "Measures",
    caption: `On the test part, ${rows} rows.`,
    rows: measures,
    columns: [
      { label: "measure", of: ([name]) => name },
      { label: "value", of: ([, value]) => value },
      { label: "unit", of: ([, , unit]) => unit },
    ],
  });
}

/** Rows of each part. */
export function splitTable({ data, options, folds }: ModelCard): ReportTable {
  const { group, time, splitColumn } = options.split;
  const by = splitColumn
    ? `by the column "${splitColumn}"`
    : time
      ? `in the order of "${time}"`
      : group
        ? `by the key, groups of "${group}" together`
        : "by the key";
  return partsTable(data.parts, {
    ...{ title: "Rows", unit: "rows" },
    caption: `${data.rows} rows, ${data.dropped} without a target; divided ${by}. ${data.sha256 === null ? "" : `SHA-256 of the file: ${data.sha256.slice(0, 16)}.`}`,
    decides: {
      train: `weights, medians, means and levels${byFolds(folds, "intervals or sets")}`,
      validation: "when training stops, and which network",
      calibration: folds > 0 ? "nothing: training rows do" : "intervals or sets",
      test: "what this page measures",
    },
  });
}

/** What training rows decide where calibration is out of fold. */
export const byFolds = (folds: number, what: string): string => (folds > 0 ? `; ${what}, by ${folds} fits without a fold each` : "");

interface PartsWords {
  readonly title: string;
  /** What is counted. */
  readonly unit: "rows" | "images";
  readonly caption: string;
  readonly decides: Readonly<Record<PartName, string>>;
}

/** Sizes of the parts, and what each decides. */
export const partsTable = (parts: Readonly<Record<PartName, number>>, { title, unit, caption, decides }: PartsWords): ReportTable =>
  tableOf({
    ...{ name: "split", title, caption, rows: partNames },
    columns: [
      { label: "part", of: (name) => name },
      { label: unit, of: (name) => parts[name] },
      { label: "what it decides", of: (name) => decides[name] },
    ],
  });

/** What each column is, and what it becomes. */
export function columnsTable({ schema, features, target }: ModelCard): ReportTable {
  const used = new Map(features.map((feature) => [feature.name, feature]));
  const becomes = (name: string): string => {
    const feature = used.get(name);
    if (name === target) return "the target";
    if (feature === undefined) return "left out";
    if (feature.kind === "category")
      return feature.encoding === "one-hot" ? `${feature.levels.length} levels` : `frequency of ${feature.levels.length} levels`;
    return feature.indicator ? "standardised, and whether it is missing" : "standardised";
  };
  return tableOf({
    name: "columns",
    title: "Columns",
    caption: "Kinds are inferred unless the command said otherwise.",
    rows: schema,
    columns: [
      { label: "column", of: ({ name }) => name },
      { label: "kind", of: ({ kind }) => kind },
      { label: "missing", of: ({ missing }) => missing },
      { label: "different values", of: ({ distinct }) => distinct },
      { label: "becomes", of: ({ name }) => becomes(name) },
    ],
  });
}

/** The network that was chosen, beside those that were tried. */
export function networkTable({ chosen, tried, method }: ModelCard): ReportTable {
  const shown = tried.length === 0 ? [{ ...chosen, validation: null }] : tried;
  const isChosen = (one: (typeof shown)[number]) =>
    one.hidden.join() === chosen.hidden.join() && one.learningRate === chosen.learningRate && one.priorStdDev === chosen.priorStdDev;
  return tableOf({
    name: "networks",
    title: "Networks that were tried",
    caption: `One network each, by the negative log-likelihood of the validation part in nats a row; the chosen one was fitted by ${method}.`,
    rows: shown,
    columns: [
      { label: "units", of: (one) => `${one.hidden.join(", ")}${isChosen(one) ? " (chosen)" : ""}` },
      { label: "learning rate", of: ({ learningRate }) => learningRate },
      { label: "prior sd", of: ({ priorStdDev }) => priorStdDev },
      { label: "validation", of: ({ validation }) => validation, digits: 3 },
    ],
  });
}

const mostRows = 8;
const mostCells = 6;

/** The least certain rows, and those predicted worst. */
export function rowsTables({ card, rows, predictions, truth, importances }: Reported): ReportTable[] {
  const columns = importances.slice(0, mostCells).map(({ column }) => rows.columns.find(({ name }) => name === column)!);
  const { task } = predictions;
  const wrongness = (row: number): number =>
    task === "regression"
      ? Math.abs(Number(truth[row]) - predictions.prediction[row]) / predictions.total[row]
      : -Math.log(Math.max(1e-12, predictions.probabilities[row * predictions.classes.length + predictions.classes.indexOf(truth[row])]));
  const highest = (score: (row: number) => number) =>
    Array.from({ length: rows.rows }, (_, row) => row)
      .sort((a, b) => score(b) - score(a) || a - b)
      .slice(0, mostRows);
  const table = (
    said: Pick<ReportTable, "name" | "title" | "caption">,
    shown: readonly number[],
    score: { label: string; of: (row: number) => string },
  ) =>
    tableOf({
      ...said,
      rows: shown,
      columns: [
        { label: "row", of: (row) => rows.place(row).replace(/^.*, /, "") },
        { label: `true ${card.target}`, of: (row) => truth[row] },
        {
          label: "predicted",
          of: (row) =>
            task === "regression" ? toItsDoubt(predictions.prediction[row], predictions.total[row]) : predictions.prediction[row],
        },
        score,
        ...columns.map((column) => ({ label: column.name, of: (row: number) => textAt(column, row) ?? "missing" })),
      ],
    });
  const unit = task === "regression" ? "sd" : "nats";
  return [
    table(
      {
        name: "least-certain",
        title: "Least certain",
        caption: `Highest epistemic uncertainty (${unit}): rows like these are what to collect more of. With the most important columns.`,
      },
      highest((row) => predictions.epistemic[row]),
      { label: `epistemic, ${unit}`, of: (row) => short(predictions.epistemic[row]) },
    ),
    table(
      {
        name: "most-wrong",
        title: "Most wrong",
        caption:
          task === "regression"
            ? "Farthest from the prediction, in predicted standard deviations: errors of the data show here first."
            : "Least probable true class: errors of the data show here first.",
      },
      highest(wrongness),
      { label: task === "regression" ? "off by, sd" : "log loss, nats", of: (row) => short(wrongness(row)) },
    ),
  ];
}
