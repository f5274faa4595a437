import type { Tensor } from "@credence/tensor";
import { expectOneOf, expectOptions, expectWhole } from "../settings.ts";
import { type ClassPrediction, type ClassScores, readClassScores, topLabelOf } from "./class-scores.ts";

/** Scores in [lower, upper): how many, their mean, and the share of them that was right. The means of an empty bin are null. */
export type ReliabilityBin = {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
  readonly confidence: number | null;
  readonly accuracy: number | null;
};

/** Which scores are binned, and how finely. */
export interface CalibrationOptions {
  /** Bins of equal width over [0, 1]. @default 15 */
  readonly bins?: number;
  /**
   * "top-label": the largest probability of each x, right where its class is the label (the usual definition). "all-classes": every
   * class probability of every x pooled, right where that class is the label.
   * @default "top-label"
   */
  readonly scores?: "top-label" | "all-classes";
  /** "excluded" leaves out scores that are exactly 1 in float32, as half-open bins do by accident. @default "included" */
  readonly exactOnes?: "included" | "excluded";
}

/**
 * The bins of a reliability diagram: bin k holds scores in [k/B, (k+1)/B), the last one 1.0 too.
 *
 * Edges are compared in float32, the precision of the scores: 0.7 lies in the bin that starts at 0.7.
 *
 * @shape labels int32 [batch]
 * @throws for labels that do not fit the prediction, for bins that are not a whole number from 1, and for scores it does not know
 * @see   guo2017
 */
export async function reliabilityBins(
  prediction: ClassPrediction,
  labels: Tensor,
  options: CalibrationOptions = {},
): Promise<ReliabilityBin[]> {
  return binned("reliabilityBins", await readClassScores("reliabilityBins", prediction, labels), options);
}

/**
 * Expected calibration error: distance between confidence and accuracy of each bin, weighted by its count.
 *
 *   sum over bins of count_k / N |accuracy_k - confidence_k|
 *
 * @shape labels int32 [batch]
 * @units probability, in [0, 1]
 * @throws as `reliabilityBins`
 * @see   naeini2015
 * @example
 * await metrics.expectedCalibrationError(predictiveOf([[[0.95, 0.05], [0, 1]]]), integers([0, 0]), { bins: 10 }) // => 0.475
 */
export async function expectedCalibrationError(
  prediction: ClassPrediction,
  labels: Tensor,
  options: CalibrationOptions = {},
): Promise<number> {
  const bins = binned("expectedCalibrationError", await readClassScores("expectedCalibrationError", prediction, labels), options);
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  return bins.reduce((sum, bin) => sum + (bin.count * gap(bin)) / Math.max(1, total), 0);
}

/**
 * Maximum calibration error: the largest distance between confidence and accuracy of a bin that holds anything.
 *
 * @shape labels int32 [batch]
 * @units probability, in [0, 1]
 * @throws as `reliabilityBins`
 */
export async function maximumCalibrationError(
  prediction: ClassPrediction,
  labels: Tensor,
  options: CalibrationOptions = {},
): Promise<number> {
  const bins = binned("maximumCalibrationError", await readClassScores("maximumCalibrationError", prediction, labels), options);
  return bins.reduce((largest, bin) => Math.max(largest, gap(bin)), 0);
}

const gap = ({ confidence, accuracy }: ReliabilityBin): number =>
  confidence === null || accuracy === null ? 0 : Math.abs(accuracy - confidence);

function binned(where: string, given: ClassScores, options: CalibrationOptions): ReliabilityBin[] {
  expectOptions(where, options, { bins: true, scores: true, exactOnes: true });
  const { bins = 15, scores = "top-label", exactOnes = "included" } = options;
  expectWhole(where, "bins", bins);
  expectOneOf(where, "scores", scores, ["top-label", "all-classes"]);
  expectOneOf(where, "exactOnes", exactOnes, ["included", "excluded"]);
  const lowerEdges = Float32Array.from({ length: bins }, (_, k) => k / bins);
  const count = new Array<number>(bins).fill(0);
  const confidence = new Array<number>(bins).fill(0);
  const right = new Array<number>(bins).fill(0);
  for (const [score, hit] of scores === "top-label" ? topScores(given) : allScores(given)) {
    if (exactOnes === "excluded" && score === 1) continue;
    // the product may be off by one next to an edge
    let bin = Math.min(bins - 1, Math.floor(score * bins));
    if (bin + 1 < bins && score >= lowerEdges[bin + 1]!) bin++;
    else if (bin > 0 && score < lowerEdges[bin]!) bin--;
    count[bin]!++;
    confidence[bin]! += score;
    right[bin]! += hit;
  }
  return count.map((n, k) => ({
    lower: k / bins,
    upper: (k + 1) / bins,
    count: n,
    confidence: n > 0 ? confidence[k]! / n : null,
    accuracy: n > 0 ? right[k]! / n : null,
  }));
}

function* topScores(given: ClassScores): Generator<readonly [score: number, hit: number]> {
  const { confidence, wrong } = topLabelOf(given);
  for (let i = 0; i < confidence.length; i++) yield [confidence[i]!, 1 - wrong[i]!];
}

function* allScores({ batch, classes, probabilities, labels }: ClassScores): Generator<readonly [score: number, hit: number]> {
  for (let i = 0; i < batch; i++) for (let c = 0; c < classes; c++) yield [probabilities[i * classes + c]!, Number(labels[i] === c)];
}
