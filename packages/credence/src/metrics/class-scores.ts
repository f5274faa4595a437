import { isTensor, scope, type Tensor } from "@credence/tensor";
import { categoricalPredictive } from "../predictive/categorical-predictive.ts";
import { averagedProbabilities, type ClassPredictive, meanProbabilities } from "../predictive/class-probabilities.ts";
import { readLabels } from "../predictive/labels.ts";
import type { Probabilities } from "../predictive/quantities.ts";

/** A classifier's prediction: a predictive, whose draws are averaged, or probabilities [batch, classes]; [draws, batch, classes] are averaged too. */
export type ClassPrediction = ClassPredictive | Probabilities;

/** Probabilities and true classes as plain numbers. */
export interface ClassScores {
  readonly batch: number;
  readonly classes: number;
  /** [batch, classes], row-major. */
  readonly probabilities: ArrayLike<number>;
  /** [batch] */
  readonly labels: ArrayLike<number>;
}

/**
 * Reads predictions and their labels, checked: every metric of classes starts here.
 *
 * @shape labels int32 [batch]
 * @throws for labels of another type, count or range, rows that are no probabilities, and for an empty batch
 */
export async function readClassScores(where: string, prediction: ClassPrediction, labels: Tensor): Promise<ClassScores> {
  const mean = averaged(where, prediction);
  const [batch, classes] = mean.values.shape as [number, number];
  const [probabilities, classList] = await Promise.all([mean.values.read(), readLabels(where, labels, { batch, classes })]);
  if (mean.own) mean.values.dispose();
  expectProbabilities(where, probabilities, { batch, classes });
  return { batch, classes, probabilities, labels: classList };
}

/** How far from 1 a row of float32 probabilities may add up: averages of many draws over many classes are some units of the seventh digit off. */
const SUM_TOLERANCE = 1e-3;

/** @throws for a value outside [0, 1] and a row that does not add up to 1, by the row: logits, counts and percentages */
function expectProbabilities(where: string, values: ArrayLike<number>, { batch, classes }: Pick<ClassScores, "batch" | "classes">): void {
  for (let row = 0; row < batch; row++) {
    let total = 0;
    for (let c = 0; c < classes; c++) {
      const value = values[row * classes + c]!;
      if (!(value >= 0 && value <= 1 + SUM_TOLERANCE))
        throw new Error(`${where}: a probability of row ${row} is ${value}, expected 0 to 1`);
      total += value;
    }
    if (!(Math.abs(total - 1) <= SUM_TOLERANCE))
      throw new Error(`${where}: the probabilities of row ${row} add up to ${total}, expected 1; of logits, give softmax(logits)`);
  }
}

function averaged(where: string, prediction: ClassPrediction): { values: Tensor; own: boolean } {
  if (!isTensor(prediction)) return { values: scope(() => averagedProbabilities(where, prediction)), own: true };
  const { shape } = prediction;
  if (shape.length === 3)
    return { values: scope(() => meanProbabilities(categoricalPredictive({ probabilities: prediction }))), own: true };
  if (shape.length === 2) return { values: prediction, own: false };
  throw new Error(`${where}: probabilities are [${shape.join(", ")}], expected [batch, classes] or [draws, batch, classes]`);
}

/** What a classifier says of each x, and whether it is so. */
export interface TopLabel {
  /** The largest probability, [batch]. */
  readonly confidence: Float64Array;
  /** 1 where its class is not the label, else 0, [batch]. */
  readonly wrong: Uint8Array;
}

/** The most probable class of every row, the first at a tie, against the label. */
export function topLabelOf({ batch, classes, probabilities, labels }: ClassScores): TopLabel {
  const confidence = new Float64Array(batch);
  const wrong = new Uint8Array(batch);
  for (let i = 0; i < batch; i++) {
    let top = 0;
    for (let c = 1; c < classes; c++) if (probabilities[i * classes + c]! > probabilities[i * classes + top]!) top = c;
    confidence[i] = probabilities[i * classes + top]!;
    wrong[i] = Number(top !== labels[i]);
  }
  return { confidence, wrong };
}

/**
 * Confidence and error of each x: what risk-coverage curves and the ranking of errors start from.
 *
 * @shape labels int32 [batch]
 * @throws for labels that do not fit the prediction
 */
export const topLabel = async (prediction: ClassPrediction, labels: Tensor): Promise<TopLabel> =>
  topLabelOf(await readClassScores("topLabel", prediction, labels));
