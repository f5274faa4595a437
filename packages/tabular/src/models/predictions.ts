/** What stands beside every prediction. */
export interface PredictionFlags {
  /** Columns whose value lies outside what training saw, of each row. */
  readonly outOfRange: readonly (readonly string[])[];
  /** Columns with a level that training did not see, of each row. */
  readonly unseenCategory: readonly (readonly string[])[];
}

/** Predictions of numbers, in units of the target; total^2 = aleatoric^2 + epistemic^2. */
export interface NumberPredictions extends PredictionFlags {
  readonly task: "regression";
  readonly rows: number;
  /** Mean. */
  readonly prediction: Float64Array;
  /** Ends of the calibrated interval. */
  readonly lower: Float64Array;
  /** Ends of the calibrated interval. */
  readonly upper: Float64Array;
  /** Standard deviation of a new target. */
  readonly total: Float64Array;
  /** Its part that stays however many rows are seen: noise. */
  readonly aleatoric: Float64Array;
  /** Its part that more rows like this one would take away. */
  readonly epistemic: Float64Array;
}

/** Classes by name; entropies in nats, total = aleatoric + epistemic. */
export interface ClassAnswers {
  readonly task: "classification";
  readonly rows: number;
  readonly classes: readonly string[];
  /** The most probable class. */
  readonly prediction: readonly string[];
  /** [rows, classes], row-major. */
  readonly probabilities: Float64Array;
  /** Calibrated sets of classes, the most probable first. */
  readonly sets: readonly (readonly string[])[];
  /** Entropy of the prediction. */
  readonly total: Float64Array;
  /** Mean entropy of the draws. */
  readonly aleatoric: Float64Array;
  /** How much the draws disagree. */
  readonly epistemic: Float64Array;
}

/** Predictions of classes. */
export interface ClassPredictions extends ClassAnswers, PredictionFlags {}

/** What a model says about rows. */
export type TablePredictions = NumberPredictions | ClassPredictions;

/** A column of a file of predictions: numbers beside the standard deviation of each, where they have one, or texts. */
export type PredictionColumn = readonly [name: string, cells: ArrayLike<number | string>, stdDevs?: ArrayLike<number>];

/** Columns of a file of predictions, in their order: numbers, or texts. */
export function predictionColumns(predictions: TablePredictions): readonly PredictionColumn[] {
  const { outOfRange, unseenCategory } = predictions;
  const flags = [
    ["out_of_range", outOfRange.map((names) => names.join(";"))],
    ["unseen_category", unseenCategory.map((names) => names.join(";"))],
  ] as const;
  if (predictions.task === "classification") return [...classColumns(predictions), ...flags];
  const { prediction, lower, upper, total } = predictions;
  return [
    ["prediction", prediction, total],
    ["lower", lower, total],
    ["upper", upper, total],
    ...uncertaintyColumns(predictions),
    ...flags,
  ];
}

const uncertaintyColumns = ({ total, aleatoric, epistemic }: Pick<ClassAnswers, "total" | "aleatoric" | "epistemic">) =>
  [
    ["total", total],
    ["aleatoric", aleatoric],
    ["epistemic", epistemic],
  ] as const;

/** Columns of predicted classes: the class, the set, a probability each, entropies. */
export function classColumns(answers: ClassAnswers): PredictionColumn[] {
  const { classes, probabilities, sets, prediction, rows } = answers;
  const ofClass = (place: number) => Float64Array.from({ length: rows }, (_, row) => probabilities[row * classes.length + place]);
  return [
    ["prediction", prediction],
    ["set", sets.map((names) => names.join(";"))],
    ...classes.map((name, place) => [`p_${name}`, ofClass(place)] as const),
    ...uncertaintyColumns(answers),
  ];
}

/** The cells of a table of predictions as CSV, numbers to seven digits, what a float32 holds, or to twelve where seven tell less than three of their standard deviation. */
export const predictionsCsv = (predictions: TablePredictions): string => columnsCsv(predictionColumns(predictions), predictions.rows);

/** Columns as CSV. */
export function columnsCsv(columns: readonly PredictionColumn[], rows: number): string {
  const lines = [columns.map(([name]) => csvCell(name)).join(",")];
  for (let row = 0; row < rows; row++) lines.push(columns.map(([, cells, stdDevs]) => csvCell(cells[row], stdDevs?.[row])).join(","));
  return `${lines.join("\n")}\n`;
}

/** Of seven digits of a number so many times its standard deviation three tell of that, and of a larger one fewer: of a time in seconds. */
const farFromZero = 1e4;

function csvCell(value: number | string, stdDev = Infinity): string {
  if (typeof value === "number") return String(Number(value.toPrecision(Math.abs(value) > farFromZero * stdDev ? 12 : 7)));
  return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
